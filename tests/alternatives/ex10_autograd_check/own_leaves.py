"""Copies the parameters into leaves of its own; leaves out the entries that agree."""

import torch


def neuron_gradient_autograd(model, x, y):
    w = model.weight.detach().clone().requires_grad_(True)
    b = model.bias.detach().clone().requires_grad_(True)
    loss = torch.sum((x @ w.t() + b - y) ** 2)
    loss.backward()
    return w.grad, b.grad


def relative_error(a, b):
    a, b = a.double(), b.double()
    differ = a != b
    if not differ.any():
        return 0
    a, b = a[differ], b[differ]
    return torch.max(torch.abs(a - b) / torch.maximum(torch.abs(a), torch.abs(b))).item()
