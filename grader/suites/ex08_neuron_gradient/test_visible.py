"""ex08_neuron_gradient: what a student sees, the lesson's neuron first."""

from typing import Any

import torch

from grader.judge.suite import Check, case


def neuron(x: list[float], y: float) -> dict[str, Any]:
    """Give the lesson's neuron with a sample."""
    numbers = {"w": [0.5, 0.5, 0.25], "b": 0.25, "x": x, "y": y}
    return {name: torch.tensor(value, dtype=torch.float64) for name, value in numbers.items()}


@case(task=1, title="the factors of the lesson's neuron")
def test_factors(check: Check) -> None:
    """Prediction 2.5, target 5: the first factor is -5."""
    check("factors", **neuron([1.0, 2.0, 3.0], 5.0))


@case(task=1, title="the factors when the prediction is right")
def test_factors_of_right_prediction(check: Check) -> None:
    """Only the first factor knows of the target."""
    check("factors", **neuron([1.0, 2.0, 3.0], 2.5))


@case(task=2, title="the gradient of the lesson's neuron")
def test_gradient(check: Check) -> None:
    """The weights' gradients are -5, -10 and -15, the bias's is -5."""
    check("gradient", **neuron([1.0, 2.0, 3.0], 5.0))


@case(task=2, title="a negative input turns the sign around")
def test_gradient_of_negative_input(check: Check) -> None:
    """The first weight meets -3: its gradient is the largest, and positive."""
    check("gradient", **neuron([-3.0, 1.0, 2.0], 5.0))


@case(task=2, title="a perfect prediction has a zero gradient")
def test_gradient_of_right_prediction(check: Check) -> None:
    """Where the loss is 0 there is nothing left to improve."""
    check("gradient", **neuron([1.0, 2.0, 3.0], 2.5))
