"""ex01_difference_quotient: what counts. On w² every number here is exact, in float32 as well."""

from grader.judge.suite import Check, Draw, case

STEPS = (0.5, 0.25, 0.125)


@case(task=1, title="the slope of a parabola, a step to the right")
def test_parabola(check: Check, draw: Draw) -> None:
    """The quotient belongs to the w and the h that were given."""
    check("quotient", f="w**2", w=draw.number(0.5, 3.0), h=draw.choice(STEPS))


@case(task=1, title="a step to the left, where a parabola rises and where it falls")
def test_step_to_the_left(check: Check, draw: Draw) -> None:
    """A negative step needs no special treatment, and a slope of either sign keeps it."""
    check("quotient", f="w**2", w=draw.number(1.0, 3.0), h=-draw.choice(STEPS))
    check("quotient", f="w**2", w=draw.number(-3.0, -0.5), h=-draw.choice(STEPS))


@case(task=1, title="a curve that is not a parabola", weight=2)
def test_other_functions(check: Check, draw: Draw) -> None:
    """It is f that is measured, whatever f is, at whatever w and h came before."""
    w, h = draw.number(-1.0, 2.0), draw.choice(STEPS)
    check("quotient", f="w**3 - 2*w", w=w, h=h, rtol=1e-5, atol=1e-5)
    check("quotient", f="math.exp(w)", w=w, h=h, rtol=1e-5, atol=1e-5)
    check("quotient", f="math.exp(w)", w=w, h=h / 2, rtol=1e-5, atol=1e-5)
    check("quotient", f="math.sin(w)", w=draw.number(), h=-h, rtol=1e-5, atol=1e-5)


@case(task=1, title="f is called at most twice")
def test_calls(check: Check, draw: Draw) -> None:
    """The right slope comes at the price of two values of f."""
    check("economy", f="w**2", w=draw.number(0.5, 3.0), h=draw.choice(STEPS))
