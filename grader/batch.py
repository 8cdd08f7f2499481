"""Grade a folder of submissions: each report on disk as soon as it is ready, nothing graded twice.

The state of a batch is its folder of reports. A report counts where the digests of submission and
suites, the grader's version and the seed are the same; so a batch that was killed goes on where it
was, and a changed submission is graded again.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

import msgspec

from grader import __version__
from grader.course import Course
from grader.errors import ReportError, UsageError
from grader.export.table import number_cell, text_cell, write_table
from grader.layouts import Entry, find_entries, read_entry
from grader.pool import Work
from grader.records import Outcome, ScoreReport, Submission
from grader.report import from_json, to_json
from grader.store import SUMMARY, write_atomically
from grader.text import safe_report_name


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """What the summary says of one submission."""

    report: str
    student: str
    attempt: int = 1
    outcome: Outcome
    score: float | None
    max_score: float
    submission_digest: str = ""
    reused: bool = False


class Summary(msgspec.Struct, frozen=True, kw_only=True):
    """`summary.json` of a batch."""

    layout: str
    total: int
    finished: int
    outcomes: dict[str, int]
    needs_person: list[str]
    suite_digest: str
    seed: int
    grader_version: str
    submissions: list[Line]


class _Known(msgspec.Struct, frozen=True):
    """The fields of an earlier report that tell whether it still holds."""

    student: str
    outcome: Outcome
    max_score: float
    attempt: int = 1
    score: float | None = None
    submission_digest: str = ""
    suite_digest: str = ""
    grader_version: str = ""
    seed: int = 0


class Runner(Protocol):
    """Something that judges work: a pool of processes or a cluster."""

    def run(self, work: Iterable[Work]) -> Iterator[tuple[Work, ScoreReport]]:
        """Give the reports in the order in which they end."""


@dataclass
class Batch:
    """One run over a folder of submissions."""

    course: Course
    folder: Path
    out: Path
    seed: int
    resume: bool = True
    on_line: Callable[[Line], None] = lambda _line: None
    layout: str = ""
    entries: list[tuple[str, Entry]] = field(default_factory=list)
    _lines: dict[str, Line] = field(default_factory=dict)
    _by_digest: dict[str, str] = field(default_factory=dict)
    _twins: dict[str, list[tuple[str, Submission]]] = field(default_factory=dict)

    def find(self) -> int:
        """Find the entries and their layout; give how many there are. Raises UsageError where none."""
        self.layout, found = find_entries(self.folder)
        if not found:
            raise UsageError(f"{self.folder} holds no submissions: put a folder, file or zip per student into it")
        taken: set[str] = set()
        for entry in found:
            known_as = entry.student if entry.attempt == 1 else f"{entry.student} attempt {entry.attempt}"
            self.entries.append((safe_report_name(known_as, taken), entry))
        return len(found)

    def run(self, runner: Runner) -> Summary:
        """Grade what is not graded yet; on an interrupt the summary of what is there is written."""
        try:
            for work, report in runner.run(self._work()):
                self._keep(work.key, report)
                for key, submission in self._twins.pop(report.submission_digest, []):
                    self._keep(key, _for(report, submission))
        finally:
            summary = self._write_summary()
        return summary

    def _work(self) -> Iterator[Work]:
        for key, entry in self.entries:
            submission = read_entry(entry, self.course)
            known = self._earlier(key, submission) if self.resume else None
            if known is not None:
                self._note(_line(key, known, reused=True))
            elif submission.digest and submission.digest in self._by_digest:
                self._same_as(self._by_digest[submission.digest], key, submission)
            else:
                if submission.digest and not submission.rejected:
                    self._by_digest[submission.digest] = key
                yield Work(key, submission)

    def _same_as(self, first: str, key: str, submission: Submission) -> None:
        """Identical submissions are graded once: copy the report, or wait for it."""
        if first in self._lines:
            path = self.out / f"{first}.json"
            self._keep(key, _for(from_json(path.read_bytes(), str(path)), submission))
        else:
            self._twins.setdefault(submission.digest, []).append((key, submission))

    def _earlier(self, key: str, submission: Submission) -> _Known | None:
        try:
            known = msgspec.json.decode((self.out / f"{key}.json").read_bytes(), type=_Known)
        except (OSError, msgspec.DecodeError):
            return None
        same = (
            known.outcome is not Outcome.INTERNAL_ERROR
            and known.student == submission.student
            and known.submission_digest == submission.digest
            and bool(submission.digest)
            and known.suite_digest == self.course.suite_digest
            and known.grader_version == __version__
            and known.seed == self.seed
        )
        if same and known.outcome is Outcome.GRADED:
            self._by_digest.setdefault(submission.digest, key)
        return known if same else None

    def _keep(self, key: str, report: ScoreReport) -> None:
        write_atomically(self.out / f"{key}.json", to_json(report))
        self._note(_line(key, report))

    def _note(self, line: Line) -> None:
        self._lines[line.report] = line
        self.on_line(line)

    def _write_summary(self) -> Summary:
        lines = [self._lines[key] for key, _ in self.entries if key in self._lines]
        summary = Summary(
            layout=self.layout,
            total=len(self.entries),
            finished=len(lines),
            outcomes=dict(Counter(line.outcome.value for line in lines)),
            needs_person=[line.report for line in lines if line.outcome is not Outcome.GRADED],
            suite_digest=self.course.suite_digest,
            seed=self.seed,
            grader_version=__version__,
            submissions=lines,
        )
        write_atomically(self.out / SUMMARY, msgspec.json.format(msgspec.json.encode(summary)) + b"\n")
        write_atomically(self.out / "grades.csv", grades_csv(lines))
        return summary


def grades_csv(lines: Iterable[Line]) -> bytes:
    """Give the grade book: a row per submission; no score is an empty cell."""
    head = ("student", "attempt", "score", "max_score", "outcome", "report")
    rows = [
        (
            text_cell(line.student),
            str(line.attempt),
            number_cell(line.score),
            number_cell(line.max_score),
            line.outcome.value,
            text_cell(line.report),
        )
        for line in lines
    ]
    return write_table([head, *rows]).encode("utf-8")


def _line(key: str, report: ScoreReport | _Known, *, reused: bool = False) -> Line:
    return Line(
        report=key,
        student=report.student,
        attempt=report.attempt,
        outcome=report.outcome,
        score=report.score,
        max_score=report.max_score,
        submission_digest=report.submission_digest,
        reused=reused,
    )


def _for(report: ScoreReport, submission: Submission) -> ScoreReport:
    """Give the report of an identical submission under another student's name."""
    if report.submission_digest != submission.digest:
        raise ReportError("two submissions were taken for identical that are not")
    return msgspec.structs.replace(
        report,
        student=submission.student,
        attempt=submission.attempt,
        notes=submission.notes,
        submitted_at=submission.submitted_at,
    )
