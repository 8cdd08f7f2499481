"""torch.func under another name."""
import torch
from torch.func import grad as slope_of


def square_gradient(w):
    w = torch.as_tensor(w)
    return slope_of(lambda v: (v ** 2).sum())(w)


def square_autograd(w):
    leaf = torch.as_tensor(w, dtype=w.dtype if isinstance(w, torch.Tensor) else torch.float32)
    leaf = leaf.detach().clone().requires_grad_()
    loss = (leaf ** 2).sum()
    loss.backward()
    return loss, leaf.grad
