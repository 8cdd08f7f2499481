"""Graded cases of ex23: upstream gradients, shapes, second derivatives, several uses, float32."""

import torch

from grader.judge.suite import Check, Draw, case


@case(task=1, title="any upstream gradient", weight=2)
def test_square(check: Check, draw: Draw) -> None:
    """Each element has its own."""
    n = draw.size(2, 5)
    check("square", x=draw.tensor(n), upstream=draw.tensor(n))


@case(task=1, title="a matrix in float32")
def test_square_matrix(check: Check, draw: Draw) -> None:
    """Shape and dtype are kept, in the result and in the gradient."""
    shape, dtype = (draw.size(1, 3), draw.size(2, 4)), torch.float32
    check("square", x=draw.tensor(*shape, dtype=dtype), upstream=draw.tensor(*shape, dtype=dtype))


@case(task=1, title="gradcheck and gradgradcheck", weight=2)
def test_square_again(check: Check, draw: Draw) -> None:
    """The gradient is differentiable by x and by what arrives."""
    n = draw.size(2, 4)
    check("square_again", x=draw.tensor(n), upstream=draw.tensor(n), direction=draw.tensor(n))


@case(task=1, title="several uses before one backward")
def test_square_pair(check: Check, draw: Draw) -> None:
    """Every use remembers its own input, also when one is the input of the next."""
    n = draw.size(1, 3)
    check("square_pair", first=draw.tensor(n), second=draw.tensor(n))


@case(task=2, title="any upstream gradient", weight=2)
def test_scale(check: Check, draw: Draw) -> None:
    """Each element has its own."""
    n = draw.size(2, 5)
    check("scale", x=draw.tensor(n), factor=draw.number(1.25, 3.25), upstream=draw.tensor(n))


@case(task=2, title="a matrix in float32, a whole factor")
def test_scale_matrix(check: Check, draw: Draw) -> None:
    """Shape and dtype are kept, and the factor may be an int."""
    shape, dtype = (draw.size(1, 3), draw.size(2, 4)), torch.float32
    factor = -draw.size(2, 5)
    check(
        "scale", x=draw.tensor(*shape, dtype=dtype), factor=factor, upstream=draw.tensor(*shape, dtype=dtype)
    )


@case(task=2, title="gradcheck and gradgradcheck", weight=2)
def test_scale_again(check: Check, draw: Draw) -> None:
    """The gradient is differentiable by what arrives."""
    n = draw.size(2, 4)
    inputs = {"x": draw.tensor(n), "upstream": draw.tensor(n), "direction": draw.tensor(n)}
    check("scale_again", factor=draw.number(-3, -1.25), **inputs)


@case(task=2, title="several factors before one backward")
def test_scale_pair(check: Check, draw: Draw) -> None:
    """Every use remembers its own factor."""
    n = draw.size(1, 3)
    k, m = draw.number(1.25, 3.25), draw.number(-3.25, -1.25)
    check("scale_pair", first=draw.tensor(n), second=draw.tensor(n), k=k, m=m)
