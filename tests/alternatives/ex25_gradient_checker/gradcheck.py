"""Hides the claimed gradient behind a Function and lets torch's own checker judge it."""
import torch
from torch.autograd import Function, gradcheck


def check_gradient(f, gradient, points):
    class Claimed(Function):
        @staticmethod
        def forward(ctx, p):
            ctx.save_for_backward(p)
            return f(p.detach())

        @staticmethod
        def backward(ctx, upstream):
            return upstream * gradient(ctx.saved_tensors[0])

    for p in points:
        if gradient(p).shape != p.shape:
            return False
        leaf = p.clone().requires_grad_()
        if not gradcheck(Claimed.apply, leaf, eps=1e-6, atol=1e-8, rtol=1e-4, raise_exception=False):
            return False
    return True
