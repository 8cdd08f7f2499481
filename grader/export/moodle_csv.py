"""Moodle's grading worksheet as CSV: identifier, grade and feedback.

Moodle takes a file only with an identifier, a grade and a time of the last change in it; the number
that it knows a participant by stands behind the word that an English site puts before it. Feedback
is read as HTML, so it is escaped as HTML before it is made safe as a cell. A student without a score
by our fault keeps an empty grade, and the feedback says why. Of several attempts the latest counts.
"""

from __future__ import annotations

import html
from collections.abc import Sequence

from grader.export.shape import Audience, Context, latest, summary, ungraded
from grader.export.table import number_cell, text_cell, write_table
from grader.records import ScoreReport, Status
from grader.render import words

NAME = "moodle"
HELP = "a CSV for Moodle's grading worksheet"
FILE = "moodle.csv"
AUDIENCE: Audience = "student"

COLUMNS = (
    "Identifier",
    "Full name",
    "Email address",
    "Grade",
    "Maximum Grade",
    "Last modified (grade)",
    "Feedback comments",
)
FEEDBACK_LIMIT = 8000


def export(reports: Sequence[ScoreReport], context: Context) -> str:
    """Write the worksheet."""
    return write_table([COLUMNS, *(_row(report, context) for report in latest(reports))])


def _row(report: ScoreReport, context: Context) -> tuple[str, ...]:
    who = context.who(report.student)
    return (
        text_cell(_participant(who.id or who.login)),
        text_cell(who.name),
        text_cell(who.email),
        number_cell(None if ungraded(report) else report.score),
        number_cell(report.max_score),
        "",
        text_cell("<br>".join(html.escape(line) for line in _feedback(report)), FEEDBACK_LIMIT),
    )


def _participant(number: str) -> str:
    return f"Participant {number}" if number.isascii() and number.isdigit() else number


def _feedback(report: ScoreReport) -> list[str]:
    """Give a line for the whole and one for each exercise with the first thing to look at."""
    lines = summary(report).splitlines()
    untouched = []
    for exercise in report.exercises:
        slug = words.line(exercise.slug, 60)
        if exercise.status is Status.NOT_ATTEMPTED:
            untouched.append(slug)
            continue
        score = f"{words.points(exercise.score)}/{words.points(exercise.max_score)}"
        case = words.first_failure(words.cases_of(report, exercise.slug))
        rest = "" if exercise.status is Status.PASSED or case is None else f": {words.message(case)}"
        lines.append(f"{slug} {score}{rest}")
    if untouched:
        lines.append(f"not attempted yet: {', '.join(untouched)}")
    return lines
