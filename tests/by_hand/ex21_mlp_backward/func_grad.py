import torch
from torch.func import grad


def mlp_forward(X, params):
    hidden = torch.tanh(X @ params["W1"].T + params["b1"])
    return hidden @ params["W2"].T + params["b2"], hidden


def loss(params, X, y):
    return ((mlp_forward(X, params)[0] - y) ** 2).mean()


def mlp_gradients(X, y, params):
    return grad(loss)(params, X, y)
