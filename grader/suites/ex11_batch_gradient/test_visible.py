"""ex11_batch_gradient: what a student sees, with the lesson's neuron."""

from typing import Any

import torch

from grader.judge.suite import Check, case


def batch(X: list[list[float]], y: list[float]) -> dict[str, Any]:
    """Give the lesson's neuron with a batch."""
    numbers = {"X": X, "y": y, "w": [0.5, 0.5, 0.25], "b": 0.25}
    return {name: torch.tensor(value, dtype=torch.float64) for name, value in numbers.items()}


@case(task=1, title="one sample: the lesson's numbers")
def test_one_sample(check: Check) -> None:
    """A batch of one gives the gradient of that sample."""
    check("gradient", **batch([[1.0, 2.0, 3.0]], [5.0]))


@case(task=1, title="two samples: the mean of what each one asks for")
def test_two_samples(check: Check) -> None:
    """The worked example."""
    check("gradient", **batch([[1.0, 2.0, 3.0], [-1.0, 0.0, 2.0]], [5.0, 1.0]))


@case(task=1, title="three samples of three features")
def test_square_batch(check: Check) -> None:
    """N equals d: a mixed-up axis raises no error here, and is still wrong."""
    X = [[1.0, 2.0, 3.0], [-1.0, 0.0, 2.0], [4.0, -2.0, 1.0]]
    check("gradient", **batch(X, [5.0, 1.0, -2.0]))


@case(task=1, title="two samples that pull in opposite directions")
def test_opposite_samples(check: Check) -> None:
    """The same input with targets on both sides of the prediction: their wishes cancel."""
    check("gradient", **batch([[1.0, 2.0, 3.0], [1.0, 2.0, 3.0]], [5.0, 0.0]))
