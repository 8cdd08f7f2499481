"""autograd.grad hands the gradient back and stores nothing, so a shared leaf is safe."""
import torch
from torch import Tensor, autograd


def square_gradient(w):
    # a parabola's chord over [w-1, w+1] has exactly the slope of its middle
    return ((w + 1) ** 2 - (w - 1) ** 2) / 2


def square_autograd(w):
    w = torch.as_tensor(w, dtype=w.dtype if isinstance(w, Tensor) else torch.get_default_dtype())
    leaf = w if w.requires_grad else w.detach().requires_grad_(True)
    loss = leaf.square().sum()
    (gradient,) = autograd.grad(loss, leaf)
    return loss, gradient
