"""ex05_square: what a student sees, the lesson's w = 3 first."""

import torch

from grader.judge.suite import Check, case

THREE = torch.tensor([3.0, -1.0, 0.5], dtype=torch.float64)


@case(task=1, title="2w at the lesson's w = 3")
def test_gradient_at_three(check: Check) -> None:
    """At w = 3 the slope is 6."""
    check("gradient", w=3.0)


@case(task=1, title="2w for three weights, each with its own slope")
def test_gradient_of_three(check: Check) -> None:
    """Each entry gets the slope of its own square, and w stays as it is."""
    check("gradient", w=THREE)


@case(task=2, title="loss and gradient at the lesson's w = 3")
def test_autograd_at_three(check: Check) -> None:
    """At w = 3 the loss is 9 and autograd finds 6."""
    check("autograd", w=3.0)


@case(task=2, title="an int is welcome too")
def test_autograd_of_int(check: Check) -> None:
    """An int cannot require grad, so it becomes a float tensor first."""
    check("autograd", w=4)


@case(task=2, title="three weights, one loss")
def test_autograd_of_three(check: Check) -> None:
    """The loss is the sum of the squares, and w keeps neither a gradient nor a mark."""
    check("autograd", w=THREE)


@case(task=2, title="a tensor that already requires grad and holds a gradient")
def test_autograd_of_leaf(check: Check) -> None:
    """The caller's gradient stays what it was."""
    check("autograd_of_leaf", w=THREE, held=torch.ones(3, dtype=torch.float64))
