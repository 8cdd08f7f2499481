"""Know which calls a submission will be asked, so that they can be sent before the last answer is judged.

Inputs follow from the seed alone. Playing the cases once with the right answers therefore tells the calls
of every submission that gets that far; one that does not is asked less, and what it was sent in vain is
thrown away. It only saves time: what counts is still the answer to the call that a case makes.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from grader.judge.caserun import Case, CaseCheck, CaseRun, Channel
from grader.judge.draw import SeededDraw
from grader.judge.oracle import Oracle
from grader.judge.plugin import params
from grader.judge.subject import Seen, to_raw


@dataclass(frozen=True)
class Planned:
    """A call that a case will make, unless an earlier one of it goes wrong."""

    channel: Channel
    task: int
    probe: str
    raw: dict[str, Any]


@dataclass
class _RightAnswers:
    oracle: Oracle
    note: Callable[[Channel, str, dict[str, Any]], None]

    def observe(self, slug: str, channel: Channel, probe: str, inputs: dict[str, Any]) -> Seen:
        self.note(channel, probe, inputs)
        return self.oracle.expected(slug, probe, inputs)


def play(run: CaseRun) -> None:
    """Run a case's function outside pytest; raises what it raises."""
    item = run.case.item
    given = {"check": CaseCheck(run), "draw": run.draw, **params(item)}
    item.obj(**{name: given[name] for name in inspect.signature(item.obj).parameters})


def plan(cases: Iterable[Case], oracle: Oracle, seed: int) -> tuple[Planned, ...]:
    """Give the calls of these cases in order; a case that right answers do not pass ends early here too."""
    planned: list[Planned] = []
    for case in cases:

        def note(channel: Channel, probe: str, inputs: dict[str, Any], task: int = case.task.number) -> None:
            planned.append(Planned(channel, task, probe, to_raw(inputs)))

        draw = SeededDraw(seed, case.slug, case.id)
        try:
            play(CaseRun(case, _RightAnswers(oracle, note), oracle, draw, case.channel))
        except Exception:  # noqa: S112  the run itself will meet it, and say so
            continue
    return tuple(planned)
