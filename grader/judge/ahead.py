"""Know which calls a submission will be asked, so that they can be sent before the last answer is judged.

Inputs follow from the seed alone. Playing the cases once with the right answers therefore tells the calls
of every submission that gets that far; one that does not is asked less, and what it was sent in vain is
thrown away. It only saves time: what counts is still the answer to the call that a case makes.
"""

from __future__ import annotations

import contextlib
import inspect
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from grader.judge.caserun import Call, Case, CaseCheck, CaseRun, Channel, Verdict
from grader.judge.draw import SeededDraw
from grader.judge.oracle import Oracle
from grader.judge.plugin import params
from grader.judge.subject import Seen, to_raw
from grader.records import Task


@dataclass(frozen=True)
class Planned:
    """A call that a case will make, unless an earlier one of it goes wrong."""

    task: int
    probe: str
    raw: dict[str, Any]


class QuietBench:
    """What a bench of our own code is beside its answers: nothing is settled, late, printed or released."""

    def preset(self, slug: str, task: Task) -> Verdict | None:  # noqa: ARG002
        """Settle nothing beforehand."""
        return None

    def expect(self, slug: str, planned: Sequence[Planned]) -> None:
        """Need no warning."""

    def note_late(self, slug: str, task: int) -> None:
        """Our own code is never late."""

    def output(self, slug: str) -> str:  # noqa: ARG002
        """Print nothing."""
        return ""

    def finish(self, slug: str) -> None:
        """Release nothing."""


@dataclass
class RightAnswers(QuietBench):
    """A bench whose submission knows every answer; remembers what it was asked."""

    oracle: Oracle
    calls: list[Call] = field(default_factory=list)

    def observe(self, slug: str, channel: Channel, probe: str, inputs: dict[str, Any]) -> Seen:  # noqa: ARG002
        """Give the right answer."""
        seen = self.oracle.expected(slug, probe, inputs)
        self.calls.append(Call(probe, inputs, seen))
        return seen


def play(run: CaseRun) -> None:
    """Run a case's function outside pytest; raises what it raises."""
    item = run.case.item
    given = {"check": CaseCheck(run), "draw": run.draw, **params(item)}
    item.obj(**{name: given[name] for name in _wanted(item.obj)})


@cache
def _wanted(function: Callable[..., None]) -> tuple[str, ...]:
    return tuple(inspect.signature(function).parameters)


def plan(cases: Iterable[Case], oracle: Oracle, seed: int) -> tuple[Planned, ...]:
    """Give the calls of these cases in order; a case that right answers do not pass ends early here too."""
    planned: list[Planned] = []
    for case in cases:
        draw = SeededDraw(seed, case.slug, case.id)
        run = CaseRun(case, RightAnswers(oracle), oracle, draw, case.channel)
        with contextlib.suppress(Exception):  # the run itself will meet it, and say so
            play(run)
        planned += [Planned(case.task.number, call.probe, to_raw(call.inputs)) for call in run.calls]
    return tuple(planned)
