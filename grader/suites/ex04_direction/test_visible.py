"""ex04_direction: what a student sees, the lesson's w² at w = 3 first."""

from grader.judge.suite import Check, case


@case(task=1, title="a gradient of 6: the lesson's w² at w = 3")
def test_positive(check: Check) -> None:
    """The loss grows with the weight, so the weight is decreased."""
    check("word", gradient=6.0)


@case(task=1, title="a gradient of -5: the lesson's bias")
def test_negative(check: Check) -> None:
    """The loss falls as the weight grows, so the weight is increased."""
    check("word", gradient=-5.0)


@case(task=1, title="a gradient of 0")
def test_zero(check: Check) -> None:
    """Where the ground is level, the weight stays."""
    check("word", gradient=0.0)


@case(task=2, title="the lesson's check: 2.9 and 3.1 instead of 3")
def test_lesson(check: Check) -> None:
    """A step down and a step up from w = 3."""
    check("losses", f="w**2", w=3.0, deltas=[-0.1, 0.1], rtol=1e-6)


@case(task=2, title="no deltas, no losses")
def test_no_deltas(check: Check) -> None:
    """The empty list is a list as well."""
    check("losses", f="w**2", w=3.0, deltas=[])
