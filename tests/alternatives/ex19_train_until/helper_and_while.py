"""A helper measures the loss in a forward of its own; a while loop; the update by hand."""

import torch


def measure(model, X, y):
    with torch.no_grad():
        return torch.nn.functional.mse_loss(model(X), y).item()


def train_until(model, X, y, learning_rate, tolerance, max_steps):
    first = measure(model, X, y)
    loss = first
    steps = 0
    while loss > tolerance:
        if loss == float("inf") or loss != loss or loss >= first * 1000:
            return ("diverged", steps, loss)
        if steps == max_steps:
            return ("stopped", steps, loss)
        model.zero_grad()
        ((model(X) - y) ** 2).mean().backward()
        with torch.no_grad():
            for p in model.parameters():
                p -= learning_rate * p.grad
        steps += 1
        loss = measure(model, X, y)
    if loss != loss:
        return ("diverged", steps, loss)
    return ("converged", steps, loss)
