"""Takes the gradients out and leaves None: the tensors are the caller's alone. A 0-d tensor for a float."""

import torch
import torch.nn.functional as F


def neuron_gradient_autograd(model, x, y):
    for parameter in model.parameters():
        parameter.grad = None
    F.mse_loss(model(x), y).backward()
    found = [parameter.grad for parameter in model.parameters()]
    for parameter in model.parameters():
        parameter.grad = None
    return found


def relative_error(a, b):
    difference = torch.abs(a - b)
    size = torch.stack([a.abs(), b.abs()]).amax(dim=0)
    return torch.nan_to_num(difference / size, nan=0.0).max()
