"""ex04_direction: what counts."""

from grader.judge.suite import Check, Draw, case


@case(task=1, title="rising and falling losses")
def test_both_signs(check: Check, draw: Draw) -> None:
    """The sign decides."""
    check("words", gradients=[draw.number(1.0, 9.0), draw.number(-9.0, -1.0)])


@case(task=1, title="gentle and steep slopes")
def test_sizes(check: Check, draw: Draw) -> None:
    """The size of a gradient says nothing about the direction."""
    small, large = draw.number(1.0, 3.0) * 2.0**-40, draw.number(1.0, 3.0) * 2.0**10
    check("words", gradients=[small, -small, large, -large])


@case(task=1, title="level ground")
def test_zero(check: Check, draw: Draw) -> None:
    """A gradient of zero asks for nothing, whatever was asked for before."""
    check("words", gradients=[draw.number(-3.0, -1.0), 0.0, draw.number(1.0, 3.0), 0.0])


@case(task=2, title="losses to both sides of a weight")
def test_parabola(check: Check, draw: Draw) -> None:
    """One loss for each delta, in the order of the deltas, also where one comes twice."""
    deltas = [draw.number(0.5, 1.0), -draw.number(0.5, 1.0), draw.number(1.0, 2.0)]
    deltas.append(deltas[0])
    check("losses", f="(w - 1)**2 + 0.5", w=draw.number(2.0, 4.0), deltas=deltas)


@case(task=2, title="other curves, other weights")
def test_other_curves(check: Check, draw: Draw) -> None:
    """It is f that is asked, whatever f is."""
    deltas = [draw.number(-1.0, 1.0) for _ in range(draw.size(2, 5))]
    check("losses", f="w**3 - 2*w", w=draw.number(-3.0, -1.0), deltas=deltas)
    check("losses", f="math.exp(w)", w=draw.number(-1.0, 1.0), deltas=deltas)


@case(task=2, title="one delta, the delta 0, and none", weight=0.5)
def test_few_deltas(check: Check, draw: Draw) -> None:
    """A list comes back even where there is little to list."""
    w = draw.number(1.0, 3.0)
    check("losses", f="w**2", w=w, deltas=[draw.number(0.5, 1.0)])
    check("losses", f="w**2", w=w, deltas=[0.0])
    check("losses", f="w**2", w=w, deltas=[])
