"""ex07_forward_loss: mistakes known by name; those with shapes in their own file."""

import torch

from grader.judge.suite import twin
from grader.suites.ex07_forward_loss.misconceptions_shapes import *


def _fitting(pred, y):
    if pred.shape != y.shape:
        raise ValueError("shapes differ")


@twin(
    "A08",
    replaces="forward_and_loss",
    because="absolute residuals are averaged instead of squared ones",
    hint="For a residual of -2.5 the loss is 6.25.",
)
def absolute(model, x, y):
    pred = model(x)
    _fitting(pred, y)
    return pred, (pred - y).abs().mean()


@twin(
    "A08",
    replaces="forward_and_loss",
    because="the root of the mean square is taken",
    hint="The contract's loss is the mean squared error itself, not its root.",
)
def root(model, x, y):
    pred = model(x)
    _fitting(pred, y)
    return pred, ((pred - y) ** 2).mean().sqrt()


@twin(
    "A11",
    replaces="forward_and_loss",
    because="residuals are averaged first and squared afterwards, so that errors up and down cancel",
    hint="Square each residual, then take the mean.",
)
def mean_then_square(model, x, y):
    pred = model(x)
    _fitting(pred, y)
    return pred, (pred - y).mean() ** 2


@twin(
    "A14",
    replaces="forward_and_loss",
    because="the lesson's 2.5 and 6.25 are returned, whatever comes in",
    hint="Try another input: does your answer change?",
)
def lesson_numbers(model, x, y):
    return torch.tensor([[2.5]]), torch.tensor(6.25)


@twin(
    "B03",
    replaces="forward_and_loss",
    because="only the first sample enters the loss",
    hint="Change the target of the last sample: the loss should move.",
)
def first_sample(model, x, y):
    pred = model(x)
    _fitting(pred, y)
    return pred, ((pred[0] - y[0]) ** 2).mean()


@twin(
    "B07",
    replaces="forward_and_loss",
    because="the squared residuals come back one by one instead of their mean",
    hint="Reduce to one number: the loss has the shape ().",
)
def not_reduced(model, x, y):
    pred = model(x)
    _fitting(pred, y)
    return pred, (pred - y) ** 2


@twin(
    "G05",
    replaces="forward_and_loss",
    because="the prediction is squeezed, and its last dimension is lost",
    hint="The contract wants what the model says, in the shape it says it.",
)
def squeezed(model, x, y):
    pred = model(x)
    _fitting(pred, y)
    return pred.squeeze(-1), ((pred - y) ** 2).mean()


@twin(
    "D02",
    replaces="forward_and_loss",
    because=".item() turns the loss into a plain number",
    hint="A plain number has no way back to the weights. Return the tensor.",
)
def item(model, x, y):
    pred = model(x)
    _fitting(pred, y)
    return pred, ((pred - y) ** 2).mean().item()


@twin(
    "D03",
    replaces="forward_and_loss",
    because="the loss is wrapped into a new tensor, which has no history",
    hint="torch.tensor(...) copies a number and forgets where it came from.",
)
def wrapped(model, x, y):
    pred = model(x)
    _fitting(pred, y)
    return pred, ((pred - y) ** 2).mean().detach().clone().requires_grad_()


@twin(
    "D04",
    replaces="forward_and_loss",
    because="detach() or .data cuts the loss off from the weights",
    hint="The way back from the loss leads through pred: do not cut it.",
)
def detached(model, x, y):
    pred = model(x)
    _fitting(pred, y)
    return pred, ((pred.detach() - y) ** 2).mean()


@twin(
    "D05",
    replaces="forward_and_loss",
    because="the forward pass runs under no_grad, or its result is detached",
    hint="Record the forward pass; no_grad is for the update.",
)
def under_no_grad(model, x, y):
    with torch.no_grad():
        pred = model(x)
        _fitting(pred, y)
        return pred, ((pred - y) ** 2).mean()


@twin(
    "D07",
    replaces="forward_and_loss",
    because="backward is called inside, which uses up the way back and fills the gradients",
    hint="Forward and loss only: backward is the caller's business.",
)
def backward_inside(model, x, y):
    pred = model(x)
    _fitting(pred, y)
    loss = ((pred - y) ** 2).mean()
    loss.backward()
    return pred, loss


@twin(
    "E11",
    replaces="forward_and_loss",
    because="the prediction leaves out the bias",
    hint="model(x) does it all: do not multiply by hand.",
)
def without_bias(model, x, y):
    pred = x @ model.weight.T
    _fitting(pred, y)
    return pred, ((pred - y) ** 2).mean()


@twin(
    "E23",
    replaces="forward_and_loss",
    because="the squares are added up instead of averaged",
    hint="Give the same sample twice: a mean stays, a sum doubles.",
)
def summed(model, x, y):
    pred = model(x)
    _fitting(pred, y)
    return pred, ((pred - y) ** 2).sum()


@twin(
    "E23",
    replaces="forward_and_loss",
    because="the loss is half the mean square",
    hint="Many books write ½r² so that the 2 vanishes. This contract does not.",
)
def half(model, x, y):
    pred = model(x)
    _fitting(pred, y)
    return pred, 0.5 * ((pred - y) ** 2).mean()


@twin(
    "G01",
    replaces="forward_and_loss",
    because="the loss is always zero: predictions are compared with themselves",
    hint="A loss of 0 means that every prediction is exact. What is subtracted from what?",
)
def zero(model, x, y):
    pred = model(x)
    _fitting(pred, y)
    return pred, ((pred - pred) ** 2).mean()


@twin(
    "G04",
    replaces="forward_and_loss",
    because="the loss is converted to float32, whatever dtype the prediction has",
    hint="A calculation keeps its dtype by itself; look for where you name another one.",
)
def single_precision(model, x, y):
    pred = model(x)
    _fitting(pred, y)
    return pred, ((pred - y) ** 2).mean().float()


@twin(
    "G06",
    replaces="forward_and_loss",
    because="the pair comes back in the other order",
    hint="The contract says (pred, loss).",
)
def swapped(model, x, y):
    pred = model(x)
    _fitting(pred, y)
    return ((pred - y) ** 2).mean(), pred


@twin(
    "G07",
    replaces="forward_and_loss",
    because="only the loss comes back",
    hint="The contract asks for two things: the prediction and the loss.",
)
def loss_only(model, x, y):
    pred = model(x)
    _fitting(pred, y)
    return ((pred - y) ** 2).mean()


@twin(
    "G03",
    replaces="forward_and_loss",
    because="the answer is printed, or worked out, but not returned",
    hint="Printing shows a value to you; `return` hands it to whoever called the function.",
)
def not_returned(model, x, y):
    pred = model(x)
    _fitting(pred, y)


@twin(
    "D15",
    replaces="forward_and_loss",
    because="the residual is squared in place, which overwrites what backward needs",
    hint="residual *= residual leaves nothing to differentiate. Make a new tensor: residual ** 2.",
)
def squared_in_place(model, x, y):
    pred = model(x)
    _fitting(pred, y)
    residual = pred - y
    residual *= residual
    return pred, residual.mean()


@twin(
    "C12",
    replaces="forward_and_loss",
    because="the model is asked twice, and a model that draws random numbers gives two answers",
    hint="Go forward once, keep pred, and compute the loss from that pred.",
)
def asked_twice(model, x, y):
    _fitting(model(x), y)
    loss = ((model(x) - y) ** 2).mean()
    return model(x), loss
