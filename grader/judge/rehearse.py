"""Play the visible checks with the right answers, to learn which calls they make and what those give."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from grader.errors import CourseError
from grader.judge.ahead import Planned
from grader.judge.caserun import Call, Channel, Verdict
from grader.judge.oracle import Misconception, Oracle
from grader.judge.session import Judge
from grader.judge.subject import Seen
from grader.records import Status, Task


@dataclass
class RightAnswers:
    """A bench whose submission knows every answer; remembers what it was asked."""

    oracle: Oracle
    calls: list[Call] = field(default_factory=list)

    def preset(self, slug: str, task: Task) -> Verdict | None:  # noqa: ARG002
        """Settle nothing beforehand."""
        return None

    def observe(self, slug: str, channel: Channel, probe: str, inputs: dict[str, Any]) -> Seen:  # noqa: ARG002
        """Give the right answer."""
        seen = self.oracle.expected(slug, probe, inputs)
        self.calls.append(Call(probe, inputs, seen))
        return seen

    def expect(self, slug: str, planned: Sequence[Planned]) -> None:
        """Need no warning."""

    def note_late(self, slug: str, task: int) -> None:
        """Right answers are never late."""

    def output(self, slug: str) -> str:  # noqa: ARG002
        """Print nothing."""
        return ""

    def finish(self, slug: str) -> None:
        """Release nothing."""


@dataclass
class RecordingOracle:
    """An oracle that remembers every question, whoever asked it."""

    oracle: Oracle
    asked: list[tuple[str, str, dict[str, Any]]] = field(default_factory=list)

    def expected(self, slug: str, probe: str, inputs: dict[str, object]) -> Seen:
        """Remember the call, and give the right observation."""
        self.asked.append((slug, probe, dict(inputs)))
        return self.oracle.expected(slug, probe, inputs)

    def misconceptions(self, slug: str) -> list[Misconception]:
        """Give the exercise's known mistakes."""
        return self.oracle.misconceptions(slug)

    def mistaken(self, slug: str, place: int, probe: str, inputs: dict[str, object]) -> Seen | None:
        """Give what the twin at `place` observes."""
        return self.oracle.mistaken(slug, place, probe, inputs)


def rehearse(judge: Judge, oracle: Oracle, slug: str) -> list[Call]:
    """Give the calls that a right submission meets, in order; raises CourseError where it does not pass."""
    bench = RightAnswers(oracle)
    cases = judge.run((slug,), bench, seed=0, counterexamples=False).cases
    wrong = [case for case in cases if case.status is not Status.PASSED]
    if wrong:
        raise CourseError(f"{wrong[0].id}: right answers do not pass: {wrong[0].message}")
    return bench.calls
