"""As short as it gets; the factors are the caller's own x, and an int; more keys than asked for."""

import torch


def chain_factors(w, b, x, y):
    residual = torch.dot(w, x).add(b).sub(y)
    return {"residual": residual, "dloss_dpred": residual * 2, "dpred_dw": x, "dpred_db": 1}


def neuron_gradient(w, b, x, y):
    f = chain_factors(w, b, x, y)
    return tuple(f["dloss_dpred"] * f[k] for k in ("dpred_dw", "dpred_db"))
