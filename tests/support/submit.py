"""Make a submission from source text, and read its graded report."""

from __future__ import annotations

import hashlib

from grader.pipeline import Grader
from grader.records import CaseResult, ExerciseResult, ScoreReport, Submission


def submission(student: str = "sam", **sources: str) -> Submission:
    """Give a submission of these exercises, as intake would."""
    data = {slug: text.encode() for slug, text in sources.items()}
    digest = hashlib.sha256(repr(sorted(data.items())).encode()).hexdigest()
    return Submission(
        student=student, sources=data, files=tuple(f"{slug}.py" for slug in data), digest=digest
    )


def graded(warm: Grader, student: str = "sam", **sources: str) -> ScoreReport:
    """Grade source texts by slug."""
    return warm.grade_submission(submission(student, **sources)).report


def exercise(report: ScoreReport, slug: str) -> ExerciseResult:
    """Give one exercise's result."""
    return next(result for result in report.exercises if result.slug == slug)


def cases(report: ScoreReport, slug: str) -> list[CaseResult]:
    """Give one exercise's cases."""
    return [case for case in report.cases if case.exercise == slug]
