"""Sample by sample and weight by weight, with counters a beginner would write."""

import torch


def batch_mse_gradient(X, y, w, b):
    N, d = X.shape
    grad_w = torch.zeros(d, dtype=X.dtype)
    grad_b = torch.zeros((), dtype=X.dtype)
    for j in range(N):
        pred = b.clone()
        for i in range(d):
            pred += w[i] * X[j, i]
        error = pred - y[j]
        for i in range(d):
            grad_w[i] += 2 * error * X[j, i] / N
        grad_b += 2 * error / N
    return grad_w, grad_b
