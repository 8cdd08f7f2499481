"""ex07_forward_loss: what a student sees, the lesson's sample first."""

import torch

from grader.judge.suite import Check, case

WEIGHT = torch.tensor([[0.5, 0.5, 0.25]])
BIAS = torch.tensor([0.25])
X = torch.tensor([[1.0, 2.0, 3.0]])
PAIR = torch.tensor([[1.0, 2.0, 3.0], [2.0, 0.0, -1.0]])


@case(task=1, title="the lesson's sample: prediction 2.5, loss 6.25")
def test_lesson(check: Check) -> None:
    """One sample; the loss is one number of shape ()."""
    check("forward", weight=WEIGHT, bias=BIAS, x=X, y=torch.tensor([[5.0]]))


@case(task=1, title="two samples: the mean of two squares")
def test_two_samples(check: Check) -> None:
    """The loss of a batch is the mean over its samples."""
    check("forward", weight=WEIGHT, bias=BIAS, x=PAIR, y=torch.tensor([[5.0], [0.0]]))


@case(task=2, title="targets of shape (2,) do not fit predictions of shape (2, 1)")
def test_flat_targets(check: Check) -> None:
    """Two predictions against two targets, but not in the same shape."""
    check("refusal", weight=WEIGHT, bias=BIAS, x=PAIR, y=torch.tensor([5.0, 0.0]))
