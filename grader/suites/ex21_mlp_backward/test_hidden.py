"""Graded cases of ex21: sizes, layers, one sample, float32.

Weights stay within [-1, 1], so that no tanh saturates: there 1 - a**2 loses its digits.
"""

import torch

from grader.judge.suite import Check, Draw, case


def network(draw: Draw, d: int, hidden: int, dtype: torch.dtype = torch.float64) -> dict[str, torch.Tensor]:
    """Draw the four parameters."""
    shapes = {"W1": (hidden, d), "b1": (hidden,), "W2": (1, hidden), "b2": (1,)}
    return {name: draw.tensor(*shape, low=-1, high=1, dtype=dtype) for name, shape in shapes.items()}


def batch(draw: Draw, n: int, d: int, dtype: torch.dtype = torch.float64) -> dict[str, torch.Tensor]:
    """Draw inputs and targets."""
    return {"X": draw.tensor(n, d, low=-1, high=1, dtype=dtype), "y": draw.tensor(n, 1, dtype=dtype)}


@case(task=1, title="predictions of a batch", weight=2)
def test_forward(check: Check, draw: Draw) -> None:
    """N, d and H all differ, so no transposed matrix fits."""
    d = draw.size(2, 3)
    check("forward", X=batch(draw, draw.size(4, 6), d)["X"], params=network(draw, d, d + 2))


@case(task=1, title="as many hidden units as inputs")
def test_forward_square(check: Check, draw: Draw) -> None:
    """W1 is square: a transposed one fits and gives other numbers."""
    d = draw.size(2, 4)
    check("forward", X=batch(draw, draw.size(3, 5), d)["X"], params=network(draw, d, d))


@case(task=1, title="float32 stays float32")
def test_forward_dtype(check: Check, draw: Draw) -> None:
    """The prediction has the dtype of the inputs."""
    dtype = torch.float32
    X = batch(draw, draw.size(2, 3), 2, dtype)["X"]
    check("forward", X=X, params=network(draw, 2, 3, dtype), rtol=1e-4, atol=1e-5)


@case(task=2, title="gradients of the output layer", weight=2)
def test_output_layer(check: Check, draw: Draw) -> None:
    """W2 and b2 are judged on their own, whatever the hidden layer's gradients are."""
    d = draw.size(2, 3)
    check("gradients", **batch(draw, draw.size(4, 6), d), params=network(draw, d, d + 2), only=["W2", "b2"])


@case(task=2, title="gradients of the hidden layer", weight=3)
def test_hidden_layer(check: Check, draw: Draw) -> None:
    """W1 and b1 are reached through tanh."""
    d = draw.size(2, 3)
    check("gradients", **batch(draw, draw.size(4, 6), d), params=network(draw, d, d + 2), only=["W1", "b1"])


@case(task=2, title="all gradients, as many hidden units as inputs", weight=2)
def test_square(check: Check, draw: Draw) -> None:
    """The keys are those of params, nothing is changed, and the second answer equals the first."""
    d = draw.size(2, 4)
    check("gradients", **batch(draw, draw.size(3, 5), d), params=network(draw, d, d))


@case(task=2, title="targets far away", weight=0.5)
def test_large_errors(check: Check, draw: Draw) -> None:
    """A derived gradient has all its digits there; a measured one has lost them."""
    d = draw.size(2, 3)
    data = batch(draw, draw.size(3, 5), d)
    check("gradients", X=data["X"], y=1e12 / 3 * data["y"], params=network(draw, d, d + 1))


@case(task=2, title="one sample, one hidden unit")
def test_smallest(check: Check, draw: Draw) -> None:
    """Sizes of one keep their place in every shape."""
    d = draw.size(2, 4)
    check("gradients", **batch(draw, 1, d), params=network(draw, d, 1))


@case(task=2, title="float32 stays float32")
def test_dtype(check: Check, draw: Draw) -> None:
    """Gradients have the dtype of their parameters."""
    dtype = torch.float32
    data = batch(draw, draw.size(2, 3), 2, dtype)
    check("gradients", **data, params=network(draw, 2, 3, dtype), rtol=1e-3, atol=1e-4)
