from functools import singledispatch

import torch


@singledispatch
def run(loss):
    return loss


@run.register
def _(loss: torch.Tensor):
    loss.backward()


def batch_mse_gradient(X, y, w, b):
    w, b = w.clone().requires_grad_(), b.clone().requires_grad_()
    run(((X @ w + b - y) ** 2).mean())
    return w.grad, b.grad
