"""Hand over a model and a batch, and write down the losses, the parameters and the order of events."""

import torch

from grader.suites.probe_tools import Recorder, handed_back, loss_list, network, settle

CALLS = {
    "train_neuron": """model = torch.nn.Linear(weight.shape[1], 1, dtype=weight.dtype)
model.load_state_dict({"weight": weight, "bias": bias})
train(model, X, y, learning_rate, steps)""",
    "train_network": """w1, b1, w2, b2 = parameters
layers = torch.nn.Linear(*w1.T.shape), torch.nn.Tanh(), torch.nn.Linear(*w2.T.shape)
model = torch.nn.Sequential(*layers).to(w1.dtype)
model.load_state_dict({"0.weight": w1, "0.bias": b1, "2.weight": w2, "2.bias": b2})
for parameter in model.parameters():
    parameter.grad = torch.zeros_like(parameter)
train(model, X, y, learning_rate, steps)""",
}


def train_neuron(module, *, weight, bias, X, y, learning_rate, steps):
    """Train Linear, whose gradients are None on entry."""
    return _run(module, [weight, bias], (X, y), learning_rate, steps, zeros=False)


def train_network(module, *, parameters, X, y, learning_rate, steps):
    """Train a network with two layers, whose gradients are zeros on entry: as clean as None."""
    return _run(module, parameters, (X, y), learning_rate, steps, zeros=True)


def _run(module, parameters, batch, rate, steps, *, zeros):
    model = network(parameters)
    handed = list(model.parameters())
    for parameter in handed:
        parameter.grad = torch.zeros_like(parameter) if zeros else None
    recorder = Recorder(model)
    with recorder.recording():
        losses = module.train(model, *batch, rate, steps)
    settle(model, parameters)
    return {"losses": loss_list(losses), **handed_back(model, handed), "events": recorder.events}
