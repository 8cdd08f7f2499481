"""Play the visible checks with the right answers, to learn which calls they make and what those give."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from grader.errors import CourseError
from grader.judge.ahead import RightAnswers
from grader.judge.caserun import Call
from grader.judge.oracle import Misconception, Oracle
from grader.judge.session import Judge
from grader.judge.subject import Seen
from grader.records import Status


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
