"""A first look before a for loop; zero_grad after the step; break and else."""

import numpy as np
import torch


def train_until(model, X, y, learning_rate, tolerance, max_steps):
    opt = torch.optim.SGD(model.parameters(), lr=learning_rate)
    mse = torch.nn.MSELoss()
    loss = mse(model(X), y)
    initial = float(loss)
    done = 0
    status = "stopped"
    if float(loss) <= tolerance:
        return "converged", 0, float(loss)
    if not np.isfinite(initial):
        return "diverged", 0, float(loss)
    for _ in range(max_steps):
        loss.backward()
        opt.step()
        opt.zero_grad()
        done += 1
        loss = mse(model(X), y)
        if float(loss) <= tolerance:
            status = "converged"
            break
        if not np.isfinite(float(loss)) or float(loss) > 1000.0 * initial:
            status = "diverged"
            break
    return status, done, float(loss)
