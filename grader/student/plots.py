"""What `grader plot` draws: for each exercise that has one, a picture of the student's own run.

Numbers come from the student's code through a locked worker, right ones from the oracle or from school
arithmetic here. Nothing of a submission is imported.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

import torch

from grader.errors import UsageError
from grader.judge.suite import Observation
from grader.picture import Contour, Line, Panel, Picture
from grader.sandbox.api import Raised

if TYPE_CHECKING:
    from grader.student.desk import Desk

Call = tuple[str, dict[str, Any]]

F64 = torch.float64
_STEPS = tuple(10.0 ** (-k / 2) for k in range(33))  # 1 down to 1e-16
_NEURON = {
    "weight": torch.tensor([[0.5, 0.5, 0.25]], dtype=F64),
    "bias": torch.tensor([0.25], dtype=F64),
    "X": torch.tensor([[1.0, 2.0, 3.0]], dtype=F64),
    "y": torch.tensor([[5.0]], dtype=F64),
}
_BATCH = {
    "X": torch.tensor([[1.0, 2.0, 3.0], [0.0, -1.0, 2.0], [2.0, 0.5, -1.0], [-1.0, 1.0, 1.0]], dtype=F64),
    "y": torch.tensor([[5.0], [1.0], [2.0], [-1.0]], dtype=F64),
}
_LINE = {
    "weight": torch.tensor([[-1.0]], dtype=F64),
    "bias": torch.tensor([2.5], dtype=F64),
    "X": torch.tensor([[-1.0], [0.0], [1.0], [2.0]], dtype=F64),
    "y": torch.tensor([[-1.5], [0.5], [2.5], [4.5]], dtype=F64),
}


def picture(desk: Desk, slug: str, source: bytes | None = None) -> Picture:
    """Draw an exercise from the student's file, or from `source`.

    Raises UsageError where the exercise has no picture, or the code gives nothing to draw yet.
    """
    if slug not in _PICTURES:
        known = ", ".join(each[:4] for each in _PICTURES)
        raise UsageError(f"{slug} has no picture; there is one for {known}")
    return _PICTURES[slug](_Runner(desk, slug, source))


def reference_calls(slug: str) -> list[Call]:
    """Give the calls of the suite's probe whose right answers a picture shows beside the student's."""
    return _REFERENCE_CALLS.get(slug, [])


class _Runner:
    """Runs calls on the student's code, and looks up what is right."""

    def __init__(self, desk: Desk, slug: str, source: bytes | None) -> None:
        self.desk, self.slug, self._source = desk, slug, source

    def mine(self, calls: Sequence[Call], *, own_probe: bool = False) -> list[dict[str, Any]]:
        """Give what the student's code shows for each call."""
        path = Path(__file__).with_name("plot_probe.py")
        module = ("grader.student.plot_probe", path.read_bytes()) if own_probe else None
        seen = self.desk.observe_all(self.slug, calls, module=module, source=self._source)
        for each in seen:
            if not isinstance(each, Observation):
                raise UsageError(f"{self.slug} cannot be drawn yet: {_reason(each)}")
        return [each.values for each in seen if isinstance(each, Observation)]

    def right(self, calls: Sequence[Call]) -> list[dict[str, Any]]:
        """Give the right answers."""
        seen = [self.desk.oracle.expected(self.slug, probe, inputs) for probe, inputs in calls]
        return [each.values for each in seen if isinstance(each, Observation)]


def _reason(seen: object) -> str:
    if isinstance(seen, Raised):
        where = f" on line {seen.line}" if seen.line else ""
        if seen.type == "NotImplementedError":
            return "a function is still to be written"
        return f"the code raised {seen.type}{where}"
    return "the code gave no answer"


def _numbers(values: Any, run: _Runner) -> tuple[float, ...]:
    if not isinstance(values, (list, tuple)) or not all(isinstance(v, (int, float)) for v in values):
        raise UsageError(f"{run.slug} cannot be drawn yet: the code gives something else than numbers")
    return tuple(float(v) for v in values)


# --- error against h ------------------------------------------------------------------------------


def _quotient(run: _Runner, kind: str, order: str) -> Picture:
    call = ("slopes", {"kind": kind, "w": 1.0, "steps": list(_STEPS)})
    slopes = _numbers(run.mine([call], own_probe=True)[0]["slopes"], run)
    errors = tuple(abs(slope - math.e) or 1e-17 for slope in slopes)
    best = min(range(len(errors)), key=errors.__getitem__)
    text = (
        f"Error of your slope of exp at w = 1 (the truth is {math.e:.6f}), against h. At h = 0.1 it "
        f"is {errors[2]:.1e}. It is smallest, {errors[best]:.1e}, at h = {_STEPS[best]:.0e}; at 1e-16 it is "
        f"{errors[-1]:.1e} again: below, rounding takes over. {order}"
    )
    line = Line("your error", _STEPS, errors, "o")
    panel = Panel("Smaller is better, until it is not", "step h", "error of the slope", (line,), True, True)
    return Picture(f"{run.slug}: error against h", text, (panel,))


def _ex01(run: _Runner) -> Picture:
    return _quotient(run, "quotient", "On the right branch the error falls like h.")


def _ex02(run: _Runner) -> Picture:
    return _quotient(run, "central", "On the right branch the error falls like h².")


def _ex03(run: _Runner) -> Picture:
    exponents, w = tuple(range(1, 13)), 2.3125
    call = ("best", {"w": w, "dtypes": ["float32", "float64"], "exponents": list(exponents)})
    chosen = _numbers(run.mine([call], own_probe=True)[0]["exponents"], run)
    lines = []
    for name in ("float32", "float64"):
        errors = tuple(_central_error(w, k, getattr(torch, name)) for k in exponents)
        lines.append(Line(name, tuple(10.0**-k for k in exponents), errors, "o"))
    upright = tuple(
        (10.0**-k, f"yours, {name}") for k, name in zip(chosen, ("float32", "float64"), strict=True)
    )
    panel = Panel(
        "The V, and where you stand", "step h", "error of the slope", tuple(lines), True, True, None, upright
    )
    best = [exponents[min(range(len(line.y)), key=line.y.__getitem__)] for line in lines]
    text = (
        f"Error of the central difference of w³ at {w}, against h, in two precisions: each is a V. The "
        f"lowest points are at k = {best[0]} in float32 and k = {best[1]} in float64; your function chooses "
        f"k = {chosen[0]:g} and k = {chosen[1]:g}."
    )
    return Picture(f"{run.slug}: the best step", text, (panel,))


def _central_error(w: float, k: int, dtype: torch.dtype) -> float:
    point, h = torch.tensor(w, dtype=dtype), torch.tensor(10.0**-k, dtype=dtype)
    measured = ((point + h) ** 3 - (point - h) ** 3) / (2 * h)
    return float((measured.double() - 3 * w**2).abs()) or 1e-17


# --- steps ----------------------------------------------------------------------------------------


def _ex15(run: _Runner) -> Picture:
    call = ("path", {**_LINE, "learning_rate": 0.15, "steps": 12})
    path = run.mine([call], own_probe=True)[0]["path"]
    rows = [_numbers(row, run) for row in path]
    if not all(math.isfinite(v) and abs(v) < 1e12 for row in rows for v in row):
        raise UsageError(
            f"{run.slug} cannot be drawn: the parameters leave every picture (do they grow each step?)"
        )
    losses, ws, bs = (tuple(row[at] for row in rows) for at in range(3))
    steps = tuple(float(at) for at in range(len(losses)))
    loss = Panel("Loss along your steps", "updates", "loss", (Line("your loss", steps, losses, "o"),))
    track = Line("your path", ws, bs, "o")
    contour = _bowl(ws, bs)
    place = Panel(
        "Your path on the loss",
        "w",
        "b",
        (track, Line("lowest point", (2.0,), (0.5,), "*", "")),
        contour=contour,
    )
    falls = all(after <= before for before, after in pairwise(losses))
    text = (
        f"Twelve updates of a line w·x + b at rate 0.15, from w = -1, b = 2.5. Your loss goes from "
        f"{losses[0]:.4g} to {losses[-1]:.4g} and {'falls' if falls else 'does not fall'} at every step; "
        f"your path ends at w = {ws[-1]:.3f}, b = {bs[-1]:.3f}. The lowest point is w = 2, b = 0.5."
    )
    return Picture(f"{run.slug}: downhill", text, (loss, place))


def _bowl(ws: Sequence[float], bs: Sequence[float]) -> Contour:
    x = [float(v) for v in _LINE["X"].flatten()]
    y = [float(v) for v in _LINE["y"].flatten()]
    low_w, high_w = min(*ws, -1.5) - 0.5, max(*ws, 3.0) + 0.5
    low_b, high_b = min(*bs, -1.0) - 0.5, max(*bs, 3.0) + 0.5
    grid_w = tuple(low_w + (high_w - low_w) * at / 48 for at in range(49))
    grid_b = tuple(low_b + (high_b - low_b) * at / 48 for at in range(49))
    rows = tuple(
        tuple(sum((w * a + b - t) ** 2 for a, t in zip(x, y, strict=True)) / len(x) for w in grid_w)
        for b in grid_b
    )
    return Contour(grid_w, grid_b, rows)


def _ex16(run: _Runner) -> Picture:
    rates = tuple(0.08 * at / 40 for at in range(41))
    gradients = [torch.tensor([[-5.0, -10.0, -15.0]], dtype=F64), torch.tensor([-5.0], dtype=F64)]
    x = torch.tensor([1.0, 2.0, 3.0], dtype=F64)
    seen = run.mine([("drops", {"gradients": gradients, "x": x, "rates": list(rates)})], own_probe=True)[0]
    drops, (stable,) = _numbers(seen["drops"], run), _numbers([seen["stable"]], run)
    real = tuple((2.5 * (1 - 30 * rate)) ** 2 for rate in rates)
    tangent = tuple(6.25 - drop for drop in drops)
    inside = max((at for at, v in enumerate(tangent) if v > -4), default=0) + 1
    lines = (
        Line("loss after one step", rates, real),
        Line("what you predict", rates[:inside], tangent[:inside], "", "--"),
    )
    upright = ((stable, "your largest stable rate"),) if 0 <= stable <= 0.2 else ()
    panel = Panel(
        "One step of the lesson's neuron", "learning rate", "loss after the step", lines, upright=upright
    )
    text = (
        f"Loss of the lesson's neuron after one step, against the learning rate: from 6.25 it falls "
        f"to 0 at 1/30 and is back at 6.25 at 1/15 = 0.0667. At rate 0.01 it is really {real[5]:.4g}; you "
        f"predict {tangent[5]:.4g}. Your largest stable rate is {stable:.4g}."
    )
    return Picture(f"{run.slug}: how far to step", text, (panel,))


# --- training -------------------------------------------------------------------------------------

_EX18: list[Call] = [
    (
        "train_neuron",
        {"weight": _NEURON["weight"], "bias": _NEURON["bias"], **_BATCH, "learning_rate": 0.05, "steps": 30},
    )
]
_EX19: list[Call] = [
    ("run", {**_NEURON, "learning_rate": 0.01, "tolerance": 1e-12, "max_steps": steps}) for steps in range(13)
]
_EX20: list[Call] = [
    (
        f"loop_{number}",
        {"parameters": [_NEURON["weight"], _NEURON["bias"]], **_BATCH, "learning_rate": 0.05, "steps": 20},
    )
    for number in range(1, 7)
]
_REFERENCE_CALLS = {"ex18_train": _EX18, "ex19_train_until": _EX19, "ex20_fix_the_loop": _EX20}


def _curve(mine: tuple[float, ...], right: tuple[float, ...], title: str) -> Panel:
    lines = (
        Line("yours", tuple(map(float, range(len(mine)))), mine, "o"),
        Line("as it should be", tuple(map(float, range(len(right)))), right, "", "--"),
    )
    positive = all(value > 0 for value in (*mine, *right))
    return Panel(title, "updates", "loss", lines, log_y=positive)


def _said(mine: tuple[float, ...], right: tuple[float, ...]) -> str:
    parts = next(
        (
            at
            for at, (a, b) in enumerate(zip(mine, right, strict=False))
            if not math.isclose(a, b, rel_tol=1e-5, abs_tol=1e-12)
        ),
        None,
    )
    if parts is None and len(mine) == len(right):
        return f"your losses are the expected ones, from {mine[0]:.4g} to {mine[-1]:.4g}."
    if parts is None:
        return f"you give {len(mine)} losses, {len(right)} are expected."
    gap = f"{mine[parts]:.4g} instead of {right[parts]:.4g}"
    return f"your loss parts from the expected one at update {parts}: {gap}."


def _ex18(run: _Runner) -> Picture:
    mine, right = (_numbers(found[0]["losses"], run) for found in (run.mine(_EX18), run.right(_EX18)))
    text = f"Loss over 30 updates on a batch of four at rate 0.05: {_said(mine, right)}"
    return Picture(f"{run.slug}: the loss curve", text, (_curve(mine, right, "Loss before each update"),))


def _ex19(run: _Runner) -> Picture:
    mine, right = (
        _numbers([values["loss"] for values in found], run) for found in (run.mine(_EX19), run.right(_EX19))
    )
    text = f"The loss you report when stopped after 0 to 12 updates at rate 0.01: {_said(mine, right)}"
    return Picture(
        f"{run.slug}: the loss at the end",
        text,
        (_curve(mine, right, "Loss reported after so many updates"),),
    )


def _ex20(run: _Runner) -> Picture:
    panels, said = [], []
    for number, (mine, right) in enumerate(zip(run.mine(_EX20), run.right(_EX20), strict=True), 1):
        try:
            losses = _numbers(mine["losses"], run)
        except UsageError:
            said.append(f"loop_{number}: gives something else than numbers.")
            continue
        expected = _numbers(right["losses"], run)
        panels.append(_curve(losses, expected, f"loop_{number}"))
        said.append(f"loop_{number}: {_said(losses, expected)}")
    return Picture(f"{run.slug}: six loops", " ".join(said), tuple(panels))


_PICTURES: dict[str, Callable[[_Runner], Picture]] = {
    "ex01_difference_quotient": _ex01,
    "ex02_central_difference": _ex02,
    "ex03_step_size": _ex03,
    "ex15_manual_update": _ex15,
    "ex16_learning_rate": _ex16,
    "ex18_train": _ex18,
    "ex19_train_until": _ex19,
    "ex20_fix_the_loop": _ex20,
}
