"""The update by hand under no_grad; zero_() after the step; losses as plain floats."""

import torch


def train(model, X, y, learning_rate, steps):
    losses = []
    n = y.shape[0]
    for i in range(steps):
        error = model(X) - y
        loss = (error * error).sum() / n
        losses.append(float(loss))
        loss.backward()
        with torch.no_grad():
            for p in model.parameters():
                p -= learning_rate * p.grad
                p.grad.zero_()
    return losses
