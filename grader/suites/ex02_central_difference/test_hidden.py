"""ex02_central_difference: what counts. Large steps are compared to float32's precision."""

from grader.judge.suite import Check, Draw, case

STEPS = (0.5, 0.25, 0.125)


@case(task=1, title="exact on any parabola, rising and falling")
def test_parabolas(check: Check, draw: Draw) -> None:
    """On a parabola the answer is the true slope, with its sign."""
    h = draw.choice(STEPS)
    check("slope", f="w**2", w=draw.number(-3.0, -0.5), h=h, rtol=1e-6)
    check("slope", f="3*w**2 - 2*w", w=draw.number(1.0, 3.0), h=h, rtol=1e-5)


@case(task=1, title="other curves: both points lie h away from w", weight=2)
def test_other_curves(check: Check, draw: Draw) -> None:
    """On a curve that is no parabola, the step that was given shows in the answer."""
    w, h = draw.number(-1.0, 2.0), draw.choice(STEPS)
    check("slope", f="w**3", w=w, h=h, rtol=1e-5, atol=1e-5)
    check("slope", f="math.exp(w)", w=w, h=h, rtol=1e-5, atol=1e-5)
    check("slope", f="math.exp(w)", w=w, h=h / 2, rtol=1e-5, atol=1e-5)
    check("slope", f="math.sin(w)", w=draw.number(), h=h, rtol=1e-5, atol=1e-5)


@case(task=1, title="the usual step, if none is given")
def test_usual_step(check: Check, draw: Draw) -> None:
    """Without h, eight digits of the slope are right; on a steep curve, the step itself shows."""
    check("slope_at_the_usual_step", f="w**3", w=draw.number(1.0, 3.0), rtol=1e-8)
    check("slope_at_the_usual_step", f="math.exp(w)", w=draw.number(1.0, 3.0), rtol=1e-8)
    check("slope_at_the_usual_step", f="math.exp(100*w)", w=draw.number(0.25, 1.0), rtol=1e-8)


@case(task=1, title="f is called exactly twice")
def test_calls(check: Check, draw: Draw) -> None:
    """The right slope comes at the price of two values of f."""
    check("economy", f="w**2", w=draw.number(0.5, 3.0), h=draw.choice(STEPS), rtol=1e-6)
