"""A StrEnum for the status, a NamedTuple for the answer, gradients without .grad."""
import math, torch
from enum import StrEnum
from typing import NamedTuple
class Status(StrEnum):
    CONVERGED = "converged"
    DIVERGED = "diverged"
    STOPPED = "stopped"
class Result(NamedTuple):
    status: Status
    steps: int
    loss: float
@torch.no_grad()
def loss_now(model, X, y): return float(((model(X) - y) ** 2).mean())
def update(model, X, y, lr):
    params = list(model.parameters())
    gs = torch.autograd.grad(((model(X) - y) ** 2).mean(), params)
    with torch.no_grad(): torch._foreach_add_(params, gs, alpha=-lr)
def decide(l, l0, tol, n, most):
    if l <= tol: return Status.CONVERGED
    if not math.isfinite(l) or l > 1e3 * l0: return Status.DIVERGED
    return Status.STOPPED if n >= most else None
def train_until(model, X, y, learning_rate, tolerance, max_steps):
    first = now = loss_now(model, X, y); n = 0
    while (s := decide(now, first, tolerance, n, max_steps)) is None:
        update(model, X, y, learning_rate); n += 1
        now = loss_now(model, X, y)
    return Result(s, n, now)
