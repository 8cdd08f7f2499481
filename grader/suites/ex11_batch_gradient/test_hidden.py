"""ex11_batch_gradient: what counts. Targets are set from the predictions: both signs of error occur."""

from typing import Any

import torch

from grader.judge.suite import Check, Draw, case


def batch(draw: Draw, n: int, d: int, dtype: torch.dtype = torch.float64) -> dict[str, Any]:
    """Draw a neuron with d weights and n samples; its first prediction is too small, its last too large."""
    X, w, b = draw.tensor(n, d, dtype=dtype), draw.tensor(d, dtype=dtype), draw.tensor(dtype=dtype)
    errors = draw.tensor(n, low=1.25, high=5, dtype=dtype) * torch.sign(draw.tensor(n, dtype=dtype))
    errors[-1] = errors[-1].abs()
    errors[0] = -errors[0].abs()
    return {"X": X, "y": X @ w + b - errors, "w": w, "b": b}


@case(task=1, title="more samples than features", weight=2)
def test_batch(check: Check, draw: Draw) -> None:
    """The gradient is the mean over the samples."""
    d = draw.size(2, 4)
    check("gradient", **batch(draw, d + draw.size(1, 6), d))


@case(task=1, title="more features than samples", weight=2)
def test_wide_batch(check: Check, draw: Draw) -> None:
    """The mean is over samples, however many features there are."""
    n = draw.size(2, 3)
    check("gradient", **batch(draw, n, n + draw.size(1, 4)))


@case(task=1, title="as many samples as features")
def test_square_batch(check: Check, draw: Draw) -> None:
    """A mixed-up axis raises no error here, and is still wrong."""
    n = draw.size(2, 5)
    check("gradient", **batch(draw, n, n))


@case(task=1, title="targets far away", weight=0.5)
def test_large_errors(check: Check, draw: Draw) -> None:
    """A derived gradient has all its digits there; a measured one has lost them."""
    d = draw.size(2, 4)
    inputs = batch(draw, d + draw.size(1, 3), d)
    check("gradient", **{**inputs, "y": 1e12 / 3 * inputs["y"]})


@case(task=1, title="one sample, and one feature")
def test_sizes_of_one(check: Check, draw: Draw) -> None:
    """Sizes of one keep their place: the gradient has the shape of its parameter."""
    check("gradient", **batch(draw, 1, draw.size(2, 4)))
    check("gradient", **batch(draw, draw.size(3, 6), 1))


@case(task=1, title="float32 stays float32")
def test_dtype(check: Check, draw: Draw) -> None:
    """The gradients have the dtype of what went in."""
    check("gradient", **batch(draw, draw.size(3, 5), 2, torch.float32), atol=1e-5)
