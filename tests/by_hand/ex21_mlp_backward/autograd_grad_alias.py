import torch
from torch import autograd as ag


def mlp_forward(X, params):
    hidden = torch.tanh(X @ params["W1"].T + params["b1"])
    return hidden @ params["W2"].T + params["b2"], hidden


def helper(loss, leaves):
    return ag.grad(loss, leaves)


def mlp_gradients(X, y, params):
    leaves = {k: v.clone().requires_grad_() for k, v in params.items()}
    loss = ((mlp_forward(X, leaves)[0] - y) ** 2).mean()
    return dict(zip(leaves, helper(loss, list(leaves.values()))))
