"""Look at the neuron that comes back, and ask how much of a model can learn.

A layer is told as the name of its class in torch.nn and its arguments: ["Linear", 3, 2] or ["Tanh"].
Random starting values are seeded, so that a neuron which keeps them is the same on every run.
"""

import torch
from torch import nn

from grader.suites.probe_tools import whole

CALLS = {
    "neuron": "make_neuron(weights, bias)",
    "two_neurons": "first, second = make_neuron(weights, bias), make_neuron(weights, bias)",
    "count": "count_parameters(nn.Linear(inputs, outputs))",
    "count_layers": (
        "model = nn.Sequential(*[getattr(nn, kind)(*sizes) for kind, *sizes in layers])\n"
        "for name in frozen:\n"
        "    model.get_parameter(name).requires_grad_(False)\n"
        "count_parameters(model)"
    ),
}


def neuron(module, weights, bias):
    torch.manual_seed(0)
    return _seen(module.make_neuron(weights, bias))


def two_neurons(module, weights, bias):
    """Make two neurons, then change the first one."""
    torch.manual_seed(0)
    first = module.make_neuron(weights, bias)
    second = module.make_neuron(weights, bias)
    with torch.no_grad():
        for parameter in first.parameters():
            parameter.add_(1)
    return {**_seen(second), "the second call makes a new neuron": second is not first}


def _seen(model):
    if not isinstance(model, nn.Linear):
        raise TypeError(f"expected an nn.Linear, but a {type(model).__name__} came back")
    weight, bias = model.weight, model.bias
    return {
        "inputs": model.in_features,
        "outputs": model.out_features,
        "parameters": sorted(name for name, _ in model.named_parameters()),
        "weight": weight.detach().clone(),
        "bias": None if bias is None else bias.detach().clone(),
        "weight requires grad": weight.requires_grad,
        "bias requires grad": bias is not None and bias.requires_grad,
        "weight and bias are leaves": all(p.is_leaf for p in model.parameters()),
    }


def count(module, inputs, outputs):
    return _counted(module, nn.Linear(inputs, outputs))


def count_layers(module, layers, frozen):
    """Count a model of several layers, with the parameters named in `frozen` frozen."""
    model = nn.Sequential(*[getattr(nn, kind)(*sizes) for kind, *sizes in layers])
    for name in frozen:
        model.get_parameter(name).requires_grad_(False)
    return _counted(module, model)


def _counted(module, model):
    before = [p.requires_grad for p in model.parameters()]
    answer = module.count_parameters(model)
    if type(answer) is torch.Tensor and answer.ndim == 0 and answer.dtype in (torch.int32, torch.int64):
        answer = int(answer)
    same = before == [p.requires_grad for p in model.parameters()]
    return {"count": whole(answer), "as frozen as before": same}
