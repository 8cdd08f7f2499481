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
from grader.messages import say
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
        raise UsageError(say("plot_none", slug=slug, known=known))
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
                raise UsageError(say("plot_not_yet", slug=self.slug, reason=_reason(each)))
        return [each.values for each in seen if isinstance(each, Observation)]

    def right(self, calls: Sequence[Call]) -> list[dict[str, Any]]:
        """Give the right answers."""
        seen = [self.desk.oracle.expected(self.slug, probe, inputs) for probe, inputs in calls]
        return [each.values for each in seen if isinstance(each, Observation)]


def _reason(seen: object) -> str:
    if isinstance(seen, Raised):
        if seen.type == "NotImplementedError":
            return say("plot_unwritten")
        return say("plot_raised_at" if seen.line else "plot_raised", type=seen.type, line=seen.line)
    return say("plot_no_answer")


def _numbers(values: Any, run: _Runner) -> tuple[float, ...]:
    if not isinstance(values, (list, tuple)) or not all(isinstance(v, (int, float)) for v in values):
        raise UsageError(say("plot_not_yet", slug=run.slug, reason=say("plot_no_numbers")))
    return tuple(float(v) for v in values)


# --- error against h ------------------------------------------------------------------------------


def _quotient(run: _Runner, kind: str, order: str) -> Picture:
    call = ("slopes", {"kind": kind, "w": 1.0, "steps": list(_STEPS)})
    slopes = _numbers(run.mine([call], own_probe=True)[0]["slopes"], run)
    errors = tuple(abs(slope - math.e) or 1e-17 for slope in slopes)
    best = min(range(len(errors)), key=errors.__getitem__)
    line = Line(say("your_error"), _STEPS, errors, "o")
    text = say(
        "quotient",
        truth=math.e, tenth=errors[2], least=errors[best], best=_STEPS[best], last=errors[-1], order=order,
    )  # fmt: skip
    panel = Panel(say("quotient_panel"), say("x_step"), say("y_error"), (line,), log_x=True, log_y=True)
    return Picture(say("quotient_title", slug=run.slug), text, (panel,))


def _ex01(run: _Runner) -> Picture:
    return _quotient(run, "quotient", "h")


def _ex02(run: _Runner) -> Picture:
    return _quotient(run, "central", "h²")


def _ex03(run: _Runner) -> Picture:
    exponents, w = tuple(range(1, 13)), 2.3125
    call = ("best", {"w": w, "dtypes": ["float32", "float64"], "exponents": list(exponents)})
    chosen = _numbers(run.mine([call], own_probe=True)[0]["exponents"], run)
    lines = []
    for name in ("float32", "float64"):
        errors = tuple(_central_error(w, k, getattr(torch, name)) for k in exponents)
        lines.append(Line(name, tuple(10.0**-k for k in exponents), errors, "o"))
    upright = tuple(
        (10.0**-k, say("yours_in", dtype=line.label)) for k, line in zip(chosen, lines, strict=True)
    )
    panel = Panel(say("best_panel"), say("x_step"), say("y_error"), tuple(lines), True, True, None, upright)
    best = [exponents[min(range(len(line.y)), key=line.y.__getitem__)] for line in lines]
    text = say("best", w=w, best32=best[0], best64=best[1], mine32=chosen[0], mine64=chosen[1])
    return Picture(say("best_title", slug=run.slug), text, (panel,))


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
        raise UsageError(say("plot_not_yet", slug=run.slug, reason=say("plot_leaves")))
    losses, ws, bs = (tuple(row[at] for row in rows) for at in range(3))
    steps = tuple(float(at) for at in range(len(losses)))
    loss = Panel(
        say("loss_panel"), say("x_updates"), say("y_loss"), (Line(say("your_loss"), steps, losses, "o"),)
    )
    track = Line(say("your_path"), ws, bs, "o")
    lowest = Line(say("lowest"), (2.0,), (0.5,), "*", "")
    place = Panel(say("path_panel"), "w", "b", (track, lowest), contour=_bowl(ws, bs))
    falls = all(after <= before for before, after in pairwise(losses))
    text = say(
        "downhill",
        first=losses[0], last=losses[-1], falls=say("falls" if falls else "falls_not"), w=ws[-1], b=bs[-1],
    )  # fmt: skip
    return Picture(say("downhill_title", slug=run.slug), text, (loss, place))


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
        Line(say("after_one"), rates, real),
        Line(say("you_predict"), rates[:inside], tangent[:inside], "", "--"),
    )
    upright = ((stable, say("your_stable")),) if 0 <= stable <= 0.2 else ()
    panel = Panel(say("rate_panel"), say("x_rate"), say("y_after"), lines, upright=upright)
    text = say("rate", real=real[5], predicted=tangent[5], stable=stable)
    return Picture(say("rate_title", slug=run.slug), text, (panel,))


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
        Line(say("yours"), tuple(map(float, range(len(mine)))), mine, "o"),
        Line(say("should_be"), tuple(map(float, range(len(right)))), right, "", "--"),
    )
    positive = all(value > 0 for value in (*mine, *right))
    return Panel(title, say("x_updates"), say("y_loss"), lines, log_y=positive)


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
        return say("curve_same", first=mine[0], last=mine[-1])
    if parts is None:
        return say("curve_count", count=len(mine), expected=len(right))
    return say("curve_parts", at=parts, mine=mine[parts], right=right[parts])


def _ex18(run: _Runner) -> Picture:
    mine, right = (_numbers(found[0]["losses"], run) for found in (run.mine(_EX18), run.right(_EX18)))
    text = say("curve", said=_said(mine, right))
    return Picture(say("curve_title", slug=run.slug), text, (_curve(mine, right, say("curve_panel")),))


def _ex19(run: _Runner) -> Picture:
    mine, right = (
        _numbers([values["loss"] for values in found], run) for found in (run.mine(_EX19), run.right(_EX19))
    )
    text = say("end", said=_said(mine, right))
    return Picture(say("end_title", slug=run.slug), text, (_curve(mine, right, say("end_panel")),))


def _ex20(run: _Runner) -> Picture:
    panels, said = [], []
    for number, (mine, right) in enumerate(zip(run.mine(_EX20), run.right(_EX20), strict=True), 1):
        try:
            losses = _numbers(mine["losses"], run)
        except UsageError:
            said.append(say("loop", number=number, said=say("loop_no_numbers")))
            continue
        expected = _numbers(right["losses"], run)
        panels.append(_curve(losses, expected, f"loop_{number}"))
        said.append(say("loop", number=number, said=_said(losses, expected)))
    return Picture(say("loops_title", slug=run.slug), " ".join(said), tuple(panels))


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
