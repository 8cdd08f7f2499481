"""ex01_difference_quotient: what a student sees, the lesson's parabola at w = 3 first."""

from grader.judge.suite import Check, case


@case(task=1, title="the parabola at w = 3, with a step of one half")
def test_parabola_at_three(check: Check) -> None:
    """On w² the quotient is 2w + h."""
    check("quotient", f="w**2", w=3.0, h=0.5)


@case(task=1, title="half the step, half the error")
def test_half_the_step(check: Check) -> None:
    """The error of the quotient on w² is h."""
    check("quotient", f="w**2", w=3.0, h=0.25)


@case(task=1, title="a straight line has the same slope everywhere")
def test_line(check: Check) -> None:
    """On a line the step does not matter."""
    check("quotient", f="3*w + 1", w=-1.5, h=2.0)


@case(task=1, title="f is called at most twice")
def test_calls(check: Check) -> None:
    """Two values of f are enough."""
    check("economy", f="w**2", w=1.0, h=0.5)
