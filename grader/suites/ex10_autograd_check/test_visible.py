"""ex10_autograd_check: what a student sees, the lesson's neuron first."""

from typing import Any

import torch

from grader.judge.suite import Check, case


def tensor(value: Any) -> torch.Tensor:
    """Give a float64 tensor."""
    return torch.tensor(value, dtype=torch.float64)


def neuron(x: list[float], y: float) -> dict[str, torch.Tensor]:
    """Give the lesson's neuron with a sample, and another sample to ask for in between."""
    return {
        "weight": tensor([[0.5, 0.5, 0.25]]),
        "bias": tensor([0.25]),
        "x": tensor([x]),
        "y": tensor([[y]]),
        "other_x": tensor([[2.0, -1.0, 1.0]]),
        "other_y": tensor([[0.5]]),
    }


@case(task=1, title="the lesson's neuron, asked three times")
def test_gradient(check: Check) -> None:
    """The answer is [[-5, -10, -15]] and [-5], then that of another sample, then the first again."""
    check("gradient", **neuron([1.0, 2.0, 3.0], 5.0))


@case(task=1, title="a perfect prediction has a zero gradient")
def test_gradient_of_right_prediction(check: Check) -> None:
    """Nothing is left to improve, and nothing is left over from another sample."""
    check("gradient", **neuron([1.0, 2.0, 3.0], 2.5))


@case(task=2, title="one entry differs")
def test_error(check: Check) -> None:
    """The middle entry is off by a fifth."""
    check("error", a=tensor([1.0, 2.0, -3.0]), b=tensor([1.0, 2.5, -3.0]))


@case(task=2, title="a lost factor 2 and a wrong sign")
def test_error_of_slips(check: Check) -> None:
    """They give 0.5 and 2."""
    right = tensor([[-5.0, -10.0, -15.0]])
    check("error", a=right, b=right / 2)
    check("error", a=right, b=-right)


@case(task=2, title="entries that are 0 in both")
def test_error_of_zeros(check: Check) -> None:
    """They agree: their error is 0."""
    check("error", a=tensor([0.0, 4.0]), b=tensor([0.0, 3.0]))
    check("error", a=tensor([0.0, 0.0]), b=tensor([0.0, 0.0]))
