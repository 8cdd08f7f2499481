"""ex14_zero_grad: what a student sees, the lesson's gradients first."""

import torch

from grader.judge.suite import Check, case

F64 = torch.float64
VALUES = [torch.tensor([[0.5, 0.5, 0.25]], dtype=F64), torch.tensor([0.25], dtype=F64)]
GRADIENTS = [torch.tensor([[-5.0, -10.0, -15.0]], dtype=F64), torch.tensor([-5.0], dtype=F64)]


@case(task=1, title="the lesson's gradients become zeros where they are")
def test_zeros(check: Check) -> None:
    """The memory that held -5, -10, -15 holds zeros."""
    check("to_zeros", values=VALUES, gradients=GRADIENTS)


@case(task=1, title="None stays None")
def test_none_stays(check: Check) -> None:
    """A parameter without gradient has none afterwards either."""
    check("to_zeros", values=VALUES, gradients=[None, GRADIENTS[1]])


@case(task=1, title="set_to_none=True lets go of every gradient")
def test_to_none(check: Check) -> None:
    """Each .grad is None afterwards."""
    check("to_none", values=VALUES, gradients=GRADIENTS)


@case(task=1, title="infinity and NaN become 0 too")
def test_exploded(check: Check) -> None:
    """Zeros are written, not calculated."""
    check("exploded", values=VALUES, planted=["inf", "nan"])
