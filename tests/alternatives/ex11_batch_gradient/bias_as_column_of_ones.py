"""The bias is a weight whose input is always 1: one matrix, one product, columns as in nn.Linear."""

import torch


def batch_mse_gradient(X, y, w, b):
    with torch.no_grad():
        A = torch.cat([X, X.new_ones(len(X), 1)], dim=1)
        theta = torch.cat([w, b.reshape(1)]).reshape(-1, 1)
        residual = A @ theta - y.reshape(-1, 1)
        gradient = (2.0 / y.numel()) * (A.t() @ residual)
        return gradient[:-1, 0], gradient[-1, 0]
