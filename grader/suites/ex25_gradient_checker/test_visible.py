"""Practice cases of ex25: the lesson's parabola and neuron, and a claim that holds at one point only."""

import torch

from grader.judge.suite import Check, case

POINTS = [torch.tensor([3.0, -1.0], dtype=torch.float64), torch.tensor([0.5, 2.0], dtype=torch.float64)]
WEIGHTS_AND_BIAS = [
    torch.tensor([0.5, 0.5, 0.25, 0.25], dtype=torch.float64),
    torch.tensor([1.0, -2.0, 0.5, 1.5], dtype=torch.float64),
]
INPUTS = "torch.tensor([1.0, 2.0, 3.0, 1.0], dtype=p.dtype)"


@case(task=1, title="the parabola: twice p, and what is nearly that")
def test_parabola(check: Check) -> None:
    """A factor, a sign, the function itself and zeros are refused."""
    claims = ["2 * p", "2.02 * p", "p", "-2 * p", "p ** 2", "0 * p"]
    check("verdicts", f="(p ** 2).sum()", gradients=claims, points=POINTS)


@case(task=1, title="the lesson's neuron: three weights and a bias")
def test_neuron(check: Check) -> None:
    """The residual, its sign and each coordinate's input matter."""
    pred = f"(p * {INPUTS}).sum()"
    claims = [
        f"2 * ({pred} - 5) * {INPUTS}",
        f"2 * {INPUTS}",
        f"2 * (5 - {pred}) * {INPUTS}",
        f"2 * ({pred} - 5) * torch.ones_like(p)",
    ]
    check("verdicts", f=f"({pred} - 5) ** 2", gradients=claims, points=WEIGHTS_AND_BIAS)


@case(task=1, title="right at one point is not right")
def test_points(check: Check) -> None:
    """Every point counts, the first and the last."""
    claims = [
        "2 * p",
        "2 * p if torch.equal(p, points[0]) else p",
        "p if torch.equal(p, points[0]) else 2 * p",
    ]
    check("verdicts", f="(p ** 2).sum()", gradients=claims, points=POINTS)


@case(task=1, title="a gradient has the shape of p")
def test_shape(check: Check) -> None:
    """Values that would broadcast are refused, and nothing is raised."""
    claims = ["3 + 0 * p", "3 + 0 * p[0]", "3 + 0 * p[:, None]", "3 + 0 * torch.cat([p, p[:1]])"]
    check("verdicts", f="3 * p.sum()", gradients=claims, points=POINTS)
