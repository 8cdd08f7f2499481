"""Looks the method up by a name put together at run time."""
import torch


def square_gradient(w):
    leaf = torch.as_tensor(w).detach().clone().requires_grad_()
    getattr((leaf ** 2).sum(), "back" + "ward")()
    return leaf.grad


def square_autograd(w):
    leaf = torch.as_tensor(w, dtype=w.dtype if isinstance(w, torch.Tensor) else torch.float32)
    leaf = leaf.detach().clone().requires_grad_()
    loss = (leaf ** 2).sum()
    loss.backward()
    return loss, leaf.grad
