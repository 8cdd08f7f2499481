"""One grading run: intake -> prepare -> observe and judge -> score -> report.

Every command that grades calls `Grader.grade`. A Grader is warm: suites are collected and the
sandbox's zygote is up, so that a submission costs only its own cases.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import msgspec

from grader import __version__
from grader.course import Course
from grader.errors import CourseError, IsolationError
from grader.intake.submission import match_by_functions, read_submission
from grader.judge.bench import SandboxBench
from grader.judge.key import KeyOracle
from grader.judge.oracle import Oracle, ReferenceOracle
from grader.judge.session import Judge, JudgedRun
from grader.messages import say
from grader.probes import sandbox_for
from grader.records import CaseResult, Isolation, Level, Note, Outcome, ScoreReport, Submission, Usage
from grader.report import unscored
from grader.sandbox.api import Job
from grader.sandbox.host import Sandbox
from grader.sandbox.settings import Settings
from grader.score import exercise_results, tidy

_NOTHING_RAN = Isolation(level=Level.NONE, degraded=(say("nothing_ran"),))


@dataclass(frozen=True)
class Options:
    """How to grade: which seed and suites, and how strong the isolation must be."""

    seed: int | None = None
    hidden: bool = True
    raw: bool = False  # keep pytest's record of every run as well
    min_isolation: Level = Level.STANDARD
    exercises: tuple[str, ...] = ()
    sandbox: Settings = field(default_factory=Settings)
    measure_late: bool = False  # measure the isolation with the first worker, not at the start


@dataclass(frozen=True)
class Graded:
    """A report, with pytest's record of the same run where the options ask for it."""

    report: ScoreReport
    raw: dict[str, Any]


class Grader:
    """A warm judge and sandbox for one course; use as a context manager.

    Raises IsolationError on entry where the machine isolates less than asked for.
    """

    def __init__(
        self, course: Course, options: Options | None = None, sandbox: Sandbox | None = None
    ) -> None:
        self.course = course
        self.options = options or Options()
        self._sandbox = sandbox or sandbox_for(course, self._slugs(), self.options.sandbox)
        if not course.is_release and not any(course.solution_path(s).is_file() for s in self._slugs()):
            raise CourseError(say("no_answers", root=course.root))
        self._oracle: Oracle = KeyOracle(course) if course.is_release else ReferenceOracle(course)
        self._judge = Judge(
            course, self._oracle, hidden=self.options.hidden and not course.is_release, raw=self.options.raw
        )

    def __enter__(self) -> Self:
        """Start the sandbox and collect the suites, side by side; entering again does nothing."""
        self._sandbox.start()
        try:
            self._judge.start()
            if not self.options.measure_late:
                self._require_isolation()
        except BaseException:
            self.close()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """End the sandbox and the judge."""
        self.close()

    def close(self) -> None:
        """End the sandbox and the judge; closing twice is fine."""
        self._sandbox.close()
        self._judge.close()

    @property
    def isolation(self) -> Isolation:
        """Give the isolation that was measured at the start."""
        return self._sandbox.isolation

    @property
    def judge(self) -> Judge:
        """Give the warm judge."""
        return self._judge

    @property
    def sandbox(self) -> Sandbox:
        """Give the sandbox that submissions run in."""
        return self._sandbox

    @property
    def oracle(self) -> Oracle:
        """Give what knows the answers."""
        return self._oracle

    @property
    def seed(self) -> int:
        """Give the seed of the hidden inputs."""
        return self.course.seed if self.options.seed is None else self.options.seed

    @property
    def max_score(self) -> float:
        """Give the points of the chosen exercises."""
        return tidy(sum(self.course.exercises[slug].points for slug in self._slugs()))

    # --- the steps ----------------------------------------------------------------------------

    def grade(self, path: Path, *, student: str | None = None) -> Graded:
        """Grade what lies at a path."""
        return self.grade_submission(read_submission(path, self.course, student=student))

    def grade_submission(
        self,
        submission: Submission,
        *,
        exercises: Sequence[str] | None = None,
        on_exercise: Callable[[str, list[CaseResult]], None] | None = None,
    ) -> Graded:
        """Grade a submission that intake has read: all exercises of the options, or these.

        Never raises for what a submission does. What goes wrong on our side becomes an internal
        error with no score.
        """
        started, clock = datetime.now(UTC), time.monotonic()
        facts = self._facts(started)
        isolation = _NOTHING_RAN if self.options.measure_late else self.isolation
        try:
            if not submission.rejected:
                submission = self._prepare(submission)
            if submission.rejected:
                reason = submission.rejected
                return Graded(
                    unscored(submission, Outcome.REJECTED, reason, self.max_score, isolation, **facts), {}
                )
            return self._judged(submission, exercises or self._slugs(), facts, clock, on_exercise)
        except Exception as error:  # also what no part of ours foresaw is our fault, and no zero
            reason = f"{type(error).__name__}: {error}"
            return Graded(
                unscored(submission, Outcome.INTERNAL_ERROR, reason, self.max_score, isolation, **facts), {}
            )

    def _judged(
        self,
        submission: Submission,
        slugs: Sequence[str],
        facts: dict[str, Any],
        clock: float,
        on_exercise: Callable[[str, list[CaseResult]], None] | None,
    ) -> Graded:
        bench = SandboxBench(self.course, submission, self._sandbox, slugs=slugs)
        try:
            judged = self._judge.run(slugs, bench, self.seed, on_exercise=on_exercise)
        finally:
            bench.close()
        usage = msgspec.structs.replace(bench.usage(), wall_seconds=round(time.monotonic() - clock, 4))
        return Graded(self._report(submission, slugs, judged, usage, facts), judged.raw)

    def _prepare(self, submission: Submission) -> Submission:
        """Match sources whose name tells no exercise by the functions they define.

        Their text is parsed in a locked worker, never here.
        """
        sources, notes, cells = dict(submission.sources), list(submission.notes), dict(submission.cells)
        for name, source in submission.unmatched.items():
            slug = self._match(source)
            if slug and slug not in sources:
                sources[slug] = source
                if name in cells:
                    cells[slug] = cells.pop(name)
            else:
                notes.append(Note(code="unmatched", message=say("unmatched"), file=name))
        rejected = ""
        if not sources:
            rejected = say("nothing_belongs", example=f"{next(iter(self.course.exercises))}.py")
        return msgspec.structs.replace(
            submission, sources=sources, cells=cells, unmatched={}, notes=tuple(notes), rejected=rejected
        )

    def _match(self, source: bytes) -> str | None:
        worker = self._sandbox.open(Job(filename="submission.py", source=source, modules=(), seed=0))
        try:
            return match_by_functions(set(worker.outline.functions), self.course)
        finally:
            worker.close()

    def _report(
        self,
        submission: Submission,
        slugs: Sequence[str],
        judged: JudgedRun,
        usage: Usage,
        facts: dict[str, Any],
    ) -> ScoreReport:
        chosen = [self.course.exercises[slug] for slug in slugs]
        exercises = exercise_results(chosen, judged.cases, judged.outputs)
        return ScoreReport(
            student=submission.student,
            attempt=submission.attempt,
            outcome=Outcome.GRADED,
            score=tidy(sum(result.score for result in exercises)),
            max_score=tidy(sum(result.max_score for result in exercises)),
            exercises=exercises,
            cases=tuple(judged.cases),
            notes=submission.notes,
            submission_digest=submission.digest,
            grader_version=__version__,
            isolation=_NOTHING_RAN if self.options.measure_late and not usage.workers else self.isolation,
            usage=usage,
            submitted_at=submission.submitted_at,
            **facts,
        )

    def _facts(self, started: datetime) -> dict[str, Any]:
        return {
            "suite_digest": self.course.suite_digest,
            "torch_version": _torch_version(),
            "seed": self.seed,
            "started_at": started.isoformat(timespec="milliseconds"),
        }

    def _slugs(self) -> Sequence[str]:
        return self.options.exercises or tuple(self.course.exercises)

    def _require_isolation(self) -> None:
        found, wanted = self.isolation.level, self.options.min_isolation
        if found.rank < wanted.rank:
            missing = "; ".join(self.isolation.degraded) or say("see_doctor")
            raise IsolationError(
                say("weak_isolation", found=found.value, wanted=wanted.value, missing=missing)
            )


def _torch_version() -> str:
    import torch

    return str(torch.__version__)
