"""One record, many exports: the registry of formats.

Add a format by writing a module as `grader.export.shape` describes and naming it here.
"""

from __future__ import annotations

from grader.export import (
    canvas_csv,
    check50,
    classroom50,
    exercism,
    github_annotations,
    github_notices,
    github_runner,
    github_summary,
    grades_csv,
    gradescope,
    junit,
    moodle_csv,
    prairielearn,
)
from grader.export.shape import Context, Format, Identity

__all__ = ["FORMATS", "Context", "Format", "Identity"]

_ONE = (
    gradescope,
    classroom50,
    prairielearn,
    exercism,
    check50,
    junit,
    github_summary,
    github_annotations,
    github_notices,
    github_runner,
)
_MANY = (grades_csv, canvas_csv, moodle_csv)

FORMATS: dict[str, Format] = {
    **{each.NAME: Format(each.NAME, each.HELP, each.FILE, each.AUDIENCE, one=each.export) for each in _ONE},
    **{each.NAME: Format(each.NAME, each.HELP, each.FILE, each.AUDIENCE, many=each.export) for each in _MANY},
}
