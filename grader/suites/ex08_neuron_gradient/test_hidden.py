"""ex08_neuron_gradient: what counts. Targets are set from the prediction: its error has a known sign."""

from typing import Any

import torch

from grader.judge.suite import Check, Draw, case


def neuron(draw: Draw, n: int, error: float, dtype: torch.dtype = torch.float64) -> dict[str, Any]:
    """Draw a neuron and a sample on which its prediction is off by `error`."""
    w, b, x = draw.tensor(n, dtype=dtype), draw.tensor(dtype=dtype), draw.tensor(n, dtype=dtype)
    return {"w": w, "b": b, "x": x, "y": w @ x + b - error}


@case(task=1, title="the factors when the prediction is too small", weight=2)
def test_factors_too_small(check: Check, draw: Draw) -> None:
    """A prediction under the target has a negative first factor."""
    check("factors", **neuron(draw, draw.size(2, 5), -draw.number(1.25, 4)))


@case(task=1, title="the factors when the prediction is too large", weight=2)
def test_factors_too_large(check: Check, draw: Draw) -> None:
    """A prediction over the target has a positive first factor."""
    check("factors", **neuron(draw, draw.size(2, 5), draw.number(1.25, 4)))


@case(task=1, title="one weight, and many")
def test_factors_sizes(check: Check, draw: Draw) -> None:
    """The second factor has the shape of w, whatever its size."""
    check("factors", **neuron(draw, 1, draw.number(1.25, 4)))
    check("factors", **neuron(draw, draw.size(6, 12), -draw.number(1.25, 4)))


@case(task=1, title="float32 stays float32")
def test_factors_dtype(check: Check, draw: Draw) -> None:
    """The factors have the dtype of w."""
    check("factors", **neuron(draw, draw.size(2, 4), draw.number(1.25, 4), torch.float32), atol=1e-5)


@case(task=2, title="the gradient when the prediction is too small", weight=2)
def test_gradient_too_small(check: Check, draw: Draw) -> None:
    """A prediction under the target asks for more."""
    check("gradient", **neuron(draw, draw.size(2, 5), -draw.number(1.25, 4)))


@case(task=2, title="the gradient when the prediction is too large", weight=2)
def test_gradient_too_large(check: Check, draw: Draw) -> None:
    """A prediction over the target asks for less."""
    check("gradient", **neuron(draw, draw.size(2, 5), draw.number(1.25, 4)))


@case(task=2, title="a perfect prediction, then a nearly perfect one")
def test_gradient_of_small_errors(check: Check, draw: Draw) -> None:
    """No error, no gradient; a small error, a small gradient."""
    n = draw.size(2, 5)
    check("gradient", **neuron(draw, n, 0.0))
    check("gradient", **neuron(draw, n, 1 / 64))


@case(task=2, title="a target far away", weight=0.5)
def test_gradient_of_large_error(check: Check, draw: Draw) -> None:
    """A derived gradient has all its digits there; a measured one has lost them."""
    check("gradient", **neuron(draw, draw.size(2, 5), 1e12 / 3 * draw.number(1.25, 4)))


@case(task=2, title="one weight, and many")
def test_gradient_sizes(check: Check, draw: Draw) -> None:
    """A gradient has the shape of its parameter."""
    check("gradient", **neuron(draw, 1, draw.number(1.25, 4)))
    check("gradient", **neuron(draw, draw.size(6, 12), -draw.number(1.25, 4)))


@case(task=2, title="float32 stays float32")
def test_gradient_dtype(check: Check, draw: Draw) -> None:
    """The gradients have the dtype of their parameters."""
    check("gradient", **neuron(draw, draw.size(2, 4), draw.number(1.25, 4), torch.float32), atol=1e-5)
