"""Lets autograd make the gradient, for some neuron with this residual; the answer is a tuple."""

import math

import torch


def _gradient(residual, x):
    inputs = torch.tensor(x, dtype=torch.float64)
    w = torch.zeros_like(inputs).requires_grad_()
    ((w @ inputs + residual) ** 2).backward()
    return w.grad.tolist()


def gradient_signs(residual, x):
    return tuple(0 if g == 0 else int(math.copysign(1, g)) for g in _gradient(residual, x))


def rank_by_effect(x):
    pairs = [(-abs(g), i) for i, g in enumerate(_gradient(1.0, x))]
    return [i for _, i in sorted(pairs)]
