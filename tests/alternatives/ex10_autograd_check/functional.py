"""torch.func on the model's parameters, read without touching the model."""

import torch
from torch.func import functional_call, grad


def neuron_gradient_autograd(model, x, y):
    def loss(parameters):
        return (functional_call(model, parameters, (x,)) - y).square().squeeze()

    found = grad(loss)({name: p.detach() for name, p in model.named_parameters()})
    return found["weight"], found["bias"]


def relative_error(a, b):
    size = torch.max(a.abs(), b.abs())
    error = torch.where(size > 0, (a - b).abs() / size.clamp(min=torch.finfo(a.dtype).tiny), 0.0)
    return float(error.max())
