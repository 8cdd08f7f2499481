"""ex19_train_until: what a student sees, the lesson's neuron with four endings."""

import torch

from grader.judge.suite import Check, case

F64 = torch.float64
NEURON = {
    "weight": torch.tensor([[0.5, 0.5, 0.25]], dtype=F64),
    "bias": torch.tensor([0.25], dtype=F64),
    "X": torch.tensor([[1.0, 2.0, 3.0]], dtype=F64),
    "y": torch.tensor([[5.0]], dtype=F64),
}


@case(task=1, title="the lesson's neuron converges in 22 steps at rate 0.01")
def test_converged(check: Check) -> None:
    """The loss falls from 6.25 to below 1e-6."""
    check("run", **NEURON, learning_rate=0.01, tolerance=1e-6, max_steps=100)


@case(task=1, title="at rate 0.1 it diverges")
def test_diverged(check: Check) -> None:
    """The loss is four times as large after each step: 6400 after five."""
    check("run", **NEURON, learning_rate=0.1, tolerance=1e-6, max_steps=100)


@case(task=1, title="out of steps")
def test_stopped(check: Check) -> None:
    """After two updates the loss is 1.500625, and that is the loss to report."""
    check("run", **NEURON, learning_rate=0.01, tolerance=1e-6, max_steps=2)


@case(task=1, title="already good: no update at all")
def test_already_good(check: Check) -> None:
    """A loss equal to the tolerance is good enough."""
    check("run", **NEURON, learning_rate=0.01, tolerance=6.25, max_steps=100)


@case(task=1, title="a loss that is not finite")
def test_not_finite(check: Check) -> None:
    """An infinite loss after one update, and a NaN loss from the start, are hopeless."""
    check("run_hopeless", **NEURON, learning_rate=1e160, tolerance=1e-6, max_steps=3)
    check("run_from_nan", **NEURON, learning_rate=0.01, tolerance=1e-6, max_steps=3)


@case(task=1, title="four unknowns found from twelve samples")
def test_recovers(check: Check) -> None:
    """The data were made with w = [2, -1, 0.5] and b = 1.5."""
    rows = [[(3 * i + j * j + i * j) % 7 / 2 - 1.5 for j in range(3)] for i in range(12)]
    X = torch.tensor(rows, dtype=F64)
    y = X @ torch.tensor([[2.0], [-1.0], [0.5]], dtype=F64) + 1.5
    start = {"weight": torch.zeros(1, 3, dtype=F64), "bias": torch.zeros(1, dtype=F64)}
    options = {"learning_rate": 0.3, "tolerance": 1e-12, "max_steps": 2000}
    check("run_long", **start, X=X, y=y, **options, only=["status", "arguments"], rtol=1e-4, atol=1e-4)
