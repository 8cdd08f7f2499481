import torch


def batch_mse_gradient(X, y, w, b):
    one = torch.ones((), dtype=X.dtype)
    slope = torch.ops.aten.mse_loss_backward(one, X @ w + b, y, 1)
    return X.T @ slope, slope.sum()
