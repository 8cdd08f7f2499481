"""The runner result that GitHub Classroom's reporter takes: JSON in base64 for a step's `result`.

`tests` and `max_score` are always there, and `test_code` is always empty: it is printed to the log.
"""

from __future__ import annotations

import base64
import json
from typing import Any

from grader.export.actions import file_of
from grader.export.shape import Audience, Context, cut, output, passed, remarks, summary, title, ungraded
from grader.records import CaseResult, Outcome, ScoreReport, Status
from grader.render import words

NAME = "github-runner"
HELP = "the result for GitHub Classroom's reporter, in base64"
FILE = ".runner.b64"
AUDIENCE: Audience = "student"

MESSAGE_LIMIT = 1000
_ERRORS = frozenset({Status.ERROR, Status.TIMED_OUT, Status.NOT_RUN})


def export(report: ScoreReport, context: Context) -> str:
    """Write the result in base64."""
    text = json.dumps(document(report, context), ensure_ascii=True, allow_nan=False)
    return base64.b64encode(text.encode("ascii")).decode("ascii") + "\n"


def document(report: ScoreReport, context: Context) -> dict[str, Any]:
    """Give the result: status error for our failure and for a submission with nothing to grade."""
    if ungraded(report) or report.outcome is Outcome.REJECTED or not report.cases:
        tests = [_whole(report)]
        return {"version": 1, "status": "error", "max_score": report.max_score, "tests": tests}
    status = "pass" if all(passed(case) for case in report.cases) else "fail"
    tests = [_test(case, context) for case in report.cases] + _rest(report)
    return {"version": 1, "status": status, "max_score": report.max_score, "tests": tests}


def _whole(report: ScoreReport) -> dict[str, Any]:
    message = cut(summary(report) or words.score_words(report), MESSAGE_LIMIT)
    return _entry(name="submission", status="error", score=None if ungraded(report) else 0, message=message)


def _test(case: CaseResult, context: Context) -> dict[str, Any]:
    return _entry(
        name=title(case),
        status="pass" if passed(case) else "error" if case.status in _ERRORS else "fail",
        score=case.score,
        message=cut(output(case), MESSAGE_LIMIT),
        filename=file_of(case.exercise, context.folder),
        line_no=case.line or 0,
        duration=round(case.duration_seconds, 3),
    )


def _rest(report: ScoreReport) -> list[dict[str, Any]]:
    """Give an entry for points that no listed case holds, since the reporter sums the tests."""
    rest = round((report.score or 0.0) - sum(case.score for case in report.cases), 6)
    if abs(rest) < 1e-6:
        return []
    message = cut("\n".join(remarks(report)), MESSAGE_LIMIT)
    return [
        _entry(name="Points by policy and of cases not shown", status="pass", score=rest, message=message)
    ]


def _entry(*, name: str, status: str, score: float | None, message: str, **where: Any) -> dict[str, Any]:
    return {
        "name": name,
        "status": status,
        "score": score,
        "message": message,
        "test_code": "",
        **{"filename": "", "line_no": 0, "duration": 0.0, **where},
    }
