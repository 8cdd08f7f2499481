"""One outer product per sample, averaged at the end; the cache holds what each sample left behind."""
import torch


def slope_of_tanh(activation):
    return 1 - activation.square()


def mlp_forward(X, params):
    W1, b1, W2, b2 = (params[name] for name in ("W1", "b1", "W2", "b2"))
    activations = [torch.tanh(W1.mv(x) + b1) for x in X]
    return torch.stack([W2.mv(a) + b2 for a in activations]), activations


def mlp_gradients(X, y, params):
    pred, activations = mlp_forward(X, params)
    per_sample = []
    for x, a, error in zip(X, activations, pred - y):
        delta2 = 2 * error
        delta1 = params["W2"][0] * delta2 * slope_of_tanh(a)
        per_sample.append({"W1": torch.outer(delta1, x), "b1": delta1, "W2": torch.outer(delta2, a), "b2": delta2})
    return {name: sum(g[name] for g in per_sample) / len(per_sample) for name in params}
