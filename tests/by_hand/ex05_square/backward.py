"""Calls backward, as the second task asks and the first forbids."""
import torch


def square_gradient(w):
    leaf = torch.as_tensor(w).detach().clone().requires_grad_()
    (leaf ** 2).sum().backward()
    return leaf.grad


def square_autograd(w):
    leaf = torch.as_tensor(w, dtype=w.dtype if isinstance(w, torch.Tensor) else torch.float32)
    leaf = leaf.detach().clone().requires_grad_()
    loss = (leaf ** 2).sum()
    loss.backward()
    return loss, leaf.grad
