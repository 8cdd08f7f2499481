"""ex08_neuron_gradient: mistakes known by name; each is made in the factors and in the gradient."""

import torch
from torch.nn.functional import normalize

from grader.judge.suite import Twin, twin

_KEYS = ("dloss_dpred", "dpred_dw", "dpred_db")


def _right_pred(w, b, x):
    return w @ x + b


def _split(both):
    return both[:-1], both[-1]


def _neuron(
    id,
    because,
    hint,
    *,
    pred=_right_pred,
    dloss=lambda residual: 2 * residual,
    dw=lambda w, x: x.clone(),
    db=lambda b, x: torch.ones_like(b),
    after=lambda grad_w, grad_b: (grad_w, grad_b),
    equals=(),
) -> Twin:
    """Exchange one part of the right derivation, in both functions."""

    def chain_factors(w, b, x, y):
        return {"dloss_dpred": dloss(pred(w, b, x) - y), "dpred_dw": dw(w, x), "dpred_db": db(b, x)}

    def neuron_gradient(w, b, x, y):
        f = chain_factors(w, b, x, y)
        return after(f["dloss_dpred"] * f["dpred_dw"], f["dloss_dpred"] * f["dpred_db"])

    also = {"chain_factors": chain_factors}
    build = twin(id, replaces="neuron_gradient", because=because, hint=hint, also=also, equals=equals)
    return build(neuron_gradient)


LOSS = _neuron(
    "A01",
    "the loss itself is used as the slope of the loss",
    "Nudge the prediction by 0.1: how much does the loss move, per unit of the nudge?",
    dloss=lambda residual: residual**2,
)
A02 = _neuron(
    "A02",
    "the factor 2 is dropped",
    "Differentiate the square as well as what is inside it.",
    dloss=lambda residual: residual,
)
A03 = _neuron(
    "A03",
    "the error is taken as target minus prediction",
    "The inside of the square is pred - y. A larger prediction makes it larger: its slope is +1, not -1.",
    dloss=lambda residual: -2 * residual,
)
A04 = _neuron(
    "A04",
    "every weight is treated as if its input were 1",
    "How fast does the prediction change when only w₂ changes? Look at what multiplies it.",
    dw=lambda w, x: torch.ones_like(w),
)
A05_ERROR = _neuron(
    "A05",
    "the error is left out of the slope",
    "A perfect prediction must give a zero gradient. Does yours?",
    dloss=lambda residual: torch.full_like(residual, 2.0),
)
A06 = _neuron(
    "A06",
    "the gradient is multiplied by the squared error",
    "The slope of a square holds what was squared once, not twice.",
    dloss=lambda residual: 2 * residual**2,
)
A07 = _neuron(
    "A07",
    "the size of the error is used without its sign",
    "Let the sign of the error through: it tells whether to go up or down.",
    dloss=lambda residual: 2 * residual.abs(),
)
A08 = _neuron(
    "A08",
    "the root of the squared error is differentiated",
    "Is the loss the square, or its root? The slope of the square grows with the error.",
    dloss=lambda residual: residual.sign(),
)
A08_DIVIDED = _neuron(
    "A08",
    "the root of the squared error is differentiated, and 0 is divided by 0 where the prediction is right",
    "Is the loss the square, or its root? The slope of the square is 0 where the error is 0.",
    dloss=lambda residual: residual / residual.abs(),
)
A09_ZERO = _neuron(
    "A09",
    "the bias is taken for a constant that has no slope",
    "The bias is a weight whose input is always 1. What would the rule for weights give?",
    db=lambda b, x: torch.zeros_like(b),
)
A09_INPUT = _neuron(
    "A09",
    "the bias gradient is multiplied by the inputs",
    "The bias is a weight whose input is always 1. What would the rule for weights give?",
    db=lambda b, x: x.clone(),
)
A09_SUM = _neuron(
    "A09",
    "the bias gradient is multiplied by the sum of the inputs",
    "The bias is a weight whose input is always 1. What would the rule for weights give?",
    db=lambda b, x: x.sum(),
)
A09_BIAS = _neuron(
    "A09",
    "the bias gradient is multiplied by the bias",
    "In pred, b stands alone. The slope of b, in b, is not b.",
    db=lambda b, x: b.clone(),
)
A10 = _neuron(
    "A10",
    "the weights are multiplied in where the inputs belong",
    "For w·x, which factor is left after differentiating by w?",
    dw=lambda w, x: w.clone(),
)
NO_BIAS = _neuron(
    "E11",
    "the bias is left out of the prediction",
    "Print your prediction for the lesson's neuron. It should be 2.5.",
    pred=lambda w, b, x: w @ x,
)
C05 = _neuron(
    "C05",
    "all inputs are added up into one slope for all weights",
    "Each weight has a slope of its own. Nudge one weight at a time.",
    dw=lambda w, x: x.sum(),
)
A05_TARGET = twin(
    "A05",
    replaces="neuron_gradient",
    because="the target is left out of the slope",
    hint="Change y: should the gradient stay the same? What is inside the square?",
    also={
        "chain_factors": lambda w, b, x, y: dict(zip(_KEYS, (2 * _right_pred(w, b, x), x, 1.0), strict=True))
    },
)(lambda w, b, x, y: (2 * (w @ x + b) * x, 2 * (w @ x + b)))
A12_TOGETHER = _neuron(
    "A12",
    "the gradient is scaled to length one",
    "Keep the size: it says how steep the slope is.",
    after=lambda grad_w, grad_b: _split(normalize(torch.cat([grad_w, grad_b[None]]), dim=0)),
)
A12_EACH = _neuron(
    "A12",
    "each gradient is scaled to length one",
    "Keep the size: it says how steep the slope is.",
    after=lambda grad_w, grad_b: (normalize(grad_w, dim=0), grad_b.sign()),
)
A12_DIVIDED = _neuron(
    "A12",
    "each gradient is divided by its length, which is 0 where nothing is left to improve",
    "Keep the size: it says how steep the slope is, and a slope of 0 has no direction.",
    after=lambda grad_w, grad_b: (grad_w / grad_w.norm(), grad_b / grad_b.abs()),
)
A12_DIVIDED_TOGETHER = _neuron(
    "A12",
    "the gradient is divided by its length, which is 0 where nothing is left to improve",
    "Keep the size: it says how steep the slope is, and a slope of 0 has no direction.",
    after=lambda grad_w, grad_b: tuple(
        part / torch.cat([grad_w, grad_b[None]]).norm() for part in (grad_w, grad_b)
    ),
)
A13 = _neuron(
    "A13",
    "the step of an update comes back instead of the slope",
    "A learning rate belongs to the update. Here only the slope is asked for.",
    after=lambda grad_w, grad_b: (-0.01 * grad_w, -0.01 * grad_b),
)
B06_ROW = _neuron(
    "B06",
    "the gradients come in the shapes (1, n) and (1,)",
    "A gradient has the shape of its parameter. Print w.shape and b.shape.",
    dloss=lambda residual: residual.reshape(1) * 2,
    dw=lambda w, x: x.reshape(1, -1),
)
B06_COLUMN = _neuron(
    "B06",
    "the weights' gradient is a column of shape (n, 1)",
    "A gradient has the shape of its parameter. Print w.shape.",
    dw=lambda w, x: x.reshape(-1, 1),
)
G04 = _neuron(
    "G04",
    "the answer always comes in float32, whatever dtype w has",
    "A calculation with w keeps its dtype by itself; look for where you make a new tensor.",
    dloss=lambda residual: (2 * residual).float(),
    dw=lambda w, x: x.float(),
)


def _lesson(dtype):
    """Build functions that return the lesson's numbers, in float32 unless w's dtype is kept."""

    def numbers(w, *values):
        return [torch.tensor(value, dtype=dtype or w.dtype) for value in values]

    def chain_factors(w, b, x, y):
        return dict(zip(_KEYS, numbers(w, -5.0, [1.0, 2.0, 3.0], 1.0), strict=True))

    def neuron_gradient(w, b, x, y):
        return tuple(numbers(w, [-5.0, -10.0, -15.0], -5.0))

    return twin(
        "A14",
        replaces="neuron_gradient",
        because="the lesson's numbers come back, whatever the neuron and the sample are",
        hint="Try another input: does your answer change?",
        also={"chain_factors": chain_factors},
    )(neuron_gradient)


LESSON = _lesson(None)
LESSON_FLOAT32 = _lesson(torch.float32)


def _filled(id, value, because, hint):
    """Build functions that answer with one number everywhere."""

    def chain_factors(w, b, x, y):
        return {key: torch.full_like(like, value) for key, like in zip(_KEYS, (b, w, b), strict=True)}

    def neuron_gradient(w, b, x, y):
        return torch.full_like(w, value), torch.full_like(b, value)

    also = {"chain_factors": chain_factors}
    return twin(id, replaces="neuron_gradient", because=because, hint=hint, also=also)(neuron_gradient)


ZEROS = _filled(
    "G01",
    0.0,
    "the answer is always zero",
    "A slope of 0 means that nudging a weight changes nothing. Is that so here?",
)
ONES = _filled(
    "G02",
    1.0,
    "the answer is 1 everywhere, whatever the input is",
    "Try another input: does your answer change?",
)


@twin(
    "A01",
    replaces="neuron_gradient",
    because="the loss comes back for both gradients",
    hint="Nudge one weight by 0.1: how much does the loss move, per unit of the nudge?",
)
def the_loss_twice(w, b, x, y):
    loss = (w @ x + b - y) ** 2
    return loss, loss


@twin(
    "B06",
    replaces="neuron_gradient",
    because="the bias gradient has shape (1,), as in nn.Linear, where b has shape ()",
    hint="A gradient has the shape of its parameter. Print b.shape.",
)
def bias_of_linear(w, b, x, y):
    dloss = 2 * (w @ x + b - y)
    return dloss * x, dloss.reshape(1)


@twin(
    "C06",
    replaces="neuron_gradient",
    because="the gradient is written into the caller's x",
    hint="`x *= ...` writes into the tensor you were given. Compute a new one instead.",
)
def written_into_x(w, b, x, y):
    dloss = 2 * (w @ x + b - y)
    x *= dloss
    return x, dloss


@twin(
    "G06",
    replaces="neuron_gradient",
    because="the two gradients come back in the other order",
    hint="The contract says (grad_w, grad_b): the weights first.",
)
def swapped(w, b, x, y):
    dloss = 2 * (w @ x + b - y)
    return dloss, dloss * x


@twin(
    "G03",
    replaces="neuron_gradient",
    because="the answer is printed, or worked out, but not returned",
    hint="Printing shows a value to you; `return` hands it to whoever called the function.",
    also={"chain_factors": lambda w, b, x, y: None},
)
def not_returned(w, b, x, y):
    return None
