"""The mean square as a product of a vector with itself; a ValueError of one's own kind; a list."""
import torch
from torch import nn


class ShapeError(ValueError):
    pass


def forward_and_loss(model: nn.Module, x, y):
    pred = nn.functional.linear(x, model.weight, model.bias)
    if (pred.ndim, *pred.shape) != (y.ndim, *y.shape):
        raise ShapeError
    r = torch.flatten(pred - y)
    return [pred.clone(), torch.dot(r, r) / r.numel()]
