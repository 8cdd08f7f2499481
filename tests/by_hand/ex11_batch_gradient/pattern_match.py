import torch


def batch_mse_gradient(X, y, w, b):
    w, b = w.clone().requires_grad_(), b.clone().requires_grad_()
    match ((X @ w + b - y) ** 2).mean():
        case torch.Tensor(backward=go):
            go()
    return w.grad, b.grad
