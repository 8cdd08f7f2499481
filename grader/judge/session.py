"""A warm pytest session: suites are collected once, then run for one submission after another.

Theory of operation. `Judge.start` builds a pytest Session from the suites' files and keeps its
items. `Judge.run` calls the chosen items' functions again, with a bench that observes one submission.
The submission itself is never imported here. Where pytest's own record is asked for (`raw`), the
verdicts are sent through its run protocol afterwards; that costs more than the judging.
"""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, Protocol, Self

import pytest
from _pytest.config import _prepareconfig
from _pytest.outcomes import OutcomeException

from grader.course import Course
from grader.errors import CourseError, GraderError, JudgeError
from grader.judge.ahead import Planned, plan, play
from grader.judge.caserun import Case, CaseRun, Observer, Verdict
from grader.judge.counterexample import calls_of, search
from grader.judge.draw import SeededDraw
from grader.judge.oracle import Oracle
from grader.judge.plugin import JudgePlugin, case_of
from grader.judge.raw import record
from grader.judge.results import ExerciseRuns, case_results
from grader.messages import say
from grader.records import CaseResult, Exercise, Status, Task

_OPTIONS = [
    "--noconftest",
    "--disable-plugin-autoload",
    "--import-mode=importlib",
    "--assert=plain",
    "--capture=no",
    "--tb=no",
    "-p",
    "no:cacheprovider",
    "-p",
    "no:terminalreporter",
    "-p",
    "no:logging",
    "-p",
    "no:warnings",
    "-p",
    "no:faulthandler",
    "-p",
    "no:doctest",
    "-p",
    "no:unittest",
    "-p",
    "no:junitxml",
    "-p",
    "no:threadexception",
    "-p",
    "no:unraisableexception",
    "-p",
    "no:recwarn",
    "-p",
    "no:tmpdir",
    "-p",
    "no:monkeypatch",
    "-p",
    "no:pastebin",
    "-p",
    "no:stepwise",
    "-p",
    "no:debugging",
    "-p",
    "no:setuponly",
    "-p",
    "no:setupplan",
    "-p",
    "pytest_metadata.plugin",
    "-p",
    "pytest_jsonreport.plugin",
    "--json-report",
    "--json-report-file=none",
    "--json-report-omit",
    "collectors",
    "log",
    "streams",
    "warnings",
    "keywords",
    "traceback",
]


class Bench(Observer, Protocol):
    """Where the observations of one submission come from, and what is known before any call."""

    def preset(self, slug: str, task: Task) -> Verdict | None:
        """Give the verdict that holds for a whole task without running it, or None."""

    def expect(self, slug: str, planned: Sequence[Planned]) -> None:
        """Hear which hidden calls of an exercise will probably come, in this order."""

    def note_late(self, slug: str, task: int) -> None:
        """Remember that a task ran out of time."""

    def output(self, slug: str) -> str:
        """Give what the submission printed in visible and public calls."""

    def finish(self, slug: str) -> None:
        """Release what serves this exercise."""


@dataclass
class JudgedRun:
    """All that the judge found out about one submission."""

    cases: list[CaseResult] = field(default_factory=list)
    outputs: dict[str, str] = field(default_factory=dict)
    raw: dict[str, Any] = field(default_factory=dict)


class Judge:
    """Runs suites over observations. One submission at a time; use as a context manager."""

    def __init__(self, course: Course, oracle: Oracle, *, hidden: bool = True, raw: bool = False) -> None:
        self.course = course
        self.oracle = oracle
        self._hidden = hidden
        self._raw = raw
        self._plugin = JudgePlugin()
        self._config: pytest.Config | None = None
        self._session: pytest.Session | None = None
        self._plans: dict[tuple[str, int], tuple[Planned, ...]] = {}
        self.cases: dict[str, list[Case]] = {}

    def __enter__(self) -> Self:
        """Collect the suites."""
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """End the pytest session."""
        self.close()

    def start(self) -> None:
        """Collect every suite, once. Raises CourseError where one cannot be collected."""
        if self._session is not None:
            return
        names = ("test_visible.py", "test_hidden.py") if self._hidden else ("test_visible.py",)
        files = [self.course.suite_dir(slug) / name for slug in self.course.exercises for name in names]
        files = [path for path in files if path.is_file()]
        if not files:
            raise CourseError(f"no suites for the exercises of {self.course.root}")
        root = self.course.suite_dir("").parent.parent
        options = [*_OPTIONS, f"--rootdir={root}", "-c", "/dev/null" if root.anchor == "/" else "nul"]
        self._config = _prepareconfig([*options, *map(str, files)], plugins=[self._plugin])
        self._config._do_configure()
        self._session = pytest.Session.from_config(self._config)
        self._config.hook.pytest_sessionstart(session=self._session)
        try:
            items = self._session.perform_collect()
        except pytest.UsageError as error:
            raise CourseError(f"the suites cannot be collected: {error}") from error
        if self._session.testsfailed:
            reports = getattr(self._session, "_collection_failures", files)
            raise CourseError(f"{self._session.testsfailed} suite files cannot be collected: {reports}")
        grouped: dict[str, list[Case]] = defaultdict(list)
        for item in items:
            if not isinstance(item, pytest.Function):
                raise CourseError(f"{item.nodeid}: suites hold test functions only")
            case = case_of(item, self.course)
            grouped[case.slug].append(case)
        self.cases = dict(grouped)

    def close(self) -> None:
        """End the pytest session; closing twice is fine."""
        if self._config is not None:
            self._config._ensure_unconfigure()
            self._config = self._session = None

    def run(
        self,
        slugs: Sequence[str],
        bench: Bench,
        seed: int,
        *,
        counterexamples: bool = True,
        on_exercise: Callable[[str, list[CaseResult]], None] | None = None,
    ) -> JudgedRun:
        """Judge the exercises of one submission.

        Raises JudgeError or CourseError where the fault is ours.
        """
        if self._session is None:
            raise JudgeError("the judge is closed")
        result, runs = JudgedRun(), list[CaseRun]()
        for slug in slugs:
            try:
                done = self._exercise(self.course.exercises[slug], bench, seed, counterexamples)
                result.outputs[slug] = bench.output(slug)
            finally:
                bench.finish(slug)
            results = case_results(done)
            result.cases += results
            if self._raw:
                runs += done.runs
            if on_exercise:
                on_exercise(slug, results)
        if self._raw:
            result.raw = record(self._session, self._plugin, runs)
        return result

    def _exercise(self, exercise: Exercise, bench: Bench, seed: int, counterexamples: bool) -> ExerciseRuns:
        runs: list[CaseRun] = []
        settled: dict[int, Verdict] = {}
        bench.expect(exercise.slug, self._planned(exercise.slug, seed))
        for case in self.cases.get(exercise.slug, []):
            draw = SeededDraw(seed, exercise.slug, case.id)
            run = CaseRun(case, bench, self.oracle, draw, case.channel)
            _judge(run, self._preset(case, bench, settled, runs))
            if run.status is Status.TIMED_OUT:
                bench.note_late(exercise.slug, case.task.number)
            runs.append(run)
        done = ExerciseRuns(exercise, runs, self.oracle)
        if counterexamples:
            shown = {call for run in runs if run.case.channel == "visible" for call in calls_of(run)}
            searched = {number: search(run, shown) for number, run in done.unexplained().items()}
            done.counterexamples = {number: found for number, found in searched.items() if found}
        return done

    def _planned(self, slug: str, seed: int) -> tuple[Planned, ...]:
        if (slug, seed) not in self._plans:
            hidden = [case for case in self.cases.get(slug, []) if case.channel == "hidden"]
            self._plans[slug, seed] = plan(hidden, self.oracle, seed)
        return self._plans[slug, seed]

    def _preset(
        self, case: Case, bench: Bench, settled: dict[int, Verdict], runs: list[CaseRun]
    ) -> Verdict | None:
        number = case.task.number
        if number not in settled:
            verdict = bench.preset(case.slug, case.task) or _blocked(case, runs)
            if verdict:
                settled[number] = verdict
        return settled.get(number)


def _judge(run: CaseRun, preset: Verdict | None) -> None:
    """Run one case, unless its verdict is settled already."""
    started = time.perf_counter()
    try:
        if preset is not None:
            raise preset
        play(run)
    except Verdict as verdict:
        run.verdict = verdict
    except (Exception, OutcomeException) as broken:
        run.verdict = _ours_or_theirs(run, broken)
    run.duration_seconds = time.perf_counter() - started


def _blocked(case: Case, runs: Sequence[CaseRun]) -> Verdict | None:
    missing = {run.case.task.number for run in runs if run.status is Status.NOT_ATTEMPTED}
    needed = sorted(set(case.task.needs) & missing)
    return Verdict(Status.BLOCKED, say("blocked", needs=needed[0])) if needed else None


def _ours_or_theirs(run: CaseRun, broken: BaseException) -> Verdict:
    """Say whose fault it is that a suite broke: the one of whoever handed it what no suite can judge.

    What fails of the system or of the sandbox is ours, also after the first call of a case.
    """
    ours = (GraderError, OSError, MemoryError)
    if not isinstance(broken, ours) and run.calls:
        return Verdict(Status.FAILED, say("unjudgeable"), code="unjudgeable")
    raise JudgeError(f"{run.case.id}: {type(broken).__name__}: {broken}") from broken
