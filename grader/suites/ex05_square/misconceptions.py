"""ex05_square: mistakes known by name; those by hand here, those with autograd in their own file."""

import torch

from grader.judge.suite import twin
from grader.suites.ex05_square.misconceptions_autograd import *


@twin(
    "A01",
    replaces="square_gradient",
    because="the loss itself comes back instead of its slope",
    hint="Nudge w from 3.0 to 3.1: by how much does the loss move, per unit of the nudge?",
)
def the_loss(w):
    return w**2


@twin(
    "A02",
    replaces="square_gradient",
    because="the factor 2 is dropped",
    hint="Expand (w + h)² - w². How many terms with one h are there?",
)
def factor_two_dropped(w):
    return 1 * w


@twin(
    "A03",
    replaces="square_gradient",
    because="the slope has the wrong sign",
    hint="At w = 3, does a bit more w make w² larger or smaller?",
)
def negated(w):
    return -2 * w


@twin(
    "A07",
    replaces="square_gradient",
    because="the sign of w is lost on the way",
    hint="On the left side of the parabola the loss falls as w grows. Which sign has the slope there?",
)
def sign_lost(w):
    return 2 * abs(w)


@twin(
    "A12",
    replaces="square_gradient",
    because="only the direction of the slope is kept, not its size",
    hint="Far from 0 the parabola is steeper than near 0. Your slope should say so.",
)
def direction_only(w):
    return torch.sign(w) if isinstance(w, torch.Tensor) else (w > 0) - (w < 0)


@twin(
    "A13",
    replaces="square_gradient",
    because="a step against the slope comes back instead of the slope",
    hint="A learning rate belongs to the update. Here only the slope is asked for.",
)
def a_step(w):
    return -0.01 * 2 * w


@twin(
    "A14",
    replaces="square_gradient",
    because="the lesson's 6.0 is returned, whatever w is",
    hint="Try another w: does your answer change?",
)
def six(w):
    return 6.0


@twin(
    "A14",
    replaces="square_gradient",
    because="the lesson's 6.0 is returned for every entry, whatever w is",
    hint="Try another w: does your answer change?",
)
def six_everywhere(w):
    return torch.full_like(w, 6.0) if isinstance(w, torch.Tensor) else 6.0


@twin(
    "G01",
    replaces="square_gradient",
    because="the answer is always zero",
    hint="A slope of 0 means that nudging w changes nothing. Is that so at w = 3?",
)
def zero(w):
    return w * 0


@twin(
    "G02",
    replaces="square_gradient",
    because="the slope is a constant 2: the w in it got lost",
    hint="The derivative of w² is not that of 2w. Is the parabola equally steep everywhere?",
)
def constant_two(w):
    return torch.full_like(w, 2.0) if isinstance(w, torch.Tensor) else 2.0


@twin(
    "G03",
    replaces="square_gradient",
    because="the answer is printed, or worked out, but not returned",
    hint="Printing shows a value to you; `return` hands it to whoever called the function.",
)
def not_returned(w):
    return None


@twin(
    "C03",
    replaces="square_gradient",
    because="the slope is measured with a small step to one side instead of derived",
    hint="The measured slope is off by the step itself. Let h shrink to 0 on paper: what is left?",
)
def measured_from_one_side(w):
    h = 1e-3
    return ((w + h) ** 2 - w**2) / h


@twin(
    "C05",
    replaces="square_gradient",
    because="the slopes of all entries are added up into one number",
    hint="Each weight has a slope of its own: the gradient has the shape of w.",
)
def summed(w):
    return (2 * w).sum() if isinstance(w, torch.Tensor) else 2 * w


@twin(
    "C06",
    replaces="square_gradient",
    because="the caller's tensor is doubled in place",
    hint="`w *= 2` writes into the tensor you were given. Compute a new one instead.",
)
def doubled_in_place(w):
    w *= 2
    return w


@twin(
    "C08",
    replaces="square_gradient",
    because="w is cut down to a whole number on the way",
    hint="int() throws away what stands behind the point.",
)
def truncated(w):
    return 2 * (w.trunc() if isinstance(w, torch.Tensor) else int(w))


@twin(
    "G04",
    replaces="square_gradient",
    because="the answer always comes in float32, whatever dtype w has",
    hint="A calculation with w keeps its dtype by itself; look for where you name another one.",
)
def always_float32(w):
    return 2 * torch.as_tensor(w, dtype=torch.float32)


@twin(
    "G05",
    replaces="square_gradient",
    because="the entries come back as one flat row, without the shape of w",
    hint="A gradient has the shape of what it belongs to.",
)
def flattened(w):
    return 2 * w.flatten() if isinstance(w, torch.Tensor) else 2 * w
