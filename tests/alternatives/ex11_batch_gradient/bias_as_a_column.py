import torch


def batch_mse_gradient(X, y, w, b):
    A = torch.cat([X, torch.ones(len(X), 1, dtype=X.dtype)], dim=1)
    theta = torch.cat([w, b.reshape(1)])
    g = 2 / len(X) * (A.T @ (A @ theta - y))
    return g[:-1], g[-1]
