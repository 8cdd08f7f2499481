"""ex11_batch_gradient: right gradients spoilt on their way out, and what such twins are made with."""

import torch
from torch.nn.functional import normalize

from grader.judge.suite import Twin, twin


def batch(id, because, hint):
    return twin(id, replaces="batch_mse_gradient", because=because, hint=hint)


def reduced(id, because, hint, change) -> Twin:
    """Exchange how the samples become one gradient; `change` gets each sample's slope of the loss."""
    return batch(id, because, hint)(lambda X, y, w, b: change(X, 2 * (X @ w + b - y), w))


def after(id, because, hint, change) -> Twin:
    """Change the right gradients at the end."""
    right = lambda X, slope, w: change(X.T @ slope / len(slope), slope.mean())
    return reduced(id, because, hint, right)


A12 = after(
    "A12",
    "the gradient is scaled to length one",
    "Keep the size: it says how steep the slope is.",
    lambda gw, gb: ((n := normalize(torch.cat([gw, gb[None]]), dim=0))[:-1], n[-1]),
)
A12_EACH = after(
    "A12",
    "each gradient is scaled to length one",
    "Keep the size: it says how steep the slope is.",
    lambda grad_w, grad_b: (normalize(grad_w, dim=0), grad_b.sign()),
)
A13 = after(
    "A13",
    "the step of an update comes back instead of the slope",
    "A learning rate belongs to the update. Here only the slope is asked for.",
    lambda grad_w, grad_b: (-0.01 * grad_w, -0.01 * grad_b),
)
B06_ROW = after(
    "B06",
    "the gradients come in the shapes (1, d) and (1,), as in nn.Linear",
    "A gradient has the shape of its parameter. Print w.shape and b.shape.",
    lambda grad_w, grad_b: (grad_w[None], grad_b[None]),
)
B06_COLUMN = after(
    "B06",
    "the weights' gradient is a column of shape (d, 1)",
    "A gradient has the shape of its parameter. Print w.shape.",
    lambda grad_w, grad_b: (grad_w[:, None], grad_b),
)
B06_BIAS = after(
    "B06",
    "the bias gradient has shape (1,), where b has shape ()",
    "A gradient has the shape of its parameter. Print b.shape.",
    lambda grad_w, grad_b: (grad_w, grad_b[None]),
)
G01 = after(
    "G01",
    "the answer is always zero",
    "A slope of 0 means that nudging a weight changes nothing. Is that so here?",
    lambda grad_w, grad_b: (0 * grad_w, 0 * grad_b),
)
G02 = after(
    "G02",
    "the answer is 1 everywhere, whatever the batch is",
    "Try another batch: does your answer change?",
    lambda grad_w, grad_b: (torch.ones_like(grad_w), torch.ones_like(grad_b)),
)
G03 = after(
    "G03",
    "the answer is printed, or worked out, but not returned",
    "Printing shows a value to you; `return` hands it to whoever called the function.",
    lambda grad_w, grad_b: None,
)
G04 = after(
    "G04",
    "the answer always comes in float32, whatever dtype X has",
    "A calculation with X keeps its dtype by itself; look for where you make a new tensor.",
    lambda grad_w, grad_b: (grad_w.float(), grad_b.float()),
)
G06 = after(
    "G06",
    "the two gradients come back in the other order",
    "The contract says (grad_w, grad_b): the weights first.",
    lambda grad_w, grad_b: (grad_b, grad_w),
)
A14 = after(
    "A14",
    "the lesson's numbers come back, whatever the batch is",
    "Try another batch: does your answer change?",
    lambda gw, gb: (torch.tensor([-5.0, -10.0, -15.0], dtype=gw.dtype), torch.tensor(-5.0, dtype=gb.dtype)),
)
A14_FLOAT32 = after(
    "A14",
    "the lesson's numbers come back, whatever the batch is",
    "Try another batch: does your answer change?",
    lambda grad_w, grad_b: (torch.tensor([-5.0, -10.0, -15.0]), torch.tensor(-5.0)),
)


@batch("A01", "the loss comes back for both gradients", "Is the loss the same thing as its slope?")
def the_loss_twice(X, y, w, b):
    loss = ((X @ w + b - y) ** 2).mean()
    return loss, loss


@batch(
    "C06",
    "each row of the caller's X is multiplied by its error, in place",
    "`X *= ...` writes into the tensor you were given. Compute a new one instead.",
)
def written_in_place(X, y, w, b):
    slope = 2 * (X @ w + b - y)
    X *= slope[:, None]
    return X.mean(dim=0), slope.mean()
