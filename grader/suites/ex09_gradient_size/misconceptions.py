"""ex09_gradient_size: mistakes known by name."""

import torch

from grader.judge.suite import Twin, twin


def _signs(id, because, hint, wrong, equals=()) -> Twin:
    return twin(id, replaces="gradient_signs", because=because, hint=hint, equals=equals)(wrong)


def _ranks(id, because, hint, wrong) -> Twin:
    return twin(id, replaces="rank_by_effect", because=because, hint=hint)(wrong)


def _sign(number):
    return (number > 0) - (number < 0)


def _order(x, key):
    return sorted(range(len(x)), key=lambda index: key(x[index]))


# --- signs ----------------------------------------------------------------------------------------

SIGN_OF_INPUT_IGNORED = _signs(
    "A16",
    "the sign of the input is ignored",
    "An input of -3 moves the prediction down when its weight goes up. Which sign has the gradient then?",
    lambda residual, x: [_sign(residual) * _sign(abs(v)) for v in x],
)
INPUT_IGNORED = _signs(
    "A04",
    "every weight is treated as if its input were 1",
    "The gradient is 2 · residual · xᵢ: which part of it differs from weight to weight?",
    lambda residual, x: [_sign(residual) for _ in x],
)
SIGN_OF_RESIDUAL_IGNORED = _signs(
    "A07",
    "the size of the residual is used without its sign",
    "A prediction that is too small and one that is too large ask for opposite changes.",
    lambda residual, x: [_sign(abs(residual) * v) for v in x],
    equals=("A06",),
)
RESIDUAL_IGNORED = _signs(
    "A05",
    "the residual is left out: only the inputs decide",
    "A perfect prediction must give a zero gradient. Does yours?",
    lambda residual, x: [_sign(v) for v in x],
)
SQUARED_RESIDUAL = _signs(
    "A06",
    "the gradient is multiplied by the squared residual, which has no sign left",
    "The slope of residual² holds the residual once: 2 · residual.",
    lambda residual, x: [_sign(residual**2 * v) for v in x],
    equals=("A07",),
)
NEGATED = _signs(
    "A03",
    "all signs are turned around: the direction of the step, or target minus prediction",
    "The gradient points where the loss grows; the step goes the other way. Here the gradient is asked for.",
    lambda residual, x: [-_sign(residual) * _sign(v) for v in x],
)
ZERO_AS_PLUS = _signs(
    "G31",
    "a gradient of zero counts as positive",
    "There are three answers: -1, 0 and 1. Which one is right where nothing depends on the weight?",
    lambda residual, x: [1 if residual * v >= 0 else -1 for v in x],
)
ZERO_AS_MINUS = _signs(
    "G31",
    "a gradient of zero counts as negative",
    "There are three answers: -1, 0 and 1. Which one is right where nothing depends on the weight?",
    lambda residual, x: [1 if residual * v > 0 else -1 for v in x],
)
DIVIDED_BY_SIZE = _signs(
    "G31",
    "a gradient is divided by its size, which fails where it is 0",
    "0 has no sign to divide out: treat it on its own.",
    lambda residual, x: [int(residual * v / abs(residual * v)) for v in x],
)
SUM_OF_SIGNS = _signs(
    "G32",
    "the residual and the input are added instead of multiplied",
    "The gradient is a product: 2 · residual · xᵢ. What is the sign of a product?",
    lambda residual, x: [_sign(residual + v) for v in x],
)
GRADIENTS = _signs(
    "G33",
    "the gradients come back instead of their signs",
    "Only -1, 0 or 1 is asked for: the direction, not the size.",
    lambda residual, x: [2 * residual * v for v in x],
)
FLOATS = _signs(
    "G34",
    "the signs come back as floats",
    "The contract asks for ints: int(-1.0) is -1.",
    lambda residual, x: [float(_sign(residual) * _sign(v)) for v in x],
)
SIGN_TENSOR = _signs(
    "G35",
    "a tensor comes back instead of a list",
    "tolist() makes a list of a tensor; the contract asks for ints in it.",
    lambda residual, x: torch.sign(residual * torch.tensor(x)),
)
ALL_NEGATIVE = _signs(
    "A14",
    "all gradients are called negative, as in the lesson",
    "Try another input: does your answer change?",
    lambda residual, x: [-1 for _ in x],
)
LESSON_SIGNS = _signs(
    "A14",
    "the lesson's three signs come back, whatever the input is",
    "Try another input: does your answer change?",
    lambda residual, x: [-1, -1, -1],
)
ALL_ZERO = _signs(
    "G01",
    "the answer is always zero",
    "A gradient of 0 means that the weight has no say. Is that so with an input of 2?",
    lambda residual, x: [0 for _ in x],
)
SIGNS_NOT_RETURNED = _signs(
    "G03",
    "the answer is printed, or worked out, but not returned",
    "Printing shows a value to you; `return` hands it to whoever called the function.",
    lambda residual, x: None,
)

# --- ranks ----------------------------------------------------------------------------------------

BY_SIGNED_INPUT = _ranks(
    "A16",
    "the weights are ranked by x, not by the size of x",
    "With x = [-3, 1, 2] the first weight has the gradient of largest size. Where is it in your list?",
    lambda x: _order(x, lambda v: -v),
)
SMALLEST_FIRST = _ranks(
    "G36",
    "the smallest gradient comes first",
    "By falling size: the weight with the largest effect is the first of the list.",
    lambda x: _order(x, abs),
)
SIGNED_SMALLEST_FIRST = _ranks(
    "G36",
    "the inputs are sorted from the smallest number to the largest",
    "By falling size of the gradient: the weight with the largest effect is the first of the list.",
    lambda x: _order(x, lambda v: v),
)
TIES_TURNED_AROUND = _ranks(
    "G37",
    "of two gradients of the same size the higher index comes first",
    "Turning a sorted list around turns ties around as well. Sort by the negative size instead.",
    lambda x: _order(x, abs)[::-1],
)
COUNTED_FROM_ONE = _ranks(
    "G38",
    "the indices are counted from 1",
    "Python counts from 0: x[0] is the first input.",
    lambda x: [index + 1 for index in _order(x, lambda v: -abs(v))],
)
VALUES = _ranks(
    "G39",
    "the sorted inputs come back instead of their indices",
    "Sort the indices range(len(x)), and use the size of x[index] as the key.",
    lambda x: sorted(x, key=lambda v: -abs(v)),
)
SIZES = _ranks(
    "G39",
    "the sorted sizes come back instead of indices",
    "Sort the indices range(len(x)), and use the size of x[index] as the key.",
    lambda x: sorted((abs(v) for v in x), reverse=True),
)
PLACES = _ranks(
    "G40",
    "each weight's place in the order comes back, instead of the weights in order",
    "The first entry is the index of the weight with the largest gradient.",
    lambda x: [_order(x, lambda v: -abs(v)).index(i) for i in range(len(x))],
)
LOOKED_UP = _ranks(
    "G41",
    "equal inputs are looked up by value, which always finds the first of them",
    "x.index(v) stops at the first v. Sort the indices themselves instead of the values.",
    lambda x: [x.index(v) for v in sorted(x, key=lambda v: -abs(v))],
)
AS_GIVEN = _ranks(
    "G09",
    "the indices come back in the order of the inputs",
    "Try another order of the inputs: does your answer change?",
    lambda x: list(range(len(x))),
)
LAST_FIRST = _ranks(
    "A14",
    "the last weight is always first, as in the lesson",
    "Try another input: does your answer change?",
    lambda x: list(range(len(x)))[::-1],
)
LESSON_RANKS = _ranks(
    "A14",
    "the lesson's order comes back, whatever the input is",
    "Try another input: does your answer change?",
    lambda x: [2, 1, 0],
)
RANK_TENSOR = _ranks(
    "G35",
    "a tensor comes back instead of a list",
    "tolist() makes a list of a tensor.",
    lambda x: torch.argsort(torch.tensor(x).abs(), descending=True, stable=True),
)
RANKS_NOT_RETURNED = _ranks(
    "G03",
    "the answer is printed, or worked out, but not returned",
    "Printing shows a value to you; `return` hands it to whoever called the function.",
    lambda x: None,
)


@twin(
    "C06",
    replaces="rank_by_effect",
    because="the caller's list is sorted in place",
    hint="x.sort() changes the list you were given; sorted(...) makes a new one.",
)
def sorted_in_place(x):
    indices = _order(x, lambda v: -abs(v))
    x.sort(key=lambda v: -abs(v))
    return indices


@twin(
    "G03",
    replaces="rank_by_effect",
    because="list.sort() is returned, which sorts in place and gives None",
    hint="`list.sort()` returns nothing; `sorted(list)` returns the sorted list.",
)
def result_of_sort(x):
    return x.sort(key=abs, reverse=True)
