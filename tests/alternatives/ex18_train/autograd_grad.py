"""torch.autograd.grad and foreach: .grad is never touched; losses by way of numpy."""

import torch
import torch.nn.functional as F


def train(model, X, y, learning_rate, steps):
    params = list(model.parameters())
    losses = []
    for _ in range(steps):
        loss = F.mse_loss(model(X), y)
        grads = torch.autograd.grad(loss, params)
        with torch.no_grad():
            torch._foreach_sub_(params, torch._foreach_mul(grads, learning_rate))
        losses.append(loss.detach().numpy().astype("float64").item())
    return losses
