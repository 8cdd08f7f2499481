"""torch.func gradients of a pure function; a DataLoader cuts the pieces."""

import torch
from torch.func import functional_call, grad
from torch.utils.data import DataLoader, TensorDataset


def _gradient(model, X, y):
    def loss(values):
        return ((functional_call(model, values, (X,)) - y) ** 2).mean()

    return grad(loss)({name: p.detach() for name, p in model.named_parameters()})


def accumulate(model, batches):
    for X, y in batches:
        for name, g in _gradient(model, X, y).items():
            p = model.get_parameter(name)
            p.grad = g if p.grad is None else p.grad.add(g)


def micro_batch_gradient(model, X, y, k):
    model.zero_grad()
    size = -(-len(X) // k)
    for part, target in DataLoader(TensorDataset(X, y), batch_size=size):
        for name, g in _gradient(model, part, target).items():
            p = model.get_parameter(name)
            g = g * len(part) / len(X)
            p.grad = g if p.grad is None else p.grad + g
