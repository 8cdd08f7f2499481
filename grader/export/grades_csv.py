"""Our own table: a row for every report, a column for every exercise; no score is an empty cell."""

from __future__ import annotations

from collections.abc import Sequence

from grader.export.shape import Audience, Context, ungraded
from grader.export.table import number_cell, text_cell, write_table
from grader.records import ScoreReport, Status

NAME = "csv"
HELP = "all scores as a table"
FILE = "grades.csv"
AUDIENCE: Audience = "instructor"

HEAD = (
    "student",
    "attempt",
    "outcome",
    "score",
    "max_score",
    "percent",
    "reason",
    "timed_out",
    "adjustments",
)
TAIL = ("isolation", "wall_seconds", "submitted_at", "started_at", "submission_digest", "suite_digest")


def export(reports: Sequence[ScoreReport], _: Context) -> str:
    """Write the table."""
    slugs = list(dict.fromkeys(exercise.slug for report in reports for exercise in report.exercises))
    return write_table([(*HEAD, *map(text_cell, slugs), *TAIL), *(_row(report, slugs) for report in reports)])


def _row(report: ScoreReport, slugs: Sequence[str]) -> tuple[str, ...]:
    score = None if ungraded(report) else report.score
    percent = None if score is None or report.max_score <= 0 else 100 * score / report.max_score
    scores = {exercise.slug: exercise.score for exercise in report.exercises}
    return (
        text_cell(report.student),
        str(report.attempt),
        report.outcome.value,
        number_cell(score),
        number_cell(report.max_score),
        number_cell(percent),
        text_cell(report.reason),
        str(sum(case.status is Status.TIMED_OUT for case in report.cases)),
        number_cell(sum(each.points for each in report.adjustments)),
        *(number_cell(None if score is None else scores.get(slug)) for slug in slugs),
        report.isolation.level.value,
        number_cell(report.usage.wall_seconds),
        text_cell(report.submitted_at),
        text_cell(report.started_at),
        text_cell(report.submission_digest),
        text_cell(report.suite_digest),
    )
