"""ex03_step_size: what counts.

The points are chosen so that every sensible way to build h and to divide gives one answer: the best
error is smaller than the next by a factor of 2.5 at least, for eleven ways to build h (a last bit
more or less among them), four ways to divide, and errors measured in the dtype or in float64.
"""

from collections.abc import Sequence

from grader.judge.suite import Check, Draw, case

CUBE = {"f": "w**3", "df": "3*w**2"}
INVERSE = {"f": "1/w", "df": "-1/w**2"}
SIGNS = (-1.0, 1.0)


def rotated(draw: Draw, exponents: Sequence[int]) -> list[int]:
    """Give the exponents with another one in front."""
    first = draw.choice(range(1, len(exponents)))
    return [*exponents[first:], *exponents[:first]]


@case(task=1, title="float32: seven digits")
def test_float32(check: Check, draw: Draw) -> None:
    """The best step in float32 depends on the curve and on the point."""
    steps = rotated(draw, range(1, 7))
    far = draw.choice((2.3125, 2.5625, 2.6875, 2.8125, 2.875)) * draw.choice(SIGNS)
    near = draw.choice((0.5625, 0.625, 0.6875, 0.875)) * draw.choice(SIGNS)
    check("best", **CUBE, w=far, dtype="float32", exponents=steps)
    check("best", **INVERSE, w=near, dtype="float32", exponents=steps)


@case(task=1, title="float64: sixteen digits")
def test_float64(check: Check, draw: Draw) -> None:
    """The best step in float64 is another one."""
    steps = rotated(draw, range(1, 11))
    far = draw.choice((2.3125, 2.5625, 2.6875, 2.875)) * draw.choice(SIGNS)
    near = draw.choice((0.6875, 0.8125)) * draw.choice(SIGNS)
    check("best", **CUBE, w=far, dtype="float64", exponents=steps)
    check("best", **INVERSE, w=near, dtype="float64", exponents=steps)


@case(task=1, title="only the exponents that were offered")
def test_offered(check: Check, draw: Draw) -> None:
    """Where the usual best one is missing, the best of the others is the answer."""
    w = draw.choice((0.6875, 0.8125, 1.1875, 2.1875, 2.375, 2.9375)) * draw.choice(SIGNS)
    check("best", **CUBE, w=w, dtype="float32", exponents=rotated(draw, (5, 3, 6, 4)))
    w = draw.choice((0.5, 0.5625, 0.625, 0.6875)) * draw.choice(SIGNS)
    check("best", **INVERSE, w=w, dtype="float64", exponents=rotated(draw, (2, 9, 1, 3)))


@case(task=1, title="coarse steps only: the smallest error, to either side")
def test_coarse(check: Check, draw: Draw) -> None:
    """Where rounding plays no part, 1/w is measured too steep downwards and w³ too steep upwards."""
    steps = rotated(draw, (2, 1, 3))
    check("best", **INVERSE, w=draw.number(0.75, 3.0), dtype="float64", exponents=steps)
    check("best", **CUBE, w=draw.number(3.25, 6.0), dtype="float64", exponents=steps)


@case(task=1, title="of equally good exponents, the first one")
def test_first_of_equals(check: Check, draw: Draw) -> None:
    """On a constant, every step measures the slope 0 without any error."""
    steps = draw.choice(([2, 1, 4, 3], [3, 4, 1, 2], [2, 4, 1, 3]))
    check("best", f="0*w + 5", df="0*w", w=draw.number(0.5, 3.0), dtype="float32", exponents=steps)
