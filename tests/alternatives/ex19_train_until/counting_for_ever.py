from itertools import count
import math
import torch


def train_until(model, X, y, learning_rate, tolerance, max_steps):
    history = []
    opt = torch.optim.SGD(model.parameters(), lr=learning_rate)
    for n in count():
        loss = (model(X) - y).pow(2).mean()
        history.append(loss.item())
        status = (
            "converged"
            if history[-1] <= tolerance
            else "diverged"
            if math.isnan(history[-1]) or math.isinf(history[-1]) or history[-1] > 1000.0 * history[0]
            else "stopped"
            if n >= max_steps
            else ""
        )
        if status:
            return status, len(history) - 1, history[-1]
        opt.zero_grad()
        loss.backward()
        opt.step()
