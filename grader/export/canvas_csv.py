"""Canvas' grade book as CSV, one assignment.

A student without a score by our fault has no row: Canvas leaves whom a file does not name alone,
while an empty cell can clear a grade. Of several attempts the latest counts.
"""

from __future__ import annotations

from collections.abc import Sequence

from grader.export.shape import Audience, Context, latest, ungraded
from grader.export.table import number_cell, text_cell, write_table
from grader.records import ScoreReport

NAME = "canvas"
HELP = "a CSV for Canvas' grade book"
FILE = "canvas.csv"
AUDIENCE: Audience = "instructor"

COLUMNS = ("Student", "ID", "SIS User ID", "SIS Login ID", "Section")
POINTS_POSSIBLE = "    Points Possible"  # Canvas writes and knows it with these blanks


def export(reports: Sequence[ScoreReport], context: Context) -> str:
    """Write the grade book."""
    most = max((report.max_score for report in reports), default=0.0)
    rows = [
        (*COLUMNS, text_cell(context.assignment)),
        (POINTS_POSSIBLE, "", "", "", "", number_cell(most)),
        *(_row(report, context) for report in latest(reports) if not ungraded(report)),
    ]
    return write_table(rows)


def _row(report: ScoreReport, context: Context) -> tuple[str, ...]:
    who = context.who(report.student)
    names = (who.name, who.id, who.sis_id, who.login, who.section)
    return (*map(text_cell, names), number_cell(report.score))
