"""Gradescope's `results/results.json`.

A case keeps its visibility. Gradescope hides the total as soon as one test is hidden, so export the
student's view of a report: what is left of its hidden cases may be seen, and is marked visible.
Gradescope has no word for "could not be graded"; without a results file it says that the autograder
failed, which is the truth.
"""

from __future__ import annotations

from typing import Any

from grader.export.shape import Audience, Context, dump, output, passed, summary, title, ungraded
from grader.records import CaseResult, ScoreReport, Visibility

NAME = "gradescope"
HELP = "Gradescope's results.json"
FILE = ".gradescope.json"
AUDIENCE: Audience = "student"


def export(report: ScoreReport, _: Context) -> str | None:
    """Write results.json; None where there is no score."""
    if ungraded(report):
        return None
    tests = [_test(case, report.audience) for case in report.cases]
    document: dict[str, Any] = {
        **({"execution_time": round(report.usage.wall_seconds, 3)} if report.usage.wall_seconds else {}),
        "output": summary(report),
        "output_format": "text",
        "test_output_format": "text",
        "test_name_format": "text",
        "visibility": "visible",
        "stdout_visibility": "hidden",
        "extra_data": {
            "outcome": report.outcome.value,
            "max_score": report.max_score,
            "submission_digest": report.submission_digest,
            "suite_digest": report.suite_digest,
            "grader_version": report.grader_version,
        },
        "tests": tests,
    }
    if abs(sum(case.score for case in report.cases) - (report.score or 0.0)) > 1e-6 or not tests:
        document = {"score": report.score, **document}  # overrides the sum of the tests
    return dump(document)


def _test(case: CaseResult, audience: str) -> dict[str, Any]:
    seen = (
        Visibility.VISIBLE
        if audience == "student" and case.visibility is Visibility.HIDDEN
        else case.visibility
    )
    return {
        "score": case.score,
        "max_score": case.max_score,
        "status": "passed" if passed(case) else "failed",
        "name": title(case),
        "name_format": "text",
        "number": f"{case.exercise[2:4]}.{case.task}" if case.exercise[2:4].isdigit() else str(case.task),
        "output": output(case),
        "output_format": "text",
        "tags": [case.exercise, *([case.diagnosis] if case.diagnosis else [])],
        "visibility": seen.value,
        "extra_data": {"id": case.id, "status": case.status.value, "evidence": case.evidence},
    }
