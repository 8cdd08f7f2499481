"""ex09_gradient_size: what counts. The inputs' signs and sizes are set, to tell all they can."""

from grader.judge.suite import Check, Draw, case


def inputs(draw: Draw, n: int) -> list[float]:
    """Draw n inputs: the first one negative, the second one positive, the third one of size zero."""
    x = draw.tensor(n).tolist()
    return [-abs(x[0]), abs(x[1]), 0.0, *x[3:]]


def sizes(draw: Draw, n: int) -> list[float]:
    """Draw n different sizes, rising."""
    return [k + draw.number(0.25, 0.75) for k in range(n)]


@case(task=1, title="signs when the prediction is too small")
def test_signs_too_small(check: Check, draw: Draw) -> None:
    """With a negative residual each sign is the opposite of its input's."""
    check("signs", residual=-draw.number(0.25, 4), x=inputs(draw, draw.size(3, 6)))


@case(task=1, title="signs when the prediction is too large")
def test_signs_too_large(check: Check, draw: Draw) -> None:
    """With a positive residual each sign is its input's."""
    check("signs", residual=draw.number(0.25, 4), x=inputs(draw, draw.size(3, 6)))


@case(task=1, title="signs when the prediction is right")
def test_signs_of_right_prediction(check: Check, draw: Draw) -> None:
    """Without an error all gradients are zero; with a small one they are not."""
    x = inputs(draw, draw.size(3, 6))
    check("signs", residual=0.0, x=x)
    check("signs", residual=1 / 64, x=x)


@case(task=2, title="order by size, with both signs", weight=2)
def test_ranks(check: Check, draw: Draw) -> None:
    """A large negative input has a large effect."""
    low, *rest = sizes(draw, draw.size(3, 6))
    check("ranks", x=[low, *(-size for size in reversed(rest))])
    check("ranks", x=[-rest[-1], *draw.tensor(draw.size(3, 6), low=-2.0, high=2.0).tolist()])


@case(task=2, title="order of positive inputs")
def test_ranks_of_positive_inputs(check: Check, draw: Draw) -> None:
    """The answer holds indices, counted from 0."""
    low, *rest = sizes(draw, draw.size(3, 6))
    check("ranks", x=[*rest, low])


@case(task=2, title="ties, and inputs of zero")
def test_ranks_of_ties(check: Check, draw: Draw) -> None:
    """Equal sizes keep the order of their indices, whatever their signs."""
    small, large = draw.number(0.5, 1), draw.number(1.5, 3)
    check("ranks", x=[0.0, -small, large, small, -large, 0.0, small])
    check("ranks", x=[-small] * draw.size(2, 4))
