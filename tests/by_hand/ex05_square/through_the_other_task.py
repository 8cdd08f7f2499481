"""Lets the second task answer the first."""
import torch


def square_gradient(w):
    return square_autograd(w)[1]


def square_autograd(w):
    leaf = torch.as_tensor(w, dtype=w.dtype if isinstance(w, torch.Tensor) else torch.float32)
    leaf = leaf.detach().clone().requires_grad_()
    loss = (leaf ** 2).sum()
    return loss, torch.autograd.grad(loss, leaf)[0]
