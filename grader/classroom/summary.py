"""What a batch says of itself: `summary.json`, and `grades.csv` with a row per submission."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import msgspec

from grader import __version__
from grader.export.table import number_cell, text_cell, write_table
from grader.records import Outcome, ScoreReport


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


def line_of(key: str, report: ScoreReport, *, reused: bool = False) -> Line:
    """Give the line of a report; `key` is its name."""
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


def summarize(lines: Sequence[Line], *, layout: str, total: int, suite_digest: str, seed: int) -> Summary:
    """Sum up what is done so far."""
    return Summary(
        layout=layout,
        total=total,
        finished=len(lines),
        outcomes=dict(sorted(Counter(line.outcome.value for line in lines).items())),
        needs_person=[line.report for line in lines if line.outcome is not Outcome.GRADED],
        suite_digest=suite_digest,
        seed=seed,
        grader_version=__version__,
        submissions=list(lines),
    )


def summary_json(summary: Summary) -> bytes:
    """Serialise a summary."""
    return msgspec.json.format(msgspec.json.encode(summary)) + b"\n"


def grades_csv(lines: Sequence[Line]) -> bytes:
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
