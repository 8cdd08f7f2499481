"""ex11_batch_gradient: mistakes known by name; those in what comes back have a file of their own."""

import torch

from grader.judge.suite import Twin
from grader.suites.ex11_batch_gradient.misconceptions_answer import *
from grader.suites.ex11_batch_gradient.misconceptions_answer import batch, reduced


def _slope(id, because, hint, dloss, *, pred=lambda X, w, b: X @ w + b) -> Twin:
    """Exchange the slope of a sample's loss, or the prediction it comes from; both gradients follow."""

    def wrong(X, y, w, b):
        slope = dloss(pred(X, w, b) - y)
        return (slope[:, None] * X).mean(dim=0), slope.mean()

    return batch(id, because, hint)(wrong)


# --- one sample's slope ---------------------------------------------------------------------------

LOSS = _slope(
    "A01",
    "the loss itself is used as the slope of the loss",
    "Nudge a prediction by 0.1: how much does its loss move, per unit of the nudge?",
    lambda residual: residual**2,
)
A02 = _slope(
    "A02",
    "the factor 2 is dropped",
    "Differentiate the square as well as what is inside it.",
    lambda residual: residual,
)
A03 = _slope(
    "A03",
    "the error is taken as target minus prediction",
    "The inside of the square is pred - y. A larger prediction makes it larger: its slope is +1, not -1.",
    lambda residual: -2 * residual,
)
A05 = _slope(
    "A05",
    "the error is left out of the slope",
    "A perfect prediction must give a zero gradient. Does yours?",
    lambda residual: torch.full_like(residual, 2.0),
)
A05_TARGET = batch(
    "A05",
    "the target is left out of the slope",
    "Change y: should the gradient stay the same? What is inside the square?",
)(lambda X, y, w, b: (2 * X.T @ (X @ w + b) / len(X), 2 * (X @ w + b).mean()))
A06 = _slope(
    "A06",
    "the gradient is multiplied by the squared error",
    "The slope of a square holds what was squared once, not twice.",
    lambda residual: 2 * residual**2,
)
A07 = _slope(
    "A07",
    "the size of the errors is used without their signs",
    "Let the sign of each error through: it tells whether to go up or down.",
    lambda residual: 2 * residual.abs(),
)
A08_ROOT = _slope(
    "A08",
    "the root of the mean square is differentiated",
    "Is the loss the mean square, or its root?",
    lambda residual: residual / (residual**2).mean().sqrt(),
)
A08_ABSOLUTE = _slope(
    "A08",
    "the absolute error is differentiated instead of its square",
    "The slope of a square grows with the error; that of the absolute error does not.",
    lambda residual: residual.sign(),
)
NO_BIAS = _slope(
    "E11",
    "the bias is left out of the prediction",
    "Print your predictions for the worked example. They should be 2.5 and 0.25.",
    lambda residual: 2 * residual,
    pred=lambda X, w, b: X @ w,
)

# --- from the samples to one gradient -------------------------------------------------------------

A04 = reduced(
    "A04",
    "every weight is treated as if its input were 1",
    "How fast does a prediction change when only w₂ changes? Look at what multiplies it.",
    lambda X, slope, w: (torch.ones_like(w) * slope.mean(), slope.mean()),
)
A09_ZERO = reduced(
    "A09",
    "the bias is taken for a constant that has no slope",
    "The bias is a weight whose input is always 1. What would the rule for weights give?",
    lambda X, slope, w: (X.T @ slope / len(X), 0 * slope.mean()),
)
A09_INPUT = reduced(
    "A09",
    "the bias gradient is multiplied by the inputs",
    "The bias is a weight whose input is always 1. What would the rule for weights give?",
    lambda X, slope, w: (X.T @ slope / len(X), (X.T @ slope / len(X)).sum()),
)
A09_FIRST_INPUT = reduced(
    "A09",
    "the bias gradient is multiplied by the first input, like the first weight's",
    "The bias is a weight whose input is always 1. What would the rule for weights give?",
    lambda X, slope, w: (X.T @ slope / len(X), (X[:, 0] * slope).mean()),
)
A09_LAST_INPUT = reduced(
    "A09",
    "the bias gradient is multiplied by the last input, like the last weight's",
    "The bias is a weight whose input is always 1. What would the rule for weights give?",
    lambda X, slope, w: (X.T @ slope / len(X), (X[:, -1] * slope).mean()),
)
A10 = reduced(
    "A10",
    "the weights are multiplied in where the inputs belong",
    "For w·x, which factor is left after differentiating by w?",
    lambda X, slope, w: (w * slope.mean(), slope.mean()),
)
A11 = reduced(
    "A11",
    "inputs and errors are averaged first and multiplied afterwards",
    "Multiply per sample first, average after. Try two samples whose inputs differ.",
    lambda X, slope, w: (X.mean(dim=0) * slope.mean(), slope.mean()),
)
B01 = reduced(
    "B01",
    "the samples are summed, not averaged",
    "Give the same batch twice over, as one batch of 2N: should the gradient of the mean change?",
    lambda X, slope, w: (X.T @ slope, slope.sum()),
)
B02_FEATURES = reduced(
    "B02",
    "the weights' gradient is divided by the number of features as well",
    "Average over samples, not over features: what does len(X) count, and what X.numel()?",
    lambda X, slope, w: (X.T @ slope / X.numel(), slope.mean()),
)
B02_WIDTH = reduced(
    "B02",
    "the sums are divided by the number of features",
    "Average over samples, not over features: X.shape is (N, d), and N comes first.",
    lambda X, slope, w: (X.T @ slope / X.shape[1], slope.sum() / X.shape[1]),
)
B02_BESSEL = reduced(
    "B02",
    "the sums are divided by N - 1",
    "N - 1 belongs to the variance of a sample. Here the mean is taken over N losses.",
    lambda X, slope, w: (X.T @ slope / (len(X) - 1), slope.sum() / (len(X) - 1)),
)
B02_EVERYTHING = reduced(
    "B02",
    "the mean runs over features as well as samples",
    "Each feature has a weight, and each weight a gradient of its own. Which dimension counts the samples?",
    lambda X, slope, w: ((slope[:, None] * X).mean(), slope.mean()),
)
B02_WRONG_AXIS = reduced(
    "B02",
    "the mean runs over the features instead of the samples",
    "X has shape (N, d). Which of the two should be gone afterwards?",
    lambda X, slope, w: ((slope[:, None] * X).mean(dim=1), slope.mean()),
)
B03_FIRST = reduced(
    "B03",
    "only the first sample is used",
    "Shuffle the samples: the answer must stay the same.",
    lambda X, slope, w: (slope[0] * X[0], slope[0]),
)
B03_LAST = reduced(
    "B03",
    "only the last sample is used: each round of the loop overwrites the one before",
    "Add up in the loop, with +=, and divide once behind it.",
    lambda X, slope, w: (slope[-1] * X[-1], slope[-1]),
)
B03_LAST_SHARE = reduced(
    "B03",
    "each round of the loop overwrites the one before, and the last one is divided by N",
    "Add up in the loop, with +=, and divide once behind it.",
    lambda X, slope, w: (slope[-1] * X[-1] / len(X), slope[-1] / len(X)),
)
B04_BIAS = reduced(
    "B04",
    "the weights' gradient is averaged, but the bias's is summed",
    "Treat both gradients with the same averaging.",
    lambda X, slope, w: (X.T @ slope / len(X), slope.sum()),
)
B04_WEIGHTS = reduced(
    "B04",
    "the bias's gradient is averaged, but the weights' is summed",
    "Treat both gradients with the same averaging.",
    lambda X, slope, w: (X.T @ slope, slope.mean()),
)
B05_FEATURES = reduced(
    "B05",
    "the errors of shape (N,) are lined up with the features of X",
    "(N,) times (N, d) pairs from the right: the error meets the features. Give it the shape (N, 1) first.",
    lambda X, slope, w: ((slope * X).mean(dim=0), slope.mean()),
)
B06_NOT_TRANSPOSED = reduced(
    "B06",
    "X is multiplied where its transpose belongs",
    "(N, d) @ (N,) does not fit; what shape must stand left of @ so that the N samples are summed over?",
    lambda X, slope, w: (X @ slope / len(X), slope.mean()),
)
C05 = reduced(
    "C05",
    "all features are added up into one slope for all weights",
    "Each weight has a slope of its own: the gradient has the shape of w.",
    lambda X, slope, w: ((slope[:, None] * X).sum() / len(X), slope.mean()),
)


@batch(
    "B05",
    "predictions of shape (N, 1) meet targets of shape (N,), and an (N, N) table comes out",
    "Print both shapes before subtracting: pred and y must both be (N,).",
)
def table_of_errors(X, y, w, b):
    residual = X @ w.reshape(-1, 1) + b - y  # (N, 1) - (N,) is (N, N)
    return 2 * X.T @ residual / len(X), 2 * residual.mean()


@batch(
    "B05",
    "predictions of shape (N, 1) meet targets of shape (N,), and the (N, N) table is averaged away",
    "Print both shapes before subtracting: pred and y must both be (N,).",
)
def averaged_table_of_errors(X, y, w, b):
    residual = X @ w.reshape(-1, 1) + b - y
    return (2 * X.T @ residual / len(X)).mean(dim=1), 2 * residual.mean()
