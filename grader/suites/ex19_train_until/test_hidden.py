"""ex19_train_until: what counts.

Tolerances that are reached at a given step lie halfway (geometrically) between two losses of the
reference's own trajectory, so that no rounding decides.
"""

import math

import torch

from grader.judge.suite import Check, Draw, case


@case(task=1, title="converged: at the first step that is good enough", weight=2)
def test_converged(check: Check, draw: Draw) -> None:
    """Status, updates made, the loss of the model as returned, and its parameters."""
    run = _falling(draw)
    check("run", **run, tolerance=_reached(check, run, draw.size(2, 5)), max_steps=50)


@case(task=1, title="converged with the very last update allowed")
def test_converged_at_the_limit(check: Check, draw: Draw) -> None:
    """Good enough counts more than out of steps."""
    run, steps = _falling(draw), draw.size(2, 4)
    check("run", **run, tolerance=_reached(check, run, steps), max_steps=steps)


@case(task=1, title="already good: no update")
def test_already_good(check: Check, draw: Draw) -> None:
    """A loss under the tolerance, or exactly at it, leaves the model alone."""
    run = _falling(draw)
    check("run", **run, tolerance=2 * _loss(check, run, 0), max_steps=20)
    exact = {**run, "y": run["X"] @ run["weight"].T + run["bias"]}
    check("run", **exact, tolerance=0.0, max_steps=20)


@case(task=1, title="stopped: out of steps, also with none allowed")
def test_stopped(check: Check, draw: Draw) -> None:
    """As many updates as allowed, and the loss after the last."""
    run = _falling(draw)
    check("run", **run, tolerance=0.0, max_steps=draw.size(2, 6))
    check("run", **run, tolerance=0.0, max_steps=0)


@case(task=1, title="diverged: the loss grows a thousandfold", weight=2)
def test_diverged(check: Check, draw: Draw) -> None:
    """At exactly that step, also where no further one is allowed; slowly or at once; not for any growth."""
    run = _growing(draw)
    at_once = {**run, "learning_rate": 20 * run["learning_rate"]}
    check("run", **at_once, tolerance=0.0, max_steps=3)
    steps = check.expected("run", **run, tolerance=0.0, max_steps=40)["steps"]
    for most in (40, steps, steps - 1):
        check("run", **run, tolerance=0.0, max_steps=most)


@case(task=1, title="diverged: where a thousandfold begins")
def test_border(check: Check, draw: Draw) -> None:
    """A little less than a thousand times the first loss is no divergence yet, a little more is one."""
    for factor in (999.5, 1000.5):
        check("run", **_multiplied(draw, factor), tolerance=0.0, max_steps=1)


@case(task=1, title="diverged: a loss that fell first", weight=0.5)
def test_fell_first(check: Check, draw: Draw) -> None:
    """It is the first loss that counts, not the smallest so far."""
    check("run", **_falling_then_growing(draw), tolerance=0.0, max_steps=40)


@case(task=1, title="diverged: a loss that is not finite")
def test_not_finite(check: Check, draw: Draw) -> None:
    """Infinite after one update, and NaN from the start."""
    run = _falling(draw)
    check("run_hopeless", **{**run, "learning_rate": 1e160}, tolerance=0.0, max_steps=3)
    check("run_from_nan", **{**run, "X": run["X"].abs()}, tolerance=0.0, max_steps=3)


@case(task=1, title="a network with a hidden layer")
def test_network(check: Check, draw: Draw) -> None:
    """The model may be any module."""
    d, hidden, n = draw.size(2, 4), draw.size(2, 4), draw.size(3, 6)
    parameters = [draw.tensor(*shape) for shape in ((hidden, d), (hidden,), (1, hidden), (1,))]
    batch = {"X": draw.tensor(n, d), "y": draw.tensor(n, 1)}
    check(
        "run_network", parameters=parameters, **batch, learning_rate=draw.rate(), tolerance=0.0, max_steps=3
    )


@case(task=1, title="finds the weights that made the data")
def test_recovers(check: Check, draw: Draw) -> None:
    """With enough samples only the right parameters are good enough; some 25 steps find them."""
    d, n = 3, draw.size(16, 30)
    X = draw.tensor(n, d, low=-1.75, high=1.75)  # as steep for each weight as for the bias
    y = X @ draw.tensor(d, 1) + draw.tensor(1)
    start = {"weight": torch.zeros(1, d, dtype=X.dtype), "bias": torch.zeros(1, dtype=X.dtype)}
    options = {"learning_rate": _safe_rate(X), "tolerance": 1e-12, "max_steps": 2000}
    check("run_long", **start, X=X, y=y, **options, only=["status", "arguments"], rtol=1e-4, atol=1e-4)


def _falling(draw: Draw) -> dict[str, torch.Tensor]:
    """Draw a neuron and a batch on which the loss falls in every step."""
    d, n = draw.size(2, 4), draw.size(3, 6)
    X = draw.tensor(n, d)
    y = draw.tensor(n, 1, low=4.0, high=9.0)
    start = {"weight": draw.tensor(1, d), "bias": draw.tensor(1)}
    return {**start, "X": X, "y": y, "learning_rate": _safe_rate(X) / 4}


def _growing(draw: Draw) -> dict[str, torch.Tensor]:
    """Draw the same with a rate at which the loss grows at least ninefold in every step."""
    run = _falling(draw)
    return {**run, "learning_rate": 2.0 * (run["X"].shape[1] + 1) * _safe_rate(run["X"])}


def _falling_then_growing(draw: Draw) -> dict[str, torch.Tensor]:
    """Draw two samples that do not touch each other: one large residual shrinks, a tiny one grows."""
    far = draw.number(5.0, 7.0)
    X = torch.tensor([[1.0, 0.0], [-1.0, far]], dtype=torch.float64)
    weight, bias = draw.tensor(1, 2), draw.tensor(1)
    residuals = torch.tensor([[draw.number(90.0, 110.0)], [1 / 64]], dtype=torch.float64)
    y = X @ weight.T + bias - residuals
    return {"weight": weight, "bias": bias, "X": X, "y": y, "learning_rate": 4.0 / (far**2 + 2)}


def _multiplied(draw: Draw, factor: float) -> dict[str, torch.Tensor]:
    """Draw a neuron, one sample, and the rate at which one update multiplies its loss by this factor."""
    run = _falling(draw)
    X, y = run["X"][:1], run["y"][:1]
    return {**run, "X": X, "y": y, "learning_rate": (1 + math.sqrt(factor)) / 2 * _safe_rate(X)}


def _safe_rate(X: torch.Tensor) -> float:
    """Give 1 / trace: no curvature of the loss is larger than twice the trace of mean(x xᵀ)."""
    return 1.0 / (float((X**2).sum()) / len(X) + 1.0)


def _loss(check: Check, run: dict[str, torch.Tensor], steps: int) -> float:
    return float(check.expected("run", **run, tolerance=0.0, max_steps=steps)["loss"])


def _reached(check: Check, run: dict[str, torch.Tensor], steps: int) -> float:
    """Give a tolerance that the right loop reaches after exactly this many updates."""
    return math.sqrt(_loss(check, run, steps - 1) * _loss(check, run, steps))
