"""A student's desk: checks their own files through the warm judge, and remembers progress.

`check`, `watch` and the notebook cell all show the `View` that is made here.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from grader.course import Course
from grader.intake.notebook import NotebookError, read_notebook
from grader.intake.submission import read_submission
from grader.judge.bench import LIMITS
from grader.judge.caserun import Call
from grader.judge.oracle import Oracle
from grader.judge.rehearse import rehearse
from grader.judge.subject import Seen, WorkerSubject
from grader.messages import say
from grader.pipeline import Grader, Options
from grader.probes import Module, probe_modules
from grader.records import Isolation, Level, Outcome, ScoreReport, Status, Submission
from grader.render.words import first_failure
from grader.report import redact
from grader.sandbox.api import Ended, Job, Raised
from grader.sandbox.host import Sandbox
from grader.sandbox.settings import Settings
from grader.student import progress
from grader.view import View


class Desk:
    """A warm grader for one's own work; use as a context manager. Nothing here is a grade."""

    def __init__(
        self, course: Course, sandbox: Settings | None = None, started: Sandbox | None = None
    ) -> None:
        self.course = course
        settings = sandbox or Settings()
        options = Options(hidden=False, min_isolation=Level.NONE, sandbox=settings, measure_late=True)
        self._grader = Grader(course, options, started)

    def __enter__(self) -> Self:
        """Warm up."""
        self._grader.__enter__()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Let go of the processes."""
        self._grader.close()

    def check(self, slug: str) -> View:
        """Check one exercise as it lies in the folder, and remember whether it passes."""
        path = self.file(slug)
        if not path.is_file():
            return self._absent(slug, path)
        return self._view(slug, path, read_submission(path, self.course, student="you"))

    def check_source(self, slug: str, source: bytes, path: Path) -> View:
        """Check a source text, such as a notebook's cells."""
        return self._view(slug, path, Submission(student="you", sources={slug: source}))

    def file(self, slug: str) -> Path:
        """Give the file the student works in: the one that differs from what was handed out.

        Where both the module and the notebook do, the one changed last; where none does, the module.
        """
        module, notebook = self.course.stub_path(slug), self.course.notebook_path(slug)
        changed = [path for path in (module, notebook) if path.is_file() and self._is_changed(path, slug)]
        return max(changed, key=lambda path: path.stat().st_mtime_ns, default=module)

    def _is_changed(self, path: Path, slug: str) -> bool:
        """Tell whether somebody has worked on a file; running a notebook, which adds outputs, is no work."""
        original = self.course.pristine(slug)
        if path.suffix == ".py":
            return path.read_bytes() != original
        try:
            source = read_notebook(path.read_bytes()).source
        except (NotebookError, OSError):  # an editor may be in the midst of writing it
            return False
        return source.strip() not in original

    def prepare(self, slug: str) -> None:
        """Measure the isolation and run the reference once, so that the next check has both."""
        _ = self.isolation
        self.calls(slug)

    def calls(self, slug: str) -> list[Call]:
        """Give the probe calls of the visible checks, with what is right for each."""
        return rehearse(self._grader.judge, self._grader.oracle, slug)

    def observe(self, slug: str, probe: str, inputs: dict[str, Any]) -> Seen:
        """Run one probe call on the student's own file, in a locked worker."""
        return self.observe_all(slug, [(probe, inputs)])[0]

    def observe_all(
        self,
        slug: str,
        calls: Sequence[tuple[str, dict[str, Any]]],
        *,
        module: Module | None = None,
        source: bytes | None = None,
    ) -> list[Seen]:
        """Run probe calls on the student's own file, or on `source`, in one locked worker.

        `module` is a probe other than the suite's: its dotted name and its source.
        """
        submission = read_submission(self.file(slug), self.course, student="you")
        source = submission.sources.get(slug) if source is None else source
        if source is None:
            why = submission.rejected or say("unread", slug=slug)
            return [Ended("bad_reply", why) for _ in calls]
        modules = probe_modules(self.course, slug, module)
        worker = self._grader.sandbox.open(Job(f"{slug}.py", source, modules, seed=0, limits=LIMITS))
        try:
            if worker.outline.error:
                line, detail = worker.outline.error
                return [Raised("SyntaxError", detail, line, stage="import") for _ in calls]
            subject = WorkerSubject(worker)
            return [subject.observe(probe, inputs) for probe, inputs in calls]
        finally:
            worker.close()

    @property
    def isolation(self) -> Isolation:
        """Give how strongly the student's code is isolated here, as measured."""
        return self._grader.isolation

    @property
    def oracle(self) -> Oracle:
        """Give what knows the answers."""
        return self._grader.oracle

    def view(self, slug: str, report: ScoreReport, path: Path) -> View:
        """Make the view of one exercise from a report."""
        isolation, report = _weak(report), redact(report, "student")
        state = progress.load(self.course.root)
        cases = [case for case in report.cases if case.exercise == slug]
        result = next((each for each in report.exercises if each.slug == slug), None)
        problem = "" if report.outcome is Outcome.GRADED else report.reason
        return View(
            exercise=self.course.exercises[slug],
            path=path,
            status=result.status if result else Status.ERROR,
            passed=sum(case.status is Status.PASSED for case in cases),
            total=len(cases),
            case=first_failure(cases),
            output=result.output if result else "",
            problem=problem,
            isolation=isolation,
            our_fault=report.outcome is Outcome.INTERNAL_ERROR,
            hints_shown=state.of(slug).hints,
            place=list(self.course.exercises).index(slug) + 1,
            of=len(self.course.exercises),
            sections=section_counts(self.course, state),
        )

    def _absent(self, slug: str, path: Path) -> View:
        state = progress.load(self.course.root)
        return View(
            exercise=self.course.exercises[slug],
            path=path,
            status=Status.NOT_ATTEMPTED,
            passed=0,
            total=0,
            problem=say("absent", file=path.name, short=slug[:4]),
            hints_shown=state.of(slug).hints,
            place=list(self.course.exercises).index(slug) + 1,
            of=len(self.course.exercises),
            sections=section_counts(self.course, state),
        )

    def _view(self, slug: str, path: Path, submission: Submission) -> View:
        report = self._grader.grade_submission(submission, exercises=(slug,)).report
        # A notebook that lies there as it was handed out says nothing of the file that is worked in.
        aside = path != self.file(slug) and _untouched(report)
        if report.outcome is Outcome.GRADED and not aside:
            passed = all(case.status is Status.PASSED for case in report.cases)
            progress.record_result(self.course.root, slug, passed=passed and bool(report.cases))
        return self.view(slug, report, path)


def _weak(report: ScoreReport) -> str:
    """Give the level of isolation where code ran below the one that hidden checks need, else nothing."""
    ran = report.usage.workers > 0
    level = report.isolation.level
    return level.value if ran and level.rank < Level.STANDARD.rank else ""


def _untouched(report: ScoreReport) -> bool:
    return all(case.status in (Status.NOT_ATTEMPTED, Status.BLOCKED) for case in report.cases)


def section_counts(course: Course, state: progress.Progress) -> tuple[tuple[str, int, int], ...]:
    """Count done and all exercises by section: (title, done, all)."""
    counts = []
    for section in course.sections:
        slugs = [e.slug for e in course.exercises.values() if e.section == section.id]
        done = sum(state.of(slug).state == "done" for slug in slugs)
        if slugs:
            counts.append((section.title, done, len(slugs)))
    return tuple(counts)
