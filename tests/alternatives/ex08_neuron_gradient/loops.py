"""One weight at a time, as a beginner counts it out."""

import torch


def chain_factors(w, b, x, y):
    pred = b
    for i in range(len(w)):
        pred = pred + w[i] * x[i]
    dpred_dw = torch.zeros_like(w)
    for i in range(len(w)):
        dpred_dw[i] = x[i]
    return {"dloss_dpred": 2 * (pred - y), "dpred_dw": dpred_dw, "dpred_db": 1.0}


def neuron_gradient(w, b, x, y):
    pred = sum(w[i] * x[i] for i in range(len(w))) + b
    gradients = []
    for i in range(len(w)):
        gradients.append(2 * (pred - y) * x[i])
    return torch.stack(gradients), 2 * (pred - y)
