"""One run of one case: what it observed, and the verdict. `CaseCheck` is the `check` fixture."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol

import pytest

from grader.errors import CourseError
from grader.judge.compare import Difference, Tolerance, describe, differences, equal, rows
from grader.judge.draw import SeededDraw
from grader.judge.oracle import Oracle
from grader.judge.subject import Seen
from grader.judge.suite import Observation
from grader.messages import place, say
from grader.records import Row, Status, Task, Visibility
from grader.sandbox.api import Ended, Raised
from grader.text import clean, clean_line

Channel = Literal["visible", "hidden", "public"]
_MOST_ROWS = 6


class Observer(Protocol):
    """Where observations of the submission come from."""

    def observe(self, slug: str, channel: Channel, probe: str, inputs: dict[str, Any]) -> Seen:
        """Run one probe call on the submission's module of that exercise."""


@dataclass(frozen=True)
class Case:
    """A collected case: its place in the course, and the pytest item that runs it."""

    id: str
    slug: str
    task: Task
    title: str
    weight: float
    visibility: Visibility
    channel: Channel
    item: pytest.Function


class Verdict(Exception):  # noqa: N818  not every verdict is an error
    """Ends a case with a status; raised by `CaseCheck`, read by the judge."""

    def __init__(
        self,
        status: Status,
        message: str,
        *,
        rows: tuple[Row, ...] = (),
        line: int | None = None,
        code: str = "",
        found: tuple[Difference, ...] = (),
    ) -> None:
        super().__init__(message)
        self.status = status
        self.message = message
        self.rows = rows
        self.line = line
        self.code = code
        self.found = found


@dataclass(frozen=True)
class Call:
    """One probe call of a case and what it showed."""

    probe: str
    inputs: dict[str, Any]
    seen: Seen


@dataclass
class CaseRun:
    """A case while it runs and afterwards."""

    case: Case
    observer: Observer
    oracle: Oracle
    draw: SeededDraw
    channel: Channel
    calls: list[Call] = field(default_factory=list)
    verdict: Verdict | None = None
    duration_seconds: float = 0.0

    @property
    def status(self) -> Status:
        """Give the status: passed unless something said otherwise."""
        return self.verdict.status if self.verdict else Status.PASSED


class CaseCheck:
    """The `check` fixture; see `grader.judge.suite.Check`."""

    def __init__(self, run: CaseRun) -> None:
        self._run = run

    def __call__(
        self,
        probe: str,
        *,
        only: Sequence[str] | None = None,
        ignore: Sequence[str] = (),
        rtol: float | None = None,
        atol: float | None = None,
        **inputs: Any,
    ) -> Observation:
        """Compare the submission's observation with the reference's."""
        right = self.expected(probe, **inputs)
        mine = self.observe(probe, **inputs)
        tolerance = Tolerance(rtol, atol)
        keys = [k for k in right.values if k != "events" and k not in ignore and (only is None or k in only)]
        found: list[Difference] = []
        for key in keys:
            if key not in mine.values:
                raise Verdict(Status.FAILED, say("bad_reply", detail=f"{key} is missing"))
            found += differences(mine.values[key], right.values[key], key, tolerance)
        if found:
            self._differ(describe(found[0]), found)
        if (only is None and "arguments" not in ignore) or (only and "arguments" in only):
            self._arguments(mine, right, inputs, tolerance)
        return mine

    def observe(self, probe: str, **inputs: Any) -> Observation:
        """Give the submission's observation, or end the case with what happened instead."""
        run = self._run
        seen = run.observer.observe(run.case.slug, run.channel, probe, inputs)
        run.calls.append(Call(probe, inputs, seen))
        if not isinstance(seen, Observation):
            raise no_answer(seen, run.case.task)
        return seen

    def expected(self, probe: str, **inputs: Any) -> Observation:
        """Give the reference solution's observation."""
        case = self._run.case
        right = self._run.oracle.expected(case.slug, probe, inputs)
        if not isinstance(right, Observation):
            raise CourseError(f"{case.id}: the reference solution gives no answer to {probe}: {right}")
        return right

    def equal(
        self,
        what: str,
        yours: Any,
        expected: Any,
        *,
        rtol: float | None = None,
        atol: float | None = None,
    ) -> None:
        """Compare one value by the same rules."""
        found = list(differences(yours, expected, what, Tolerance(rtol, atol)))
        if found:
            self._differ(describe(found[0]), found)

    def fail(self, message: str) -> None:
        """Fail the case with a sentence."""
        raise Verdict(Status.FAILED, message, code="said")

    def _arguments(
        self, mine: Observation, right: Observation, inputs: dict[str, Any], tolerance: Tolerance
    ) -> None:
        for name, expected in right.arguments.items():
            memory = [mine.memory[name]] if name in mine.memory else []
            for seen in (mine.arguments.get(name), *memory):
                found = list(differences(seen, expected, f"{name} after the call", tolerance))
                if found:
                    key = "argument_changed" if equal(expected, inputs[name]) else "argument_differs"
                    self._differ(say(key, name=name), found)

    def _differ(self, message: str, found: list[Difference]) -> None:
        gap = tuple(row for difference in found for row in rows(difference))[:_MOST_ROWS]
        gap = tuple(
            Row(
                what=clean_line(r.what, 80), yours=clean_line(r.yours, 80), expected=r.expected, ratio=r.ratio
            )
            for r in gap
        )
        raise Verdict(Status.FAILED, clean(message), rows=gap, code="differs", found=tuple(found))


def no_answer(seen: Raised | Ended, task: Task) -> Verdict:
    """Say what a submission raised, or how its worker ended."""
    return _raised(seen, task) if isinstance(seen, Raised) else _ended(seen)


def _raised(seen: Raised, task: Task) -> Verdict:
    if seen.type == "NotImplementedError" and seen.stage == "call":
        function = task.functions[0] if task.functions else "it"
        return Verdict(Status.NOT_ATTEMPTED, say("not_attempted", function=function), code="not_attempted")
    if seen.missing:
        return Verdict(Status.ERROR, say("missing", name=clean_line(seen.missing, 60)), code="missing")
    detail = clean(seen.message, 300) or "no message"
    key = "import_raised" if seen.stage == "import" else "raised"
    if seen.line is None and key == "raised":
        return Verdict(Status.ERROR, say("no_line", detail=detail), code=key)
    where = seen.place or place(seen.line)
    message = say(key, type=clean_line(seen.type, 60), place=where, detail=detail)
    return Verdict(Status.ERROR, message, line=seen.line, code=key)


def _ended(seen: Ended) -> Verdict:
    if seen.reason == "timed_out":
        return Verdict(Status.TIMED_OUT, clean(seen.detail), code="timed_out")
    return Verdict(Status.ERROR, say(seen.reason, detail=clean(seen.detail, 200)), code=seen.reason)
