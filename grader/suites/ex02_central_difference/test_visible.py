"""ex02_central_difference: what a student sees."""

from grader.judge.suite import Check, case


@case(task=1, title="exact on the lesson's parabola at w = 3")
def test_parabola_at_three(check: Check) -> None:
    """On w² the two errors cancel entirely."""
    check("slope", f="w**2", w=3.0, h=0.5)


@case(task=1, title="off by h squared on w³")
def test_cubic_at_two(check: Check) -> None:
    """On w³ the error is h², whatever w is."""
    check("slope", f="w**3", w=2.0, h=0.5)


@case(task=1, title="the usual step, if none is given")
def test_usual_step(check: Check) -> None:
    """Without h, the step is 1e-5 and the slope of exp at 1 is e to nine digits."""
    check("slope_at_the_usual_step", f="math.exp(w)", w=1.0, rtol=1e-8)


@case(task=1, title="f is called exactly twice")
def test_calls(check: Check) -> None:
    """Both sides, and nothing in the middle."""
    check("economy", f="w**2", w=1.0, h=0.5)
