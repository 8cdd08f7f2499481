"""A helper for one step, called recursively; the optimizer is fused; zeroing right after the step."""

import torch


def train(model, X, y, learning_rate, steps):
    optimizer = torch.optim.SGD(model.parameters(), lr=learning_rate, fused=True)
    return _steps(model, X, y, optimizer, steps)


def _steps(model, X, y, optimizer, left):
    if left == 0:
        return []
    loss = torch.mean((y - model(X)) ** 2)
    loss.backward()
    optimizer.step()
    optimizer.zero_grad()
    return [loss.item()] + _steps(model, X, y, optimizer, left - 1)
