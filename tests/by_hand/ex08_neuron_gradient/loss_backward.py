"""Lets loss.backward() find everything."""

import torch


def chain_factors(w, b, x, y):
    pred = (w @ x + b).detach().requires_grad_()
    ((pred - y) ** 2).backward()
    return {"dloss_dpred": pred.grad, "dpred_dw": x.clone(), "dpred_db": 1.0}


def neuron_gradient(w, b, x, y):
    w, b = w.clone().requires_grad_(), b.clone().requires_grad_()
    loss = (w @ x + b - y) ** 2
    loss.backward()
    return w.grad, b.grad
