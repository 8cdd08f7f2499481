"""All parameters at once, through the functions that optimizers use inside."""

import torch


@torch.no_grad()
def manual_update(model, learning_rate):
    params = [p for p in model.parameters() if p.grad is not None]
    grads = [p.grad for p in params]
    torch._foreach_add_(params, grads, alpha=-learning_rate)
    torch._foreach_zero_(grads)


def trace_update(w, gradient, learning_rate):
    return dict(before=w, step=learning_rate * -gradient, after=w + learning_rate * -gradient)
