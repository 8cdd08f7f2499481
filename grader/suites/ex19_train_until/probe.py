"""Hand over a model and a batch, and write down how the training ended and where."""

import math

import torch

from grader.suites.probe_tools import Recorder, network, number, settle, unpack

_CALL = "train_until(model, X, y, learning_rate, tolerance, max_steps)"
_NEURON = """model = torch.nn.Linear(weight.shape[1], 1, dtype=weight.dtype)
model.load_state_dict({"weight": weight, "bias": bias})
"""
_NETWORK = """w1, b1, w2, b2 = parameters
layers = torch.nn.Linear(*w1.T.shape), torch.nn.Tanh(), torch.nn.Linear(*w2.T.shape)
model = torch.nn.Sequential(*layers).to(w1.dtype)
model.load_state_dict({"0.weight": w1, "0.bias": b1, "2.weight": w2, "2.bias": b2})
"""
CALLS = {
    "run": _NEURON + _CALL,
    "run_network": _NETWORK + _CALL,
    "run_hopeless": _NEURON + _CALL,
    "run_from_nan": _NEURON
    + 'model.weight.data[0, :2] = torch.tensor([float("inf"), -float("inf")])\n'
    + _CALL,
    "run_long": _NEURON + _CALL,
}


def run(module, *, weight, bias, X, y, learning_rate, tolerance, max_steps):
    """Train Linear for a few steps, with the order of events."""
    return _run(module, [weight, bias], (X, y, learning_rate, tolerance, max_steps))


def run_network(module, *, parameters, X, y, learning_rate, tolerance, max_steps):
    """Train a network with two layers for a few steps."""
    return _run(module, parameters, (X, y, learning_rate, tolerance, max_steps))


def run_hopeless(module, *, weight, bias, X, y, learning_rate, tolerance, max_steps):
    """Train from finite parameters that may end as NaN."""
    return _run_copies(module, weight.clone(), bias.clone(), (X, y, learning_rate, tolerance, max_steps))


def run_from_nan(module, *, weight, bias, X, y, learning_rate, tolerance, max_steps):
    """Train a neuron with two infinite weights, whose loss is NaN where X is positive."""
    weight = weight.clone()
    weight[0, :2] = torch.tensor([math.inf, -math.inf])
    return _run_copies(module, weight, bias.clone(), (X, y, learning_rate, tolerance, max_steps))


def _run_copies(module, weight, bias, task):
    """Write NaN down as 0, because no comparison knows it."""
    model = network([weight, bias])
    answer = module.train_until(model, *task)
    parameters = {name: p.detach().nan_to_num() for name, p in model.named_parameters()}
    return {**_ending(answer), "parameters": parameters}


def run_long(module, *, weight, bias, X, y, learning_rate, tolerance, max_steps):
    """Train Linear for many steps, without looking at each."""
    model = network([weight, bias])
    answer = module.train_until(model, X, y, learning_rate, tolerance, max_steps)
    settle(model, [weight, bias])
    return _ending(answer)


def _run(module, parameters, task):
    model = network(parameters)
    recorder = Recorder(model)
    with recorder.recording():
        answer = module.train_until(model, *task)
    settle(model, parameters)
    return {**_ending(answer), "events": recorder.events}


def _ending(answer):
    """Give status, steps and loss; no number equals NaN, so a loss that is not finite is told in words."""
    values = unpack(answer, "status", "steps", "loss")
    loss = number(values["loss"])
    values["loss"] = str(loss) if isinstance(loss, float) and not math.isfinite(loss) else loss
    return values
