"""ex03_step_size: what a student sees."""

from grader.judge.suite import Check, case

CUBE = {"f": "w**3", "df": "3*w**2", "w": 2.3125}


@case(task=1, title="the worked example in float32")
def test_float32(check: Check) -> None:
    """With seven digits, a hundredth is the best step."""
    check("best", **CUBE, dtype="float32", exponents=[1, 2, 3, 4, 5, 6])


@case(task=1, title="the worked example in float64")
def test_float64(check: Check) -> None:
    """With sixteen digits, much smaller steps pay."""
    check("best", **CUBE, dtype="float64", exponents=[1, 2, 3, 4, 5, 6])


@case(task=1, title="exponents in any order")
def test_order(check: Check) -> None:
    """The answer is an exponent, not its place in the list."""
    check("best", **CUBE, dtype="float32", exponents=[5, 3, 6, 2, 1, 4])


@case(task=1, title="of equally good exponents, the first one")
def test_first_of_equals(check: Check) -> None:
    """On a constant, every step measures the slope 0 without any error."""
    check("best", f="0*w + 5", df="0*w", w=1.0, dtype="float64", exponents=[3, 1, 2])
