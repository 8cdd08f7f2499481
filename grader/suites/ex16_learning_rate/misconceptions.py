"""ex16_learning_rate: mistakes known by name."""

import torch

from grader.judge.suite import Twin, twin


def _drop(id, because, hint, wrong) -> Twin:
    return twin(id, replaces="predicted_drop", because=because, hint=hint)(wrong)


def _rate(id, because, hint, wrong) -> Twin:
    return twin(id, replaces="largest_stable_rate", because=because, hint=hint)(wrong)


def _all(gradients):
    return torch.cat([gradient.flatten() for gradient in gradients])


def _squares(gradients):
    return _all(gradients).square().sum().item()


# --- the predicted drop ---------------------------------------------------------------------------

LENGTH = _drop(
    "G60",
    "the length of the gradient is used instead of its square",
    "The step is rate · g long and the slope is g: their product holds g twice.",
    lambda gradients, learning_rate: learning_rate * _all(gradients).norm().item(),
)
LENGTHS_ADDED = _drop(
    "G60",
    "the lengths of the tensors are added up, without squares",
    "Square every entry, then add up over all tensors.",
    lambda gradients, learning_rate: learning_rate * sum(g.norm().item() for g in gradients),
)
SQUARE_OF_SUM = _drop(
    "G61",
    "the entries are added up before squaring",
    "Square first, then add: (-5)² + 5² is 50, (-5 + 5)² is 0.",
    lambda gradients, learning_rate: learning_rate * _all(gradients).sum().item() ** 2,
)
SQUARES_OF_SUMS = _drop(
    "G61",
    "the entries of each tensor are added up before squaring",
    "Square first, then add: (-5)² + 5² is 50, (-5 + 5)² is 0.",
    lambda gradients, learning_rate: learning_rate * sum(g.sum().item() ** 2 for g in gradients),
)
SIZES = _drop(
    "G62",
    "the sizes of the entries are added up instead of their squares",
    "The step is rate · g long and the slope is g: their product holds g twice.",
    lambda gradients, learning_rate: learning_rate * _all(gradients).abs().sum().item(),
)
SUM = _drop(
    "G62",
    "the entries are added up instead of their squares",
    "The step is rate · g long and the slope is g: their product holds g twice.",
    lambda gradients, learning_rate: learning_rate * _all(gradients).sum().item(),
)
MEAN = _drop(
    "B02",
    "the mean of the squares is taken instead of their sum",
    "Each parameter adds its share to the drop: add up, do not average.",
    lambda gradients, learning_rate: learning_rate * _all(gradients).square().mean().item(),
)
MEAN_OF_EACH = _drop(
    "B02",
    "the squares of each tensor are averaged before they are added up",
    "Each entry adds its share to the drop: add up, do not average.",
    lambda gradients, learning_rate: learning_rate * sum(g.square().mean().item() for g in gradients),
)
BIAS_LEFT_OUT = _drop(
    "E11",
    "the last tensor, the bias's, is left out",
    "The bias moves as well and adds its share. Take all tensors of the list.",
    lambda gradients, learning_rate: learning_rate * sum(g.square().sum().item() for g in gradients[:-1]),
)
FIRST_ONLY = _drop(
    "E11",
    "only the first tensor of the list counts",
    "Every parameter moves and adds its share. Take all tensors of the list.",
    lambda gradients, learning_rate: learning_rate * gradients[0].square().sum().item(),
)
LAST_ONLY = _drop(
    "B03",
    "only the last tensor counts: each round of the loop overwrites the one before",
    "Add up in the loop, with +=.",
    lambda gradients, learning_rate: learning_rate * gradients[-1].square().sum().item(),
)
CHANGE = _drop(
    "A03",
    "the change of the loss comes back, which is negative, instead of the drop",
    "A drop of 3.75 is a change of -3.75.",
    lambda gradients, learning_rate: -learning_rate * _squares(gradients),
)
HALF = _drop(
    "A02",
    "half the squared length is used",
    "To first order there is no factor: slope times distance, added up over all parameters.",
    lambda gradients, learning_rate: 0.5 * learning_rate * _squares(gradients),
)
TWICE = _drop(
    "G63",
    "a factor 2 is put in that the gradients already hold",
    "The 2 of the square is part of the gradients that you are given.",
    lambda gradients, learning_rate: 2 * learning_rate * _squares(gradients),
)
RATE_SQUARED = _drop(
    "G64",
    "the length of the step is squared, and with it the rate",
    "Slope times distance: only the distance holds the rate.",
    lambda gradients, learning_rate: learning_rate**2 * _squares(gradients),
)
RATE_FIXED = _drop(
    "E15",
    "the rate is always 0.01",
    "Use the argument you were given.",
    lambda gradients, learning_rate: 0.01 * _squares(gradients),
)
RATE_IGNORED = _drop(
    "E15",
    "the rate is left out",
    "Twice the rate, twice the predicted drop. Is that so with yours?",
    lambda gradients, learning_rate: _squares(gradients),
)
UNIT = _drop(
    "A12",
    "the gradient is scaled to length one first",
    "A steep slope predicts a large drop. With yours all slopes are equally steep.",
    lambda gradients, learning_rate: learning_rate * 1.0,
)
ACTUAL = _drop(
    "A14",
    "the lesson's drop comes back, whatever the gradients are",
    "Try other gradients: does your answer change?",
    lambda gradients, learning_rate: 3.75,
)
NO_DROP = _drop(
    "G01",
    "the answer is always zero",
    "A drop of 0 means that the step changes nothing. Is that so?",
    lambda gradients, learning_rate: 0.0,
)
DROP_NOT_RETURNED = _drop(
    "G03",
    "the answer is printed, or worked out, but not returned",
    "Printing shows a value to you; `return` hands it to whoever called the function.",
    lambda gradients, learning_rate: None,
)


@twin(
    "C06",
    replaces="predicted_drop",
    because="the caller's gradients are squared in place",
    hint="Methods that end in _ write into the tensor: g.square() instead of g.square_().",
)
def squared_in_place(gradients, learning_rate):
    return learning_rate * sum(g.square_().sum().item() for g in gradients)


@twin(
    "C06",
    replaces="predicted_drop",
    because="the tensors are taken out of the caller's list, which is empty afterwards",
    hint="pop() changes the list itself. Go through it with `for g in gradients`.",
)
def list_emptied(gradients, learning_rate):
    total = 0.0
    while gradients:
        total += gradients.pop().square().sum().item()
    return learning_rate * total


# --- the largest stable rate ----------------------------------------------------------------------

BIAS_FORGOTTEN = _rate(
    "E11",
    "the bias is forgotten: the 1 is missing beside the squared length",
    "The bias is a weight whose input is always 1, and it learns as well.",
    lambda x: 1 / x.square().sum(),
)
BIAS_FORGOTTEN_IN_FLOATS = _rate(
    "E11",
    "the bias is forgotten: the 1 is missing beside the squared length",
    "The bias is a weight whose input is always 1, and it learns as well.",
    lambda x: 1 / x.square().sum().item(),
)
LANDING = _rate(
    "G65",
    "the rate that lands in one step comes back, which is half the largest one",
    "At your rate the factor 1 - 2·rate·s is 0. At which rate is it -1?",
    lambda x: 0.5 / (x.square().sum().item() + 1),
)
SLOPE_FACTOR_FORGOTTEN = _rate(
    "A02",
    "the factor 2 of the gradient is dropped, which doubles the rate",
    "The gradient of a square holds a 2: the factor is 1 - 2·rate·s.",
    lambda x: 2 / (x.square().sum().item() + 1),
)
LENGTH_UNSQUARED = _rate(
    "G60",
    "the length of x is used instead of its square",
    "‖x‖² is x₁² + x₂² + ..., without a root.",
    lambda x: 1 / (x.norm().item() + 1),
)
SUM_SQUARED = _rate(
    "G61",
    "the inputs are added up before squaring",
    "Square first, then add: ‖x‖² is x₁² + x₂² + ...",
    lambda x: 1 / (x.sum().item() ** 2 + 1),
)
SIZES_ADDED = _rate(
    "G62",
    "the sizes of the inputs are added up instead of their squares",
    "‖x‖² is x₁² + x₂² + ...",
    lambda x: 1 / (x.abs().sum().item() + 1),
)
MEAN_SQUARE = _rate(
    "B02",
    "the mean of the squares is taken instead of their sum",
    "Every weight moves the prediction: add up, do not average.",
    lambda x: 1 / (x.square().mean().item() + 1),
)
BIAS_PER_INPUT = _rate(
    "G66",
    "a 1 is added for every input instead of once",
    "The neuron has one bias, however many inputs.",
    lambda x: 1 / (x.square() + 1).sum().item(),
)
UPSIDE_DOWN = _rate(
    "G67",
    "the reciprocal is missing",
    "Large inputs need small steps: s stands below the line.",
    lambda x: x.square().sum().item() + 1,
)
BRACKETS = _rate(
    "G51",
    "brackets are missing: 1 / s + 1 adds the 1 after dividing",
    "Write 1 / (... + 1).",
    lambda x: 1 / x.square().sum() + 1,
)
BRACKETS_IN_FLOATS = _rate(
    "G51",
    "brackets are missing: 1 / s + 1 adds the 1 after dividing",
    "Write 1 / (... + 1).",
    lambda x: 1 / x.square().sum().item() + 1,
)
EACH_INPUT = _rate(
    "G50",
    "a tensor with a rate for every input comes back",
    "One rate serves all parameters: add up the squares.",
    lambda x: 1 / (x.square() + 1),
)
LESSON_RATE = _rate(
    "A14",
    "the lesson's 1/15 comes back, whatever x is",
    "Try another input: does your answer change?",
    lambda x: 1 / 15,
)
USUAL_RATE = _rate(
    "E15",
    "the answer is always 0.01, the lesson's learning rate",
    "Try another input: does your answer change?",
    lambda x: 0.01,
)
NO_RATE = _rate(
    "G01",
    "the answer is always zero",
    "At rate 0 nothing is learned. How large may it become?",
    lambda x: 0.0,
)
RATE_NOT_RETURNED = _rate(
    "G03",
    "the answer is printed, or worked out, but not returned",
    "Printing shows a value to you; `return` hands it to whoever called the function.",
    lambda x: None,
)


def _grows(x, rate):
    """Tell whether one step at this rate makes the residual of the sample larger."""
    return abs(1 - 2 * rate * (x.square().sum().item() + 1)) > 1


@twin(
    "E21",
    replaces="largest_stable_rate",
    because="rates are tried until the loss grows, and that rate, which is too large, comes back",
    hint="At the rate you return the loss already grows. The bound can be solved for: 1 - 2·rate·s is -1.",
)
def doubled_until_it_grows(x):
    rate = 0.001
    while not _grows(x, rate):
        rate *= 2
    return rate


@twin(
    "E21",
    replaces="largest_stable_rate",
    because="rates are tried until the loss grows, and that rate, which is too large, comes back",
    hint="At the rate you return the loss already grows. The bound can be solved for: 1 - 2·rate·s is -1.",
)
def raised_until_it_grows(x):
    rate = 0.001
    while not _grows(x, rate):
        rate += 0.001
    return rate
