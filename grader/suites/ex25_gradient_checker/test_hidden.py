"""Graded cases of ex25: a classifier of claimed gradients. Every case holds right claims and wrong ones."""

import torch

from grader.judge.suite import Check, Draw, case


def some_points(
    draw: Draw, *shape: int, low: float = 0.5, high: float = 2.5, count: int = 3
) -> list[torch.Tensor]:
    """Draw points that differ from each other, away from places where slopes vanish."""
    return [draw.tensor(*shape, low=low, high=high) + 0.125 * k for k in range(count)]


def ask(check: Check, draw: Draw, f: str, claims: list[str], points: list[torch.Tensor]) -> None:
    """Ask about every claim, in an order that tells nothing of which is right."""
    rest, mixed = list(claims), []
    while rest:
        mixed.append(draw.choice(rest))
        rest.remove(mixed[-1])
    check("verdicts", f=f, gradients=mixed, points=points)


def at(place: str, right: str, wrong: str) -> str:
    """Claim `right` at points[place] only, else `wrong`."""
    return f"({right}) if torch.equal(p, points[{place}]) else ({wrong})"


@case(task=1, title="factors and signs", weight=2)
def test_factors(check: Check, draw: Draw) -> None:
    """One per cent too much or too little is noticed, and so are a sign and zeros."""
    right = "torch.cos(p)"
    claims = [right, *(f"{factor} * {right}" for factor in (1.01, 0.99, 2, 0.5, -1, 0))]
    points = some_points(draw, draw.size(2, 4), low=-1.25, high=1.25)
    ask(check, draw, "torch.sin(p).sum()", claims, points)


@case(task=1, title="single coordinates", weight=2)
def test_coordinates(check: Check, draw: Draw) -> None:
    """The first or the last is wrong, two are exchanged, or two errors cancel."""
    right = "(p.roll(1) + p.roll(-1))"
    claims = [
        right,
        f"torch.cat([2 * {right}[:1], {right}[1:]])",
        f"torch.cat([{right}[:-1], 0 * {right}[-1:]])",
        f"torch.cat([{right}[:-1], -{right}[-1:]])",
        f"torch.cat([{right}[:1] + 1, {right}[1:-1], {right}[-1:] - 1])",
        f"{right}.roll(1)",
        f"({right} + {right}.mean()) / 2",
    ]
    n = draw.size(3, 5)
    points = [torch.cat([p[:1], 0.5 + p[1:].cumsum(0)]) for p in some_points(draw, n)]
    ask(check, draw, "(p * p.roll(1)).sum()", claims, points)


@case(task=1, title="every point", weight=2)
def test_points(check: Check, draw: Draw) -> None:
    """A claim may hold at all points but one."""
    right, wrong = "torch.exp(p)", "1.5 * torch.exp(p)"
    claims = [*(at(i, right, wrong) for i in "012"), right, *(at(i, wrong, right) for i in "012")]
    points = some_points(draw, draw.size(2, 3), low=-1.25, high=1.25)
    ask(check, draw, "torch.exp(p).sum()", claims, points)


@case(task=1, title="shapes", weight=2)
def test_shapes(check: Check, draw: Draw) -> None:
    """Values that would broadcast to the right ones are refused, and nothing is raised."""
    right = "3 + 0 * p"
    claims = [
        right,
        "3 + 0 * p[0]",
        "3 + 0 * p[:1]",
        f"({right})[None]",
        f"({right})[:, None]",
        f"({right})[1:]",
    ]
    points = some_points(draw, draw.size(3, 5))
    ask(check, draw, "3 * p.sum()", claims, points)


@case(task=1, title="matrices")
def test_matrices(check: Check, draw: Draw) -> None:
    """Rows and columns count alike, and a transposed gradient is refused, or errors that cancel in a row."""
    n = draw.size(2, 3)
    points = some_points(draw, n, n)
    right = "3 * p ** 2"
    claims = [right, "3 * p.T.contiguous() ** 2", f"{right} * (p == p.max())", "p ** 3"]
    claims += [f"{right} + p.roll(1, {axis}) - p.roll(2, {axis})" for axis in (0, 1) if n > 2]
    claims += [f"{right} + p - p.roll(1, {axis})" for axis in (0, 1)]
    ask(check, draw, "(p ** 3).sum()", claims, points)


@case(task=1, title="very small slopes", weight=1)
def test_small(check: Check, draw: Draw) -> None:
    """Zero is not the slope of a few millionths; each point has a single coordinate."""
    claims = ["4e-6 * p", "0 * p", "8e-6 * p", "-4e-6 * p"]
    points = some_points(draw, 1, high=1.5, count=draw.size(2, 3))
    ask(check, draw, "2e-6 * (p ** 2).sum()", claims, points)


@case(task=1, title="very large slopes", weight=1)
def test_large(check: Check, draw: Draw) -> None:
    """The error of measuring grows with the slope; that is no reason to refuse."""
    claims = ["2e6 * torch.exp(p)", "2.02e6 * torch.exp(p)", "0 * p"]
    points = some_points(draw, draw.size(1, 3))
    ask(check, draw, "2e6 * torch.exp(p).sum()", claims, points)


@case(task=1, title="coordinates that do not matter")
def test_idle_coordinates(check: Check, draw: Draw) -> None:
    """A slope of zero is a slope like any other: 0 is right there, 0.01 is wrong."""
    right = "torch.cat([2 * p[:1], 0 * p[1:]])"
    claims = [right, "2 * p", f"{right} + torch.cat([0 * p[:1], 0.01 + 0 * p[1:]])"]
    ask(check, draw, "p[0] ** 2", claims, some_points(draw, draw.size(2, 4)))


@case(task=1, title="the bottom of a bowl")
def test_bottom(check: Check, draw: Draw) -> None:
    """Where all slopes are zero, 0 is right and 0.01 is wrong."""
    points = some_points(draw, draw.size(2, 4))
    points.append(torch.zeros_like(points[0]))
    ask(check, draw, "(p ** 2).sum()", ["2 * p", at("-1", "2 * p + 0.01", "2 * p")], points)


@case(task=1, title="a corner far from every point")
def test_corner(check: Check, draw: Draw) -> None:
    """A function with a corner has a gradient everywhere else, and only the given points are asked."""
    points = [sign * p for p in some_points(draw, draw.size(2, 4)) for sign in (1, -1)]
    right = "(p > 0).to(p.dtype)"
    claims = [right, f"1 - {right}", "torch.sign(p)"]
    ask(check, draw, "torch.relu(p).sum()", claims, points)


@case(task=1, title="strong curvature")
def test_curvature(check: Check, draw: Draw) -> None:
    """A step too large sees another slope."""
    right = "5 * torch.cos(5 * p)"
    points = some_points(draw, draw.size(1, 3), low=-0.25, high=0.25)
    claims = [right, f"1.01 * {right}", "torch.cos(5 * p)"]
    ask(check, draw, "torch.sin(5 * p).sum()", claims, points)


@case(task=1, title="gradients that are no numbers")
def test_not_finite(check: Check, draw: Draw) -> None:
    """NaN and infinity are refused, in one coordinate too."""
    claims = ["2 * p", "p * torch.nan", "torch.cat([2 * p[:-1], p[-1:] * torch.nan])", "p * torch.inf"]
    ask(check, draw, "(p ** 2).sum()", claims, some_points(draw, draw.size(2, 3)))
