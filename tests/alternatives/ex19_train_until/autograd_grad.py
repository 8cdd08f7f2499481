"""autograd.grad; the loss stays a 0-d tensor; the decision in a function of its own; a list comes back."""

import math

import torch


def decide(loss, first, steps, tolerance, max_steps):
    if loss <= tolerance:
        return "converged"
    if not torch.isfinite(loss) or loss / first > 1e3:
        return "diverged"
    return "stopped" if steps >= max_steps else None


def train_until(model, X, y, learning_rate, tolerance, max_steps):
    params = list(model.parameters())
    first, steps = None, 0
    while True:
        loss = torch.square(model(X) - y).mean()
        first = loss.detach() if first is None else first
        status = decide(loss.detach(), first, steps, tolerance, max_steps)
        if status:
            return [status, steps, loss]
        for p, g in zip(params, torch.autograd.grad(loss, params)):
            p.data = p.data - learning_rate * g
        steps = steps + 1
