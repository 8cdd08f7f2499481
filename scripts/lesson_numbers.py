"""Measure every number that docs/lesson.md gives, by running the code it is about.

    python scripts/lesson_numbers.py            prints each row's key and what was measured
    python scripts/lesson_numbers.py --write    puts it into the page as well

Keys are those of the page's tables: C1, C2, ... for claims, 1, 2, ... for what is put right. The
canonical neuron is w = [0.5, 0.5, 0.25], b = 0.25 with x = [1, 2, 3] and y = 5.
"""

# What a measure says stands in its row of the page; updates stand as students write them, wrong ones too.
# ruff: noqa: D103, PLW2901
# mypy: disable-error-code="no-untyped-call, misc, assignment, operator"

from __future__ import annotations

import importlib
import re
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import torch
from torch import Tensor, nn

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "lesson.md"
X, Y = torch.tensor([[1.0, 2.0, 3.0]]), torch.tensor([[5.0]])
ROW = re.compile(r"^\| (C?\d+) \| ([^|]*) \| ([^|]*) \| ([^|]*) \|$", re.MULTILINE)
MEASURES: dict[str, Callable[[], str]] = {}


def measures(key: str) -> Callable[[Callable[[], str]], Callable[[], str]]:
    """Say which row a function measures."""

    def mark(function: Callable[[], str]) -> Callable[[], str]:
        MEASURES[key] = function
        return function

    return mark


def neuron() -> nn.Linear:
    """Give the canonical neuron."""
    model = nn.Linear(3, 1)
    with torch.no_grad():
        model.weight.copy_(torch.tensor([[0.5, 0.5, 0.25]]))
        model.bias.fill_(0.25)
    return model


def loss_of(model: nn.Module) -> Tensor:
    """Give the squared error of one sample, as one number."""
    loss: Tensor = ((model(X) - Y) ** 2).mean()
    return loss


def row(numbers: Tensor, digits: int = 4) -> str:
    """Write a tensor as a list of numbers without needless zeros."""
    return "[" + ", ".join(f"{number:.{digits}g}" for number in numbers.flatten().tolist()) + "]"


def raised(act: Callable[[], object]) -> str:
    """Name the error that an act ends with."""
    try:
        act()
    except Exception as error:  # whichever comes is the measurement
        return type(error).__name__
    return "no error"


def step(model: nn.Linear, rate: float) -> None:
    """Make one step of plain gradient descent."""
    model.zero_grad()
    loss_of(model).backward()
    with torch.no_grad():
        for parameter in model.parameters():
            assert parameter.grad is not None
            parameter -= rate * parameter.grad


def trajectory(rate: float, steps: int) -> Iterator[float]:
    """Give the loss of the canonical neuron before each step, and after the last."""
    model = neuron()
    for _ in range(steps):
        yield loss_of(model).item()
        step(model, rate)
    yield loss_of(model).item()


def cycle(rate: float, digits: int = 3) -> str:
    """Give prediction, loss and improvement after one step, as they are printed."""
    model = neuron()
    before = loss_of(model).item()
    step(model, rate)
    after = loss_of(model).item()
    return ", ".join(f"{number:.{digits}f}" for number in (model(X).item(), after, before - after))


# --- claims -------------------------------------------------------------------------------------


@measures("C1")
def difference_quotient() -> str:
    quotients = (f"{((3 + h) ** 2 - 9) / h:.4g}" for h in (0.5, 0.1, 0.001))
    return f"w² at 3 with h = 0.5, 0.1, 0.001: {', '.join(quotients)}"


@measures("C2")
def both_sides() -> str:
    h = 0.5
    return f"w² at 3 with h = 0.5: {((3 + h) ** 2 - (3 - h) ** 2) / (2 * h):g} from both sides"


@measures("C3")
def sign_of_the_gradient() -> str:
    model = neuron()
    loss_of(model).backward()
    assert model.bias.grad is not None
    with torch.no_grad():
        losses = [((model(X) + d - Y) ** 2).item() for d in (-0.1, 0.1)]
    return (
        f"gradient {model.bias.grad.item():g}: b - 0.1 gives {losses[0]:.4g}, b + 0.1 gives {losses[1]:.4g}"
    )


@measures("C4")
def size_of_the_gradient() -> str:
    losses = []
    for place in range(3):
        model = neuron()
        with torch.no_grad():
            model.weight[0, place] += 0.01
        losses.append(f"{6.25 - loss_of(model).item():.3g}")
    return f"each weight + 0.01 lowers the loss by {', '.join(losses)}"


@measures("C5")
def by_hand() -> str:
    return f"2 · 3 = {2 * 3}"


@measures("C6")
def by_autograd() -> str:
    w = torch.tensor([3.0], requires_grad=True)
    loss = w**2
    loss.backward()
    assert w.grad is not None
    return f"{w.item()}, {loss.item()}, {w.grad.item()}"


@measures("C7")
def nearby() -> str:
    return f"{2.9**2:.2f} and {3.1**2:.2f}"


@measures("C8")
def shapes() -> str:
    model = nn.Linear(3, 1)
    return f"{tuple(model.weight.shape)} and {tuple(model.bias.shape)}"


@measures("C9")
def count() -> str:
    return str(sum(parameter.numel() for parameter in nn.Linear(3, 1).parameters()))


@measures("C10")
def data() -> str:
    return f"x {tuple(X.shape)}, y {tuple(Y.shape)}, prediction {tuple(neuron()(X).shape)}"


@measures("C11")
def forward() -> str:
    model = neuron()
    return f"{model(X).item()} and {loss_of(model).item()}"


@measures("C12")
def gradients() -> str:
    model = neuron()
    loss_of(model).backward()
    assert model.weight.grad is not None
    assert model.bias.grad is not None
    return f"{row(model.weight.grad)} and {row(model.bias.grad)}"


@measures("C13")
def all_upwards() -> str:
    model = neuron()
    with torch.no_grad():
        for parameter in model.parameters():
            parameter += 0.01
    return f"all + 0.01: loss {loss_of(model).item():.4f}"


@measures("C14")
def factors() -> str:
    return f"2 · ({neuron()(X).item() - 5:g}) · {row(X)}"


@measures("C15")
def rule() -> str:
    model = neuron()
    step(model, 0.01)
    return f"{row(model.weight)} and {row(model.bias)}"


@measures("C16")
def cleared() -> str:
    model = neuron()
    loss_of(model).backward()
    with torch.no_grad():
        for parameter in model.parameters():
            assert parameter.grad is not None
            parameter -= 0.01 * parameter.grad
            parameter.grad.zero_()
    assert model.weight.grad is not None
    return f"prediction {model(X).item():g}, gradients {row(model.weight.grad)}"


@measures("C17")
def trace() -> str:
    move = -0.01 * -5.0
    return f"0.5 + {move:g} = {0.5 + move:g}"


@measures("C18")
def one_step_closer() -> str:
    return f"distance {5 - 2.5:g}, then {5 - float(cycle(0.01).partition(',')[0]):g}"


@measures("C19")
def what_backward_fills() -> str:
    model = neuron()
    before = [parameter.grad is None for parameter in model.parameters()]
    loss_of(model).backward()
    after = [parameter.grad is not None for parameter in model.parameters()]
    return f"{sum(before)} of 2 are None before, {sum(after)} of 2 filled after"


@measures("C20")
def clearing() -> str:
    model = neuron()
    loss_of(model).backward()
    optimizer = torch.optim.SGD(model.parameters(), lr=0.01)
    optimizer.zero_grad()
    return f"after optimizer.zero_grad(): {model.bias.grad}"


@measures("C21")
def verified() -> str:
    h = 1e-5
    slopes = []
    for place in range(3):
        sides = []
        for side in (h, -h):
            model = neuron().double()
            with torch.no_grad():
                model.weight[0, place] += side
                sides.append(((model(X.double()) - Y.double()) ** 2).item())
        slopes.append((sides[0] - sides[1]) / (2 * h))
    worst = max(abs(s - t) / abs(t) for s, t in zip(slopes, (-5, -10, -15), strict=True))
    near = "off by less than 1e-7" if worst < 1e-7 else f"off by {worst:.0e}"
    return f"measured slopes {row(torch.tensor(slopes))}, {near}"


def measured() -> dict[str, str]:
    """Measure everything, in the order of the page."""
    importlib.import_module("scripts.lesson_mistakes")
    return {key: function() for key, function in MEASURES.items()}


def renewed(text: str, found: dict[str, str]) -> str:
    """Give the page's text with the measured column of every table as it was found."""
    return ROW.sub(lambda hit: f"| {hit[1]} | {hit[2]} | {found[hit[1]]} | {hit[4]} |", text)


def main() -> None:
    """Print what was measured; write it into the page if asked to."""
    found = measured()
    for key, text in found.items():
        print(f"{key:>3}  {text}")  # noqa: T201
    if "--write" in sys.argv[1:]:
        PAGE.write_text(renewed(PAGE.read_text(encoding="utf-8"), found), encoding="utf-8")


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
    importlib.import_module("scripts.lesson_numbers").main()
