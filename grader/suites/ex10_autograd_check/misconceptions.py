"""ex10_autograd_check: mistakes known by name; those with autograd have a file of their own."""

import torch

from grader.judge.suite import Twin, twin
from grader.suites.ex10_autograd_check.misconceptions_autograd import *


def _error(id, because, hint, wrong) -> Twin:
    return twin(id, replaces="relative_error", because=because, hint=hint)(wrong)


def _largest(a, b):
    return torch.maximum(a.abs(), b.abs())


def _sound(size):
    return torch.where(size == 0, torch.ones_like(size), size)


DIFFERENCE = _error(
    "C11",
    "the difference is not divided by the size of the numbers",
    "0.001 is nothing beside 15, and everything beside 0.0005. Divide by the larger of |a| and |b|.",
    lambda a, b: (a - b).abs().max().item(),
)
ZERO_BY_ZERO = _error(
    "G42",
    "0 is divided by 0 where both entries are 0",
    "0/0 is nan, not 0. Find those entries first, or give them another divisor.",
    lambda a, b: ((a - b).abs() / _largest(a, b)).max().item(),
)
ZERO_BY_ZERO_IN_FLOATS = _error(
    "G42",
    "0 is divided by 0 where both entries are 0",
    "Ask whether both are 0 before you divide.",
    lambda a, b: max(
        abs(p - q) / max(abs(p), abs(q))
        for p, q in zip(a.flatten().tolist(), b.flatten().tolist(), strict=True)
    ),
)
BY_SECOND = _error(
    "G43",
    "the difference is divided by the second tensor alone",
    "Swap a and b: the answer must stay the same. Divide by the larger of |a| and |b|.",
    lambda a, b: ((a - b).abs() / _sound(b.abs())).max().item(),
)
BY_FIRST = _error(
    "G43",
    "the difference is divided by the first tensor alone",
    "Swap a and b: the answer must stay the same. Divide by the larger of |a| and |b|.",
    lambda a, b: ((a - b).abs() / _sound(a.abs())).max().item(),
)
BY_SUM = _error(
    "G44",
    "the difference is divided by the sum of both sizes",
    "The contract divides by the larger of |a| and |b|: a wrong sign must give 2.",
    lambda a, b: ((a - b).abs() / _sound(a.abs() + b.abs())).max().item(),
)
SIGNED_SIZE = _error(
    "G45",
    "the larger of a and b is taken, not of their sizes",
    "Of -4 and -2 the larger number is -2, but -4 has the larger size.",
    lambda a, b: ((a - b).abs() / _sound(torch.maximum(a, b))).max().item(),
)
SIGNED_DIFFERENCE = _error(
    "G46",
    "the difference keeps its sign",
    "Swap a and b: the answer must stay the same. Take abs(a - b).",
    lambda a, b: ((a - b) / _sound(_largest(a, b))).max().item(),
)
MEAN = _error(
    "G47",
    "the mean of the errors is reported, not the largest",
    "One wrong entry among a thousand right ones must not be averaged away.",
    lambda a, b: ((a - b).abs() / _sound(_largest(a, b))).mean().item(),
)
NORMS = _error(
    "G48",
    "lengths of whole tensors are compared instead of entries",
    "Beside a large entry a small one could be quite wrong unseen. Divide entry by entry.",
    lambda a, b: ((a - b).norm() / _sound(torch.maximum(a.norm(), b.norm()))).item(),
)
ONE_SIZE = _error(
    "G48",
    "all differences are divided by one size, that of the largest entry",
    "Beside a large entry a small one could be quite wrong unseen. Divide entry by entry.",
    lambda a, b: ((a - b).abs().max() / _sound(_largest(a, b).max())).item(),
)
CUSHION = _error(
    "G49",
    "a small number is added to the divisor to avoid 0/0",
    "Beside a gradient of 1e-12 your small number is large. Treat the entries that are 0 in both apart.",
    lambda a, b: ((a - b).abs() / (_largest(a, b) + 1e-8)).max().item(),
)
EACH = _error(
    "G50",
    "every entry's error comes back instead of the largest",
    "One number is asked for: that of the worst entry.",
    lambda a, b: (a - b).abs() / _sound(_largest(a, b)),
)
FIRST_ENTRY = _error(
    "B03",
    "only the first entry is compared",
    "The mistake may sit in any entry.",
    lambda a, b: ((a - b).abs() / _sound(_largest(a, b))).flatten()[0].item(),
)
NO_ERROR = _error(
    "G01",
    "the answer is always zero",
    "Compare a gradient with half of it: should the error be 0?",
    lambda a, b: 0.0,
)
ERROR_NOT_RETURNED = _error(
    "G03",
    "the answer is printed, or worked out, but not returned",
    "Printing shows a value to you; `return` hands it to whoever called the function.",
    lambda a, b: None,
)
