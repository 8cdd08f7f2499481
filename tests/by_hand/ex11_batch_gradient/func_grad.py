"""torch.func.grad, made into a function while the file loads."""

import torch


def loss(w, b, X, y):
    return ((X @ w + b - y) ** 2).mean()


slopes = torch.func.grad(loss, argnums=(0, 1))


def batch_mse_gradient(X, y, w, b):
    return slopes(w, b, X, y)
