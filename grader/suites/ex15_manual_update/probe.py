"""Hand over a model whose gradients are set, and look at its parameters and gradients afterwards."""

import torch
from torch import nn

from grader.suites.probe_tools import handed_back, network, number

_NEURON = """model = torch.nn.Linear(weight.shape[1], 1, dtype=weight.dtype)
model.load_state_dict({"weight": weight, "bias": bias})
"""
_NETWORK = """w1, b1, w2, b2 = parameters
layers = torch.nn.Linear(*w1.T.shape), torch.nn.Tanh(), torch.nn.Linear(*w2.T.shape)
model = torch.nn.Sequential(*layers).to(w1.dtype)
model.load_state_dict({"0.weight": w1, "0.bias": b1, "2.weight": w2, "2.bias": b2})
for parameter, gradient in zip(model.parameters(), gradients):
    parameter.grad = gradient
"""
_GRADIENTS = "model.weight.grad, model.bias.grad = weight_gradient, bias_gradient\n"

CALLS = {
    "update_neuron": _NEURON + _GRADIENTS + "manual_update(model, learning_rate)",
    "update_network": _NETWORK + "manual_update(model, learning_rate)",
    "noticed_by_autograd": _NEURON + _GRADIENTS + "manual_update(model, learning_rate)",
    "rounds": _NEURON
    + """for _ in range(2):
    ((model(X) - y) ** 2).mean().backward()
    manual_update(model, learning_rate)""",
    "trace": "trace_update(w, gradient, learning_rate)",
}


def update_neuron(module, *, weight, bias, weight_gradient, bias_gradient, learning_rate):
    """Update Linear once; None as a gradient is a parameter that backward never reached."""
    return _update(module, [weight, bias], [weight_gradient, bias_gradient], learning_rate)


def update_network(module, *, parameters, gradients, learning_rate):
    """Update a network with two layers."""
    return _update(module, parameters, gradients, learning_rate)


def noticed_by_autograd(module, *, weight, bias, weight_gradient, bias_gradient, learning_rate):
    """Tell whether every parameter's version moved: `.data` changes values behind autograd's back."""
    model = network([weight, bias])
    handed = _give(model, [weight_gradient, bias_gradient])
    versions = [parameter._version for parameter in handed]
    module.manual_update(model, learning_rate)
    return {"version_moved": [p._version > v for p, v in zip(handed, versions, strict=True)]}


def rounds(module, *, weight, bias, X, y, learning_rate):
    """Run two rounds of forward, backward and update: what is left of the first one shows in the second."""
    model = network([weight, bias])
    handed = list(model.parameters())
    predictions = []
    for _ in range(2):
        prediction = model(X)
        predictions.append(prediction.detach().clone())
        ((prediction - y) ** 2).mean().backward()
        module.manual_update(model, learning_rate)
    return {"predictions": predictions, **handed_back(model, handed)}


def trace(module, w, gradient, learning_rate):
    """Ask for the trace, with a 0-d tensor read as the float it stands for."""
    answer = module.trace_update(w, gradient, learning_rate)
    return {"trace": {k: number(v) for k, v in answer.items()} if isinstance(answer, dict) else answer}


def _update(module, parameters, gradients, learning_rate):
    model = network(parameters)
    handed = _give(model, gradients)
    places = [parameter.data_ptr() for parameter in handed]
    module.manual_update(model, learning_rate)
    return {
        "gradient_cleared": [p.grad is None or not bool(p.grad.count_nonzero()) for p in handed],
        "same_memory": [p.data_ptr() == place for p, place in zip(model.parameters(), places, strict=False)],
        **handed_back(model, handed),
    }


def _give(model: nn.Module, gradients: list[torch.Tensor | None]) -> list[nn.Parameter]:
    """Set copies of the gradients: what becomes of their memory is the student's choice."""
    handed = list(model.parameters())
    for parameter, gradient in zip(handed, gradients, strict=True):
        parameter.grad = None if gradient is None else gradient.clone()
    return handed
