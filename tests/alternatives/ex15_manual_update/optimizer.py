"""The step and the clearing are left to torch.optim; the trace goes through tensors."""

import torch


def manual_update(model, learning_rate):
    optimizer = torch.optim.SGD(model.parameters(), lr=learning_rate)
    optimizer.step()
    optimizer.zero_grad()


def trace_update(w, gradient, learning_rate):
    before = torch.tensor(w)
    step = -learning_rate * torch.tensor(gradient)
    return {"before": before.clone(), "step": step, "after": before + step}
