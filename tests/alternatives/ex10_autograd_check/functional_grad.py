import torch
from torch.func import functional_call, grad


def neuron_gradient_autograd(model, x, y):
    params = {k: v.detach() for k, v in model.named_parameters()}

    def loss(p):
        return ((functional_call(model, p, (x,)) - y) ** 2).squeeze()

    g = grad(loss)(params)
    return g["weight"], g["bias"]


def relative_error(a, b):
    return (torch.nan_to_num((a - b).abs() / torch.maximum(a.abs(), b.abs()), nan=0.0)).max()
