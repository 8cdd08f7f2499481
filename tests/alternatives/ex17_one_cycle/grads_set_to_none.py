"""Clears by hand, parameter by parameter, right before backward; torch.func supplies the gradient."""

import torch
from torch.func import functional_call, grad


def one_cycle(model, optimizer, x, y):
    values = {name: p.detach() for name, p in model.named_parameters()}

    def loss_of(values):
        return ((functional_call(model, values, (x,)) - y) ** 2).sum()

    before = model(x).item()
    gradients = grad(loss_of)(values)
    for name, p in model.named_parameters():
        p.grad = None
        p.grad = gradients[name].clone()
    optimizer.step()
    after = model(x).item()
    t = y.item()
    return dict(
        pred_before=before,
        loss_before=(before - t) ** 2,
        pred_after=after,
        loss_after=(after - t) ** 2,
        improvement=(before - t) ** 2 - (after - t) ** 2,
    )
