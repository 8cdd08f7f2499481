"""Measure what is wrong or missing in the lesson: rows 1 to 16 of docs/lesson.md."""

# What a measure says stands in its row of the page; updates stand as students write them, wrong ones too.
# ruff: noqa: D103, PLW2901
# mypy: disable-error-code="no-untyped-call, misc, assignment, operator"

from __future__ import annotations

import importlib
from itertools import islice

import torch
from torch import Tensor, nn

from grader.judge.suite import Twin
from scripts.lesson_numbers import X, Y, cycle, loss_of, measures, neuron, raised, row, step, trajectory

SEEDS = 20_000


@measures("1")
def no_optimizer() -> str:
    def snippet() -> None:
        exec("optimizer.zero_grad()\nloss.backward()\noptimizer.step()", {"loss": loss_of(neuron())})  # noqa: S102

    return raised(snippet)


@measures("2")
def old_loss() -> str:
    loss = loss_of(neuron())
    loss.backward()
    return raised(loss.backward)


@measures("3")
def printed_output() -> str:
    return f"at 0.002: {cycle(0.002)}; at 0.01: {cycle(0.01, digits=4)}"


@measures("4")
def stale_pair() -> str:
    model = neuron()
    old = loss_of(model).item()
    step(model, 0.01)
    true = loss_of(model).item()
    return f"prediction {model(X).item():.3f} beside loss {old:.3f}; the true loss is {true:.4f}"


@measures("5")
def seeds_near() -> str:
    near = 0
    for seed in range(SEEDS):
        torch.default_generator.manual_seed(seed)  # torch.manual_seed is slow: it asks for graphics cards
        near += abs(nn.Linear(3, 1)(X).item() - 2.5) < 0.005
    return f"of {SEEDS:,} seeds {near} predict 2.50"


@measures("6")
def scalar() -> str:
    model = neuron()
    one = (model(X) - Y) ** 2
    two = (model(torch.cat([X, X])) - torch.cat([Y, Y])) ** 2
    return f"shape {list(one.shape)}; with two samples backward gives {raised(two.backward)}"


@measures("7")
def size_of_input() -> str:
    x, residual = torch.tensor([-3.0, 1.0, 2.0]), -5.25
    return f"x = {row(x)}, residual {residual}: {row(2 * residual * x)}"


@measures("8")
def limit() -> str:
    w, h = torch.tensor(3.0), torch.tensor(1e-7)
    return f"float32, h = 1e-7, w² at 3: {(((w + h) ** 2 - w**2) / h).item()}"


@measures("9")
def too_far() -> str:
    before, after = islice(trajectory(0.07, 1), 2)
    return f"rate 0.07: the loss goes from {before:.2f} to {after:.2f}"


@measures("10")
def never_cleared() -> str:
    model, held = neuron(), []
    for _ in range(3):
        loss_of(model).backward()
        assert model.bias.grad is not None
        held.append(f"{model.bias.grad.item():g}")
    wrong, momentum = _without_clearing(None), _without_clearing(1.0)
    right = list(trajectory(0.01, 2))
    same = "equal to" if torch.allclose(torch.tensor(wrong), torch.tensor(momentum)) else "unlike"
    return (
        f"three backwards hold {', '.join(held)}; never clearing is {same} momentum 1.0, "
        f"loss after two updates {wrong[2]:.3f} against {right[2]:.3f}"
    )


def _without_clearing(momentum: float | None, steps: int = 5) -> list[float]:
    """Give the losses of a loop that never clears, or of one that clears and has momentum."""
    model = neuron()
    optimizer = torch.optim.SGD(model.parameters(), lr=0.01, momentum=momentum or 0.0)
    losses = []
    for _ in range(steps):
        if momentum is not None:
            optimizer.zero_grad()
        loss = loss_of(model)
        losses.append(loss.item())
        loss.backward()
        optimizer.step()
    return losses


@measures("11")
def two_ways_to_clear() -> str:
    model = neuron()
    loss_of(model).backward()
    assert model.bias.grad is not None
    model.bias.grad.zero_()
    zeros = row(model.bias.grad)
    model.zero_grad()
    return f"zero_() leaves {zeros}, zero_grad() leaves {model.bias.grad}"


@measures("12")
def without_gradient() -> str:
    def update() -> None:
        with torch.no_grad():
            for parameter in neuron().parameters():
                parameter -= 0.01 * parameter.grad

    return raised(update)


@measures("13")
def rebound() -> str:
    model = neuron()
    loss_of(model).backward()
    for parameter in model.parameters():
        assert parameter.grad is not None
        parameter = parameter - 0.01 * parameter.grad

    def in_place() -> None:
        for parameter in model.parameters():
            assert parameter.grad is not None
            parameter -= 0.01 * parameter.grad

    return f"rebound: the prediction stays {model(X).item()}; without no_grad: {raised(in_place)}"


@measures("14")
def one_sample_hides() -> str:
    """Count this course's wrong batch gradients that are right on a single sample with float64 numbers."""
    module = importlib.import_module("grader.suites.ex11_batch_gradient.misconceptions")
    twins = [value for value in vars(module).values() if isinstance(value, Twin)]
    torch.manual_seed(0)
    batches = {n: _batch(n, 3) for n in (1, 5)}
    right = {n: sum(_is_right(twin, batch) for twin in twins) for n, batch in batches.items()}
    found = f"{right[1]} are right on N = 1, {right[5]} on N = 5"
    return f"of the {len(twins)} wrong batch gradients of ex11, {found}"


def _batch(n: int, d: int) -> tuple[Tensor, Tensor, Tensor, Tensor]:
    shapes = (n, d), (n,), (d,), ()
    X, y, w, b = (torch.randn(shape, dtype=torch.float64) for shape in shapes)
    return X, y, w, b


def _is_right(twin: Twin, batch: tuple[Tensor, Tensor, Tensor, Tensor]) -> bool:
    X, y, w, b = batch
    residual = X @ w + b - y
    expected = 2 * X.T @ residual / len(y), 2 * residual.mean()
    try:
        handed = [tensor.clone() for tensor in batch]
        found = twin.replaces["batch_mse_gradient"](*handed)
        pairs = [*zip(found, expected, strict=True), *zip(handed, batch, strict=True)]
        return all(a.shape == e.shape and torch.allclose(a, e) for a, e in pairs)
    except Exception:  # an error is as wrong as a wrong number
        return False


@measures("15")
def no_stopping_rule() -> str:
    landed = list(trajectory(1 / 30, 1))[1]
    steps = next(n for n, loss in enumerate(trajectory(0.01, 100)) if loss <= 1e-6)
    for_ever = list(trajectory(1 / 15, 50))[-1]
    beyond = list(trajectory(0.1, 50))[-1]
    return (
        f"rate 1/30 leaves {abs(round(landed, 6)):g} after one step; 0.01 needs {steps} steps to 1e-6; "
        f"after 50 steps 1/15 is at {for_ever:.2f} and 0.1 at {beyond:.0e}"
    )


@measures("16")
def not_unique() -> str:
    model = neuron()
    for _ in range(200):
        step(model, 0.01)
    moved = [
        parameter - start for parameter, start in zip(model.parameters(), neuron().parameters(), strict=True)
    ]
    ending = "under 1e-9" if loss_of(model).item() < 1e-9 else "elsewhere"
    return f"ends {ending}; weights moved by {row(moved[0])}, bias by {row(moved[1])}"
