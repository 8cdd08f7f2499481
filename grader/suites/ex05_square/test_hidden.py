"""ex05_square: what counts."""

import torch

from grader.judge.suite import Check, Draw, case


@case(task=1, title="the slope at a negative number")
def test_gradient_of_negative_number(check: Check, draw: Draw) -> None:
    """A negative weight has a negative slope."""
    check("gradient", w=draw.number(-3.0, -0.25))


@case(task=1, title="the slope at a positive number")
def test_gradient_of_positive_number(check: Check, draw: Draw) -> None:
    """A float gives a float."""
    check("gradient", w=3.0 + draw.number(0.25, 3.0))


@case(task=1, title="several weights, each with its own slope")
def test_gradient_of_vector(check: Check, draw: Draw) -> None:
    """The gradient has the shape of w, and w is left alone."""
    check("gradient", w=draw.tensor(draw.size(3, 6)))


@case(task=1, title="a matrix of weights keeps its shape")
def test_gradient_of_matrix(check: Check, draw: Draw) -> None:
    """No shape is special."""
    check("gradient", w=draw.tensor(draw.size(2, 4), 3))


@case(task=1, title="tensors of no dimension, and of three", weight=0.5)
def test_gradient_of_other_shapes(check: Check, draw: Draw) -> None:
    """A tensor of shape () is a tensor too."""
    check("gradient", w=draw.tensor())
    check("gradient", w=draw.tensor(2, 1, 2))


@case(task=1, title="float32 stays float32")
def test_gradient_dtype(check: Check, draw: Draw) -> None:
    """The gradient has the dtype of w."""
    check("gradient", w=draw.tensor(draw.size(2, 4), dtype=torch.float32))


@case(task=2, title="loss and gradient of a float")
def test_autograd_of_float(check: Check, draw: Draw) -> None:
    """A Python number has one loss and one slope, on every call."""
    check("autograd", w=draw.number(-3.0, -0.25))


@case(task=2, title="loss and gradient of an int")
def test_autograd_of_int(check: Check, draw: Draw) -> None:
    """An int cannot require grad, so it becomes a float tensor first."""
    check("autograd", w=5 + draw.size(0, 9))


@case(task=2, title="several weights, one loss, and nothing left behind on w", weight=2)
def test_autograd_of_vector(check: Check, draw: Draw) -> None:
    """The loss is one number; w has no gradient and no requires_grad afterwards."""
    check("autograd", w=draw.tensor(draw.size(3, 6)))


@case(task=2, title="a tensor that already requires grad and holds a gradient", weight=2)
def test_autograd_of_leaf(check: Check, draw: Draw) -> None:
    """What the caller's tensor holds neither counts nor changes."""
    rows = draw.size(2, 3)
    check("autograd_of_leaf", w=draw.tensor(rows, 2), held=draw.tensor(rows, 2))


@case(task=2, title="tensors of no dimension, and of three", weight=0.5)
def test_autograd_of_other_shapes(check: Check, draw: Draw) -> None:
    """The gradient has the shape of w, also if that is ()."""
    check("autograd", w=draw.tensor())
    check("autograd", w=draw.tensor(2, 1, 2))


@case(task=2, title="float32 stays float32")
def test_autograd_dtype(check: Check, draw: Draw) -> None:
    """Loss and gradient have the dtype of w."""
    check("autograd", w=draw.tensor(draw.size(2, 4), dtype=torch.float32))
