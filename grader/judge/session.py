"""A warm pytest session: suites are collected once, then run for one submission after another.

Theory of operation. `Judge.start` builds a pytest Session from the suites' files and keeps its
items. `Judge.run` sends the chosen items through pytest's own run protocol again, with a bench
that observes one submission. The submission itself is never imported here.
"""

from __future__ import annotations

import inspect
import time
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, Protocol, Self

import pytest
from _pytest.config import _prepareconfig
from _pytest.runner import runtestprotocol

from grader.course import Course
from grader.errors import CourseError, GraderError, JudgeError
from grader.judge.caserun import Case, CaseCheck, CaseRun, Observer, Verdict
from grader.judge.draw import SeededDraw
from grader.judge.oracle import Oracle
from grader.judge.plugin import JudgePlugin, case_of
from grader.judge.results import ExerciseRuns, case_results
from grader.judge.subject import fingerprint
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

_PUBLIC_SEED = 0


class Bench(Observer, Protocol):
    """Where the observations of one submission come from, and what is known before any call."""

    def preset(self, slug: str, task: Task) -> Verdict | None:
        """Give the verdict that holds for a whole task without running it, or None."""

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

    def __init__(self, course: Course, oracle: Oracle, *, hidden: bool = True) -> None:
        self.course = course
        self.oracle = oracle
        self._hidden = hidden
        self._plugin = JudgePlugin()
        self._config: pytest.Config | None = None
        self._session: pytest.Session | None = None
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
        """Collect every suite once. Raises CourseError where a suite cannot be collected."""
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
            self._config = None

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
        reporter = self._fresh_reporter()
        result = JudgedRun()
        for slug in slugs:
            try:
                results = self._exercise(self.course.exercises[slug], bench, seed, counterexamples)
                result.outputs[slug] = bench.output(slug)
            finally:
                self._tear_down()  # first: whatever fails, the next submission finds pytest as it was
                bench.finish(slug)
            result.cases += results
            if on_exercise:
                on_exercise(slug, results)
        reporter.pytest_sessionfinish(self._session)
        result.raw = reporter.report
        return result

    def _exercise(
        self, exercise: Exercise, bench: Bench, seed: int, counterexamples: bool
    ) -> list[CaseResult]:
        runs: list[CaseRun] = []
        settled: dict[int, Verdict] = {}
        cases = self.cases.get(exercise.slug, [])
        for case, following in zip(cases, [*cases[1:], None], strict=True):
            draw = SeededDraw(seed, exercise.slug, case.id)
            run = CaseRun(case, bench, self.oracle, draw, case.channel)
            preset = self._preset(case, bench, settled, runs)
            self._case(run, preset, following.item if following else None)
            if run.status is Status.TIMED_OUT:
                bench.note_late(exercise.slug, case.task.number)
            runs.append(run)
        done = ExerciseRuns(exercise, runs, self.oracle)
        if counterexamples:
            shown = {call for run in runs if run.case.channel == "visible" for call in _calls(run)}
            searched = {number: self._search(run, shown) for number, run in done.unexplained().items()}
            done.counterexamples = {number: found for number, found in searched.items() if found}
        return case_results(done)

    def _preset(
        self, case: Case, bench: Bench, settled: dict[int, Verdict], runs: list[CaseRun]
    ) -> Verdict | None:
        number = case.task.number
        if number not in settled:
            verdict = bench.preset(case.slug, case.task) or _blocked(case, runs)
            if verdict:
                settled[number] = verdict
        return settled.get(number)

    def _case(self, run: CaseRun, preset: Verdict | None, following: pytest.Item | None) -> None:
        """Send one case through pytest's run protocol; what it shares with the following one stays set up."""
        item = run.case.item
        item.user_properties = []
        self._plugin.current, self._plugin.broken = run, None
        original = item.obj
        if preset is not None:
            item.obj = _give(preset)
        try:
            item.config.hook.pytest_runtest_logstart(nodeid=item.nodeid, location=item.location)
            item._json_report_extra = {}  # type: ignore[attr-defined]  # the raw record's plugin fills it
            runtestprotocol(item, log=True, nextitem=following)
        finally:
            item.obj = original
            self._plugin.current = None
        broken: BaseException | None = self._plugin.broken
        if broken is not None:
            run.verdict = _ours_or_theirs(run, broken)

    def _tear_down(self) -> None:
        """Leave pytest's set-up empty, also where a run broke off."""
        if self._session is not None:
            self._session._setupstate.teardown_exact(None)

    def _search(self, failed: CaseRun, shown: set[str]) -> CaseRun | None:
        """Run a failed hidden case again on small public inputs, growing until it fails.

        Where these are the hidden inputs themselves, because the case draws none, nothing is shown but
        what visible cases show (`shown`) anyway.
        """
        case = failed.case
        wanted = inspect.signature(case.item.obj).parameters
        deadline = time.monotonic() + 2.0
        for small in range(4):
            # Not of the run's seed, which a student could try out from the inputs that are shown.
            draw = SeededDraw(_PUBLIC_SEED, case.slug, case.id, small=small)
            run = CaseRun(case, failed.observer, self.oracle, draw, "public")
            given: dict[str, Any] = {"check": CaseCheck(run), "draw": run.draw}
            callspec = getattr(case.item, "callspec", None)
            given |= callspec.params if callspec else {}
            try:
                case.item.obj(**{name: given[name] for name in wanted})
            except Verdict as verdict:
                run.verdict = verdict
                if verdict.status in (Status.FAILED, Status.ERROR) and run.calls:
                    return None if _calls(run) & (_calls(failed) - shown) else run
                return None
            except (GraderError, OSError, MemoryError):
                raise
            except Exception:
                return None
            if time.monotonic() > deadline:
                return None
        return None

    def _fresh_reporter(self) -> Any:
        if self._config is None or self._session is None:
            raise JudgeError("the judge is closed")
        reporter = self._config._json_report  # type: ignore[attr-defined]
        type(reporter).__init__(reporter, self._config)
        self._session.exitstatus = pytest.ExitCode.OK
        reporter.pytest_sessionstart(self._session)
        return reporter


def _calls(run: CaseRun) -> set[str]:
    return {fingerprint(run.case.slug, call.probe, call.inputs) for call in run.calls}


def _blocked(case: Case, runs: Sequence[CaseRun]) -> Verdict | None:
    missing = {run.case.task.number for run in runs if run.status is Status.NOT_ATTEMPTED}
    needed = sorted(set(case.task.needs) & missing)
    return Verdict(Status.BLOCKED, say("blocked", needs=needed[0])) if needed else None


def _give(verdict: Verdict) -> Callable[..., None]:
    def settled(**_fixtures: object) -> None:
        raise verdict

    return settled


def _ours_or_theirs(run: CaseRun, broken: BaseException) -> Verdict:
    """Say whose fault it is that a suite broke: the one of whoever handed it what no suite can judge.

    What fails of the system or of the sandbox is ours, also after the first call of a case.
    """
    ours = (GraderError, OSError, MemoryError)
    if isinstance(broken, Exception) and not isinstance(broken, ours) and run.calls:
        return Verdict(Status.FAILED, say("unjudgeable"), code="unjudgeable")
    if isinstance(broken, Exception):
        raise JudgeError(f"{run.case.id}: {type(broken).__name__}: {broken}") from broken
    raise broken
