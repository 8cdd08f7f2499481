"""A whole module under a short name."""

import torch.autograd.functional as F


def batch_mse_gradient(X, y, w, b):
    return F.jacobian(lambda w, b: ((X @ w + b - y) ** 2).mean(), (w, b))
