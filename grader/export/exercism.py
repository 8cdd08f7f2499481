"""Exercism's `results.json`, version 3: status, and per test at most 500 characters of output."""

from __future__ import annotations

from typing import Any

from grader.export.shape import Audience, Context, cut, dump, output, passed, summary, title, ungraded
from grader.records import CaseResult, Outcome, ScoreReport, Status
from grader.render import words

NAME = "exercism"
HELP = "Exercism's results.json, version 3"
FILE = ".exercism.json"
AUDIENCE: Audience = "student"

OUTPUT_LIMIT = 500
_ERRORS = frozenset({Status.ERROR, Status.TIMED_OUT, Status.NOT_RUN})


def export(report: ScoreReport, _: Context) -> str:
    """Write results.json; status error only where no test ran."""
    if ungraded(report) or report.outcome is Outcome.REJECTED or not report.cases:
        return dump(
            {"version": 3, "status": "error", "message": summary(report) or "No test was run.", "tests": []}
        )
    tests = [_test(case, report) for case in report.cases]
    status = "pass" if all(passed(case) for case in report.cases) else "fail"
    return dump({"version": 3, "status": status, "message": None, "tests": tests})


def _test(case: CaseResult, report: ScoreReport) -> dict[str, Any]:
    status = "pass" if passed(case) else "error" if case.status in _ERRORS else "fail"
    printed = next((each.output for each in report.exercises if each.slug == case.exercise), "")
    return {
        "name": title(case),
        "status": status,
        "message": None if passed(case) else output(case),
        "output": cut(words.block(printed), OUTPUT_LIMIT) or None,
        "test_code": "",
        "task_id": case.task,
    }
