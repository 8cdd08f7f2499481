"""One exercise on the author's bench: grade a source in the sandbox, or trusted code in this process."""

from __future__ import annotations

from dataclasses import replace
from functools import cached_property
from typing import Any, Protocol

from msgspec import structs

from grader.course import Course
from grader.judge.bench import SandboxBench, TrustedBench
from grader.judge.caserun import Case, Channel
from grader.judge.oracle import ReferenceOracle
from grader.judge.session import Bench, Judge
from grader.judge.subject import Seen
from grader.records import CaseResult, Exercise, Status, Submission
from grader.sandbox.api import Job, Worker

WRONG = (Status.FAILED, Status.ERROR, Status.TIMED_OUT)
Cases = list[CaseResult]


class Opener(Protocol):
    """What the bench needs of a sandbox."""

    def open(self, job: Job) -> Worker:
        """Start a worker for a job."""


class Workbench:
    """Everything that author's tools ask of one exercise. Close it when done."""

    def __init__(self, course: Course, slug: str, sandbox: Opener) -> None:
        self.course = replace(course, exercises={slug: course.exercises[slug]})
        self.slug = slug
        self.oracle = ReferenceOracle(self.course)
        self._sandbox = sandbox

    @property
    def exercise(self) -> Exercise:
        """Give the exercise's entry in the table."""
        return self.course.exercises[self.slug]

    @cached_property
    def judge(self) -> Judge:
        """Collect the exercise's suite. Raises CourseError where it cannot be collected."""
        judge = Judge(self.course, self.oracle)
        judge.start()
        return judge

    def lenient(self) -> Workbench:
        """Give a bench for the same exercise on which any means are allowed, autograd by hand too."""
        exercise = self.exercise
        tasks = tuple(structs.replace(task, by_hand=False, forbidden=()) for task in exercise.tasks)
        course = replace(self.course, exercises={self.slug: structs.replace(exercise, tasks=tasks)})
        return Workbench(course, self.slug, self._sandbox)

    @property
    def cases(self) -> list[Case]:
        """Give the collected cases, visible ones first."""
        return self.judge.cases.get(self.slug, [])

    def close(self) -> None:
        """End the judge, if one was started."""
        if "judge" in self.__dict__:
            self.judge.close()

    def submit(self, source: str, *, seed: int | None = None) -> Cases:
        """Grade a source as a student's file: in a locked worker, with the real pipeline's judge."""
        submission = Submission(student="author", sources={self.slug: source.encode()})
        bench = SandboxBench(self.course, submission, self._sandbox)
        return self.run(bench, seed=seed)

    def trusted(self, subject: Any, *, seed: int | None = None) -> Cases:
        """Judge a trusted subject (reference, twin) in this process: fast, for the author's own code."""
        return self.run(TrustedBench({self.slug: subject}), seed=seed)

    def twin(self, place: int, *, seed: int | None = None) -> Cases:
        """Judge the twin at a place. The oracle remembers what it does, so that it runs once a call."""
        return self.run(_TwinBench(self.oracle, place), seed=seed)

    def run(self, bench: Bench, *, seed: int | None = None) -> Cases:
        """Judge what a bench observes."""
        return self.judge.run([self.slug], bench, self._seed(seed), counterexamples=False).cases

    def calls(self) -> list[tuple[Channel, str, dict[str, Any]]]:
        """Give every probe call that the suite makes of the reference solution."""
        recorder = _Recorder({self.slug: self.oracle.reference(self.slug)[0]})
        self.run(recorder)
        return recorder.calls

    def _seed(self, seed: int | None) -> int:
        return self.course.seed if seed is None else seed


class _TwinBench(TrustedBench):
    """A bench that asks the oracle what a twin does."""

    def __init__(self, oracle: ReferenceOracle, place: int) -> None:
        super().__init__({})
        self._oracle = oracle
        self._place = place

    def observe(self, slug: str, channel: Channel, probe: str, inputs: dict[str, Any]) -> Seen:  # noqa: ARG002
        """Give what the twin does, known or found out now."""
        seen = self._oracle.mistaken(slug, self._place, probe, inputs)
        assert seen is not None  # only a key, which holds recorded answers, may not know
        return seen


class _Recorder(TrustedBench):
    """A bench that notes the calls."""

    def __init__(self, subjects: dict[str, Any]) -> None:
        super().__init__(subjects)
        self.calls: list[tuple[Channel, str, dict[str, Any]]] = []

    def observe(self, slug: str, channel: Channel, probe: str, inputs: dict[str, Any]) -> Seen:
        """Note the call and observe."""
        self.calls.append((channel, probe, inputs))
        return super().observe(slug, channel, probe, inputs)


def earned(cases: Cases, task: int) -> float:
    """Give the points that the cases of a task earned."""
    return sum(case.score for case in cases if case.task == task)
