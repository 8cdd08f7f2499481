"""nn.MSELoss, gradients cleared between forward and backward, a while loop."""

import torch
from torch import nn


def train(model, X, y, learning_rate, steps):
    criterion = nn.MSELoss()
    sgd = torch.optim.SGD(model.parameters(), lr=learning_rate, foreach=True)
    history = torch.zeros(steps, dtype=torch.float64)
    step = 0
    while step < steps:
        model.train()
        output = model(X)
        loss = criterion(output, y)
        sgd.zero_grad(set_to_none=False)
        loss.backward()
        history[step] = loss.detach()
        sgd.step()
        step += 1
    return history.tolist()
