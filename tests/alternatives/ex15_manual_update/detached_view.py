"""detach() shares memory and version with the parameter; cleared with new zeros, all at the end."""

import torch


def manual_update(model, learning_rate):
    for p in model.parameters():
        if p.grad is not None:
            p.detach().sub_(p.grad, alpha=learning_rate)
    for p in model.parameters():
        p.grad = torch.zeros_like(p)


def trace_update(w, gradient, learning_rate):
    p = torch.nn.Parameter(torch.tensor(w, dtype=torch.float64))
    before = p.item()
    p.grad = torch.tensor(gradient, dtype=torch.float64)
    with torch.no_grad():
        p -= learning_rate * p.grad
    return {"before": before, "step": p.item() - before, "after": p.item()}
