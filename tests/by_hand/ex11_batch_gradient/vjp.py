"""A vector-Jacobian product with the vector 1 is the gradient."""

import torch
from torch.func import vjp as pull


def batch_mse_gradient(X, y, w, b):
    loss, pulled = pull(lambda w, b: ((X @ w + b - y) ** 2).mean(), w, b)
    return pulled(torch.ones_like(loss))
