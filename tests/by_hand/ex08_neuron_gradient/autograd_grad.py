"""Spells out torch.autograd.grad."""

import torch


def chain_factors(w, b, x, y):
    pred = (w @ x + b).detach().requires_grad_()
    (slope,) = torch.autograd.grad((pred - y) ** 2, pred)
    return {"dloss_dpred": slope, "dpred_dw": x.clone(), "dpred_db": 1.0}


def neuron_gradient(w, b, x, y):
    w, b = w.clone().requires_grad_(), b.clone().requires_grad_()
    return torch.autograd.grad((w @ x + b - y) ** 2, (w, b))
