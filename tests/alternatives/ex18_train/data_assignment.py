"""New values are put into .data; the losses are measured in a forward of their own."""

import torch


def train(model, X, y, learning_rate, steps):
    losses = []
    for _ in range(steps):
        with torch.no_grad():
            losses.append(((model(X) - y) ** 2).mean().item())
        for p in model.parameters():
            p.grad = None
        ((model(X) - y) ** 2).mean().backward()
        for p in model.parameters():
            p.data = p.data - learning_rate * p.grad.data
    return losses
