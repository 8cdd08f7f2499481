"""Grade a folder of submissions: each report on disk as soon as it is ready, nothing graded twice.

The state of a batch is its folder of reports. A report counts where the submission's and the
suites' digests, the grader's version, the seed and the exercises are the same; so a batch that was
killed goes on where it was, and a changed submission is graded again.
"""

from __future__ import annotations

import contextlib
import os
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import msgspec
from filelock import FileLock, Timeout

from grader import __version__
from grader.classroom.pool import Work
from grader.classroom.summary import Line, Summary, grades_csv, line_of, summarize, summary_json
from grader.course import Course
from grader.errors import ReportError, UsageError
from grader.intake.layouts import Entry, find_entries, read_entry
from grader.records import Isolation, Level, Outcome, ScoreReport, Submission
from grader.report import from_json, to_json, unscored
from grader.store import SUMMARY, UNFINISHED, write_atomically
from grader.text import safe_report_name

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

GRADES = "grades.csv"
_LOCK = ".batch.lock"
_ABANDONED_SECONDS = 60.0


class Runner(Protocol):
    """Something that judges work: a pool of processes or a cluster."""

    def run(self, work: Iterable[Work]) -> Iterator[tuple[Work, ScoreReport]]:
        """Give the reports in the order in which they end."""


@dataclass(frozen=True)
class Terms:
    """What decides a report beside the submission; a stored one under other terms is made again."""

    seed: int
    exercises: tuple[str, ...] = ()
    min_isolation: Level = Level.NONE
    key: Ed25519PrivateKey | None = None


@dataclass
class Batch:
    """One run over a folder of submissions."""

    course: Course
    folder: Path
    out: Path
    terms: Terms
    resume: bool = True
    on_line: Callable[[Line], None] = lambda _line: None
    layout: str = ""
    entries: list[tuple[str, Entry]] = field(default_factory=list)
    _absent: set[str] = field(default_factory=set)
    _lines: dict[str, Line] = field(default_factory=dict)
    _by_digest: dict[str, str] = field(default_factory=dict)
    _twins: dict[str, list[tuple[str, Submission]]] = field(default_factory=dict)

    def find(self) -> int:
        """Find the entries and their layout; give how many there are. Raises UsageError where none."""
        self.layout, found = find_entries(self.folder)
        if not found:
            raise UsageError(
                f"{self.folder} holds no submissions: put a folder, file or zip per student into it"
            )
        taken = {Path(SUMMARY).stem}
        for entry in found:
            known_as = entry.student if entry.attempt == 1 else f"{entry.student} attempt {entry.attempt}"
            key = safe_report_name(known_as, taken)
            self.entries.append((key, entry))
            if not _is_there(entry):
                self._absent.add(key)  # named by the export, and not in it
        return len(found)

    def run(self, runner: Runner) -> Summary:
        """Grade what is not graded yet; on an interrupt the summary of what is there is written.

        Raises UsageError where another batch is writing into the same folder, ReportError where the
        disk takes no more: what is written by then stays valid.
        """
        with _alone(self.out):
            try:
                for work, report in runner.run(self._work()):
                    self._keep(work.key, report)
                    for key, submission in self._twins.pop(work.submission.digest, []):
                        self._keep(key, _for(report, submission))
                return self._write_summary()
            except ReportError as error:
                with contextlib.suppress(ReportError):
                    self._write_summary()
                done = f"{len(self._lines)} of {len(self.entries)} reports are whole and stay"
                raise ReportError(f"{error}; {done}: make room, then run the same command again") from error
            except BaseException:
                with contextlib.suppress(ReportError):
                    self._write_summary()
                raise

    # --- what is there to do ------------------------------------------------------------------

    def _work(self) -> Iterator[Work]:
        for key, entry in self.entries:
            submission = read_entry(entry, self.course)
            known = self._earlier(key, submission) if self.resume else None
            shared = submission.digest if not (submission.rejected or submission.unmatched) else ""
            if known is not None:
                self._note(line_of(key, known, reused=True))
                if known.outcome is Outcome.GRADED and shared:
                    self._by_digest.setdefault(shared, key)
            elif submission.rejected and key not in self._absent and not _is_there(entry):
                self._keep(key, self._vanished(submission))
            elif shared and shared in self._by_digest:
                self._same_as(self._by_digest[shared], key, submission)
            else:
                if shared:
                    self._by_digest[shared] = key
                yield Work(key, submission)

    def _earlier(self, key: str, submission: Submission) -> ScoreReport | None:
        """Give the stored report of this very submission under the same terms, or None."""
        try:
            known = from_json((self.out / f"{key}.json").read_bytes())
        except (OSError, ReportError):
            return None
        same = (
            known.outcome is not Outcome.INTERNAL_ERROR
            and known.audience == "instructor"
            and (known.student, known.attempt) == (submission.student, submission.attempt)
            and known.submitted_at == submission.submitted_at
            and known.submission_digest == submission.digest
            and (not submission.rejected or known.reason == submission.rejected)
            and self._same_terms(known)
        )
        return known if same else None

    def _same_terms(self, known: ScoreReport) -> bool:
        slugs = self.terms.exercises or tuple(self.course.exercises)
        wanted = sum(self.course.exercises[slug].points for slug in slugs)
        covers = tuple(result.slug for result in known.exercises) == tuple(slugs)
        return (
            known.suite_digest == self.course.suite_digest
            and known.grader_version == __version__
            and known.seed == self.terms.seed
            and not known.adjustments
            and (covers if known.outcome is Outcome.GRADED else abs(known.max_score - wanted) < 1e-6)
            and known.isolation.level.rank >= self.terms.min_isolation.rank
            and (self.terms.key is None or self._signed_by_us(known))
        )

    def _signed_by_us(self, known: ScoreReport) -> bool:
        from grader.signing import is_genuine

        return self.terms.key is not None and is_genuine(known, self.terms.key.public_key())

    def _same_as(self, first: str, key: str, submission: Submission) -> None:
        """Identical submissions are graded once: copy the report, or wait for it."""
        if first not in self._lines:
            self._twins.setdefault(submission.digest, []).append((key, submission))
            return
        path = self.out / f"{first}.json"
        self._keep(key, _for(from_json(path.read_bytes(), str(path)), submission))

    def _vanished(self, submission: Submission) -> ScoreReport:
        reason = "it was there when the batch began, and is gone now; put it back and run the batch again"
        slugs = self.terms.exercises or tuple(self.course.exercises)
        return unscored(
            submission,
            Outcome.INTERNAL_ERROR,
            reason,
            sum(self.course.exercises[slug].points for slug in slugs),
            Isolation(level=Level.NONE, degraded=("not graded",)),
            suite_digest=self.course.suite_digest,
            seed=self.terms.seed,
        )

    # --- what is done -------------------------------------------------------------------------

    def _keep(self, key: str, report: ScoreReport) -> None:
        if self.terms.key is not None:
            from grader.signing import sign

            report = sign(report, self.terms.key)
        write_atomically(self.out / f"{key}.json", to_json(report))
        self._note(line_of(key, report))

    def _note(self, line: Line) -> None:
        self._lines[line.report] = line
        self.on_line(line)

    def _write_summary(self) -> Summary:
        lines = [self._lines[key] for key, _ in self.entries if key in self._lines]
        summary = summarize(
            lines,
            layout=self.layout,
            total=len(self.entries),
            suite_digest=self.course.suite_digest,
            seed=self.terms.seed,
        )
        write_atomically(self.out / SUMMARY, summary_json(summary))
        write_atomically(self.out / GRADES, grades_csv(lines))
        return summary


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


def _is_there(entry: Entry) -> bool:
    if entry.root.is_file():
        return True
    paths = [entry.path / actual for _, actual in entry.files] or [entry.path]
    return all(os.path.lexists(path) for path in paths)


@contextmanager
def _alone(out: Path) -> Iterator[None]:
    """Keep other batches out of the folder; sweep away what a killed one left half-written."""
    try:
        out.mkdir(parents=True, exist_ok=True)
        lock = FileLock(out / _LOCK, timeout=0)
        lock.acquire()
    except Timeout:
        raise UsageError(f"another batch is writing into {out}; wait for it, or give another --out") from None
    except OSError as error:
        raise ReportError(f"cannot write into {out}: {error.strerror or error}") from error
    try:
        for path in out.glob(f"{UNFINISHED}*"):
            with contextlib.suppress(OSError):
                if time.time() - path.stat().st_mtime > _ABANDONED_SECONDS:
                    path.unlink()
        yield
    finally:
        lock.release()
