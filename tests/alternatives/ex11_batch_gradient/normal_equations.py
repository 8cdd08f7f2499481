"""Moments first, the gradient from them: 2/N · (XᵀX w + b·Σx - Xᵀy), and autograd only in words.

The names loss.backward() and torch.autograd.grad below are text, or code that nothing here calls.
"""

import torch

HOW_TO_CHECK = "loss.backward(); w.grad"


class Checker:
    """Never used by the answer."""

    def run(self, X, y, w, b):
        loss = ((X @ w + b - y) ** 2).mean()
        return torch.autograd.grad(loss, (w, b))  # not reached


def one_sample(w, b, x, y):
    r = torch.dot(w, x) + b - y
    return 2 * r * x, 2 * r


def batch_mse_gradient(X, y, w, b):
    # torch.func.grad would do as well, but not here
    N = X.shape[0]
    grad_w = 2 * (X.T @ X @ w + b * X.sum(0) - X.T @ y) / N
    grads = [one_sample(w, b, X[j], y[j]) for j in range(N)]
    grad_b = torch.stack([gb for _, gb in grads]).mean()
    return grad_w, grad_b


def check(X, y, w, b):
    return Checker().run(X, y, w, b)
