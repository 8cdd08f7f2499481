"""Practice cases of ex23: the worked example, an upstream gradient that is not 1, a second derivative."""

import torch

from grader.judge.suite import Check, case

X = torch.tensor([1.0, -2.0, 3.0], dtype=torch.float64)
ONES = torch.ones(3, dtype=torch.float64)
TENS = torch.tensor([10.0, 1.0, -1.0], dtype=torch.float64)


@case(task=1, title="squares and their slopes")
def test_square(check: Check) -> None:
    """1, 4, 9 have the slopes 2, -4, 6."""
    check("square", x=X, upstream=ONES)


@case(task=1, title="what arrives from above is multiplied by")
def test_square_upstream(check: Check) -> None:
    """The upstream gradient differs for each element."""
    check("square", x=X, upstream=TENS)


@case(task=1, title="gradcheck, gradgradcheck")
def test_square_again(check: Check) -> None:
    """The gradient can be differentiated once more, and that is right too."""
    check("square_again", x=X, upstream=TENS, direction=ONES)


@case(task=2, title="multiples and their slopes")
def test_scale(check: Check) -> None:
    """The slope is the factor, the upstream gradient differs for each element."""
    check("scale", x=X, factor=2.5, upstream=TENS)


@case(task=2, title="gradcheck, gradgradcheck")
def test_scale_again(check: Check) -> None:
    """The gradient can be differentiated once more, and that is right too."""
    check("scale_again", x=X, factor=2.5, upstream=TENS, direction=ONES)
