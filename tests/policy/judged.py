"""Reports as the judge leaves them: every sum is the sum of its cases."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from msgspec.structs import replace

from grader.records import CaseResult, ScoreReport
from grader.score import tidy
from tests.support.reports import make_report


def judged(cases: Iterable[CaseResult], **fields: Any) -> ScoreReport:
    """Make a graded report of just these cases."""
    report = make_report(cases, **fields)
    exercises = tuple(
        replace(
            each,
            score=tidy(sum(case.score for case in report.cases if case.exercise == each.slug)),
            max_score=tidy(sum(case.max_score for case in report.cases if case.exercise == each.slug)),
        )
        for each in report.exercises
    )
    return replace(
        report,
        exercises=exercises,
        score=tidy(sum(each.score for each in exercises)),
        max_score=tidy(sum(each.max_score for each in exercises)),
    )
