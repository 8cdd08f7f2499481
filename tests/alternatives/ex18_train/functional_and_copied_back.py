import torch
from torch.func import functional_call, grad_and_value


def train(model, X, y, learning_rate, steps):
    def loss(p):
        return ((functional_call(model, p, (X,)) - y) ** 2).mean()

    losses = []
    params = {k: v.detach().clone() for k, v in model.named_parameters()}
    for _ in range(steps):
        g, l = grad_and_value(loss)(params)
        losses.append(l.item())
        params = {k: params[k] - learning_rate * g[k] for k in params}
    with torch.no_grad():
        for k, p in model.named_parameters():
            p.copy_(params[k])
    return losses
