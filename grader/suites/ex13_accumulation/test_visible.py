"""ex13_accumulation: what a student sees, the lesson's neuron first."""

import torch

from grader.judge.suite import Check, case

F64 = torch.float64
NEURON = {
    "weight": torch.tensor([[0.5, 0.5, 0.25]], dtype=F64),
    "bias": torch.tensor([0.25], dtype=F64),
}
LEFTOVERS = {
    "weight_gradient": torch.tensor([[1.0, 2.0, 3.0]], dtype=F64),
    "bias_gradient": torch.tensor([4.0], dtype=F64),
}
LESSON = (torch.tensor([[1.0, 2.0, 3.0]], dtype=F64), torch.tensor([[5.0]], dtype=F64))
THREE = (
    torch.tensor([[1.0, 2.0, 3.0], [2.0, 0.0, 4.0], [0.0, 2.0, 0.0]], dtype=F64),
    torch.tensor([[5.0], [2.0], [0.0]], dtype=F64),
)


@case(task=1, title="the lesson's sample three times: -15, -30, -45 and -15")
def test_three_times(check: Check) -> None:
    """Three backwards add up."""
    check("add", **NEURON, batches=[LESSON, LESSON, LESSON])


@case(task=1, title="on top of what .grad holds, batches of different sizes")
def test_on_top(check: Check) -> None:
    """What was there stays in the sum; each batch counts with its own mean."""
    check("add_to_leftovers", **NEURON, **LEFTOVERS, batches=[LESSON, THREE])


@case(task=2, title="three samples in two uneven pieces")
def test_two_pieces(check: Check) -> None:
    """The pieces add up to the gradient of the whole batch's mean."""
    check("pieces", **NEURON, X=THREE[0], y=THREE[1], k=2)


@case(task=2, title="what .grad held before does not count")
def test_leftovers(check: Check) -> None:
    """The result is the same as from clean gradients."""
    check("pieces_with_leftovers", **NEURON, **LEFTOVERS, X=THREE[0], y=THREE[1], k=3)
