import torch

TABLE = {}


def register(name):
    def keep(function):
        TABLE[name] = function
        return function

    return keep


@register("engine")
def engine(loss):
    loss.backward()


def batch_mse_gradient(X, y, w, b):
    w, b = w.clone().requires_grad_(), b.clone().requires_grad_()
    TABLE["engine"](((X @ w + b - y) ** 2).mean())
    return w.grad, b.grad
