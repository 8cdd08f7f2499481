"""Lets loss.backward() find everything."""


def batch_mse_gradient(X, y, w, b):
    w, b = w.clone().requires_grad_(), b.clone().requires_grad_()
    loss = ((X @ w + b - y) ** 2).mean()
    loss.backward()
    return w.grad, b.grad
