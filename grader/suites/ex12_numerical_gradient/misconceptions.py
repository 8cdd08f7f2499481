"""ex12_numerical_gradient: mistakes known by name."""

import torch

from grader.judge.suite import Twin, twin


def _measured(id, because, hint, slope, *, point=lambda params: params.detach().clone()) -> Twin:
    """Measure each entry with `slope(f, point, flat, i, h)`: a wrong one, or at the wrong point."""

    def numerical_gradient(f, params, h=1e-5):
        at = point(params)
        flat = at.view(-1)
        gradient = torch.zeros_like(params.detach())
        for i in range(flat.numel()):
            gradient.view(-1)[i] = slope(f, at, flat, i, h)
        return gradient

    return twin(id, replaces="numerical_gradient", because=because, hint=hint)(numerical_gradient)


def _central(f, point, flat, i, h):
    here = flat[i].item()
    flat[i] = here + h
    above = float(f(point))
    flat[i] = here - h
    below = float(f(point))
    flat[i] = here
    return (above - below) / (2 * h)


def _shifted(f, point, flat, i, by):
    here = flat[i].item()
    flat[i] = here + by
    value = float(f(point))
    flat[i] = here
    return value


def _right(f, params, h):
    point = params.detach().clone()
    entries = [_central(f, point, point.view(-1), i, h) for i in range(point.numel())]
    return torch.tensor(entries, dtype=point.dtype).reshape(point.shape)


def _changed(id, because, hint, change) -> Twin:
    """Change the right gradient at the end."""
    return twin(id, replaces="numerical_gradient", because=because, hint=hint)(
        lambda f, params, h=1e-5: change(_right(f, params, h))
    )


# --- the difference -------------------------------------------------------------------------------

FORWARD = _measured(
    "C03",
    "the function is measured on one side only, at p and p + h",
    "Look on both sides of the point: at p + h and at p - h.",
    lambda f, point, flat, i, h: (_shifted(f, point, flat, i, h) - float(f(point))) / h,
)
BACKWARD = _measured(
    "C03",
    "the function is measured on one side only, at p - h and p",
    "Look on both sides of the point: at p + h and at p - h.",
    lambda f, point, flat, i, h: (float(f(point)) - _shifted(f, point, flat, i, -h)) / h,
)
DIVIDED_BY_H = _measured(
    "C04",
    "the difference is divided by h",
    "From p - h to p + h it is a way of 2h.",
    lambda f, point, flat, i, h: 2 * _central(f, point, flat, i, h),
)
PRECEDENCE = _measured(
    "G51",
    "a pair of brackets is missing: / 2 * h divides by 2 and multiplies by h",
    "Python works from left to right: write / (2 * h).",
    lambda f, point, flat, i, h: _central(f, point, flat, i, h) * h * h,
)
NOT_DIVIDED = _measured(
    "G52",
    "the difference is not divided by the way between the two points",
    "A slope is a change per unit: divide by 2h.",
    lambda f, point, flat, i, h: _central(f, point, flat, i, h) * 2 * h,
)
NEGATED = _measured(
    "A03",
    "the lower value stands first in the difference",
    "f(p + h) - f(p - h), in this order: a rising function has a positive slope.",
    lambda f, point, flat, i, h: -_central(f, point, flat, i, h),
)
STEP_TOO_SMALL = _measured(
    "C01",
    "a fixed step of 1e-10 is used instead of h, and rounding takes over",
    "Use the h you were given. With a much smaller one the two values agree in almost all digits.",
    lambda f, point, flat, i, h: _central(f, point, flat, i, 1e-10),
)
STEP_TOO_LARGE = _measured(
    "C02",
    "a fixed step of 0.1 is used instead of h",
    "Use the h you were given. Halve it: a good error falls four times.",
    lambda f, point, flat, i, h: _central(f, point, flat, i, 0.1),
)
STEP_IGNORED = _measured(
    "E15",
    "the step is always 1e-5, whatever h is",
    "Use the argument you were given.",
    lambda f, point, flat, i, h: _central(f, point, flat, i, 1e-5),
)
RELATIVE_STEP = _measured(
    "G53",
    "the step is taken relative to the size of the entry",
    "Every entry is nudged by h itself, large or small.",
    lambda f, point, flat, i, h: _central(f, point, flat, i, h * max(abs(flat[i].item()), 1e-8)),
)

# --- one coordinate at a time ---------------------------------------------------------------------


@twin(
    "C05",
    replaces="numerical_gradient",
    because="all entries are nudged together",
    hint="Move one entry at a time and leave the others where they are.",
)
def all_together(f, params, h=1e-5):
    point = params.detach()
    return torch.full_like(point, (float(f(point + h)) - float(f(point - h))) / (2 * h))


@twin(
    "C05",
    replaces="numerical_gradient",
    because="a whole row of the matrix is nudged at once",
    hint="len(params) counts rows. Loop over every entry: all of params.numel().",
)
def row_by_row(f, params, h=1e-5):
    gradient = torch.zeros_like(params.detach())
    for i in range(len(params)):
        nudge = torch.zeros_like(gradient)
        nudge[i] = h
        gradient[i] = (float(f(params.detach() + nudge)) - float(f(params.detach() - nudge))) / (2 * h)
    return gradient


@twin(
    "B03",
    replaces="numerical_gradient",
    because="the function leaves the loop after the first entry",
    hint="Where does the return stand: inside the loop, or behind it?",
)
def first_entry_only(f, params, h=1e-5):
    gradient = torch.zeros_like(params.detach())
    gradient.view(-1)[0] = _right(f, params, h).view(-1)[0]
    return gradient


@twin(
    "G54",
    replaces="numerical_gradient",
    because="the entries of the gradient are added up into one number",
    hint="One slope per entry is asked for: a tensor with the shape of params.",
)
def added_up(f, params, h=1e-5):
    return _right(f, params, h).sum()


# --- the caller's tensor --------------------------------------------------------------------------

LEFT_NUDGED = _measured(
    "C06",
    "each entry of the caller's tensor is left where the last nudge put it",
    "Put the saved value back before the next entry, or nudge a copy.",
    lambda f, point, flat, i, h: _left_below(f, point, flat, i, h),
    point=lambda params: params.detach(),
)
ADDED_AND_TAKEN_AWAY = _measured(
    "C06",
    "the caller's tensor is nudged and nudged back, which does not restore every bit",
    "0.5 + 1e-5 - 1e-5 is not 0.5. Save the value and put it back, or nudge a copy.",
    lambda f, point, flat, i, h: _there_and_back(f, point, flat, i, h),
    point=lambda params: params.detach(),
)
COPY_LEFT_NUDGED = _measured(
    "C06",
    "an entry is not put back before the next one is nudged",
    "One entry at a time: put the saved value back first.",
    lambda f, point, flat, i, h: _left_below(f, point, flat, i, h),
)
SAME_DATA_TWICE = _measured(
    "C07",
    "plus and minus share the memory of params, so the nudges cancel",
    "detach() and .data make no copy. Use clone() for each of the two.",
    lambda f, point, flat, i, h: _cancelled(f, point, flat, i, h),
    point=lambda params: params.detach(),
)
SAME_TENSOR_TWICE = _measured(
    "C07",
    "plus and minus are two names for params itself, so the nudges cancel",
    "`plus = params` is no copy. Use clone() for each of the two.",
    lambda f, point, flat, i, h: _cancelled(f, point, flat, i, h),
    point=lambda params: params,
)


def _cancelled(f, point, flat, i, h):
    flat[i] += h
    flat[i] -= h
    return (float(f(point)) - float(f(point))) / (2 * h)


def _left_below(f, point, flat, i, h):
    flat[i] += h
    above = float(f(point))
    flat[i] -= 2 * h
    return (above - float(f(point))) / (2 * h)


def _there_and_back(f, point, flat, i, h):
    slope = _left_below(f, point, flat, i, h)
    flat[i] += h
    return slope


@twin(
    "E06",
    replaces="numerical_gradient",
    because="a leaf that requires grad is changed in place while autograd records",
    hint="Nudge a copy without history: params.detach().clone(). Measuring needs no recording.",
)
def nudged_leaf(f, params, h=1e-5):
    gradient = torch.zeros_like(params)
    flat = params.view(-1)
    for i in range(flat.numel()):
        here = flat[i].item()
        flat[i] += h
        above = float(f(params))
        flat[i] = here - h
        below = float(f(params))
        flat[i] = here
        gradient.view(-1)[i] = (above - below) / (2 * h)
    return gradient


ITEM_OF_FLOAT = _measured(
    "G55",
    ".item() is called on the function's value, which may be a plain float",
    "float(f(p)) works for a float and for a 0-d tensor.",
    lambda f, point, flat, i, h: _central(lambda p: f(p).item(), point, flat, i, h),
)


@twin(
    "G56",
    replaces="numerical_gradient",
    because="autograd is asked instead of measuring",
    hint="The function may return a plain float, of which autograd knows nothing. Use its values only.",
)
def asked_autograd(f, params, h=1e-5):
    leaf = params.detach().clone().requires_grad_()
    f(leaf).backward()
    return leaf.grad


# --- what comes back ------------------------------------------------------------------------------

FLAT = _changed(
    "B06",
    "the gradient comes back as one flat row",
    "A gradient has the shape of its parameter: reshape it at the end.",
    lambda gradient: gradient.flatten(),
)
TRANSPOSED = _changed(
    "B06",
    "the gradient comes back transposed",
    "A gradient has the shape of its parameter. Do your two loops run over rows and columns in this order?",
    lambda gradient: gradient.mT if gradient.ndim > 1 else gradient,
)
LIST = _changed(
    "G35",
    "a list comes back instead of a tensor",
    "torch.zeros_like(params) makes a tensor to fill.",
    lambda gradient: gradient.tolist(),
)
FLOAT32 = _changed(
    "G04",
    "the gradient always comes in float32, whatever dtype params has",
    "torch.tensor([...]) and torch.zeros(...) are float32 by themselves; torch.zeros_like(params) is not.",
    lambda gradient: gradient.float(),
)
TWICE = _changed(
    "A14",
    "the answer is 6 everywhere, as in the lesson's example",
    "Try another point: does your answer change?",
    lambda gradient: torch.full_like(gradient, 6.0),
)
ZEROS = _changed(
    "G01",
    "the answer is always zero",
    "A slope of 0 means that the nudge changes nothing. Is that so?",
    torch.zeros_like,
)
UNIT = _changed(
    "A12",
    "the gradient is scaled to length one",
    "Keep the size: it says how steep the slope is.",
    lambda gradient: gradient / gradient.norm(),
)
NOT_RETURNED = _changed(
    "G03",
    "the answer is printed, or worked out, but not returned",
    "Printing shows a value to you; `return` hands it to whoever called the function.",
    lambda gradient: None,
)
