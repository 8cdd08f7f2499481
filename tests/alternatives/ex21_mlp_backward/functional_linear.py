import torch
import torch.nn.functional as F


def mlp_forward(X, params):
    W1, b1, W2, b2 = params["W1"], params["b1"], params["W2"], params["b2"]
    a = torch.tanh(F.linear(X, W1, b1))
    return F.linear(a, W2, b2), a


def mlp_gradients(X, y, params):
    pred, a = mlp_forward(X, params)
    dpred = (pred - y).mul(2 / len(X))
    grads = {}
    grads["W2"] = dpred.T @ a
    grads["b2"] = dpred.sum(dim=0)
    da = dpred @ params["W2"]
    dz = da / torch.cosh(torch.atanh(a)) ** 2
    grads["W1"] = dz.T @ X
    grads["b1"] = dz.sum(dim=0)
    return grads
