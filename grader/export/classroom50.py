"""Classroom 50's `result.json` (classroom50/result/v1).

Its scores are integers, and a task's points are shared by its cases, often in thirds. So everything
is in hundredths of a point: 14.33 of 42 points is 1433 of 4200. A score is rounded to the nearest
hundredth, but reaches the maximum only where the maximum was earned. The total is rounded from the
points themselves, so the tests may add up to a few hundredths more or less.

What the runner knows of itself comes in `context.run`: classroom, assignment, assignment_type,
owner, submission (a submit/... tag), commit, release, review, submitted_by, submitted_by_id.
Where we fail there is no result: write nothing and end with a non-zero code.
"""

from __future__ import annotations

import math
from datetime import UTC, datetime
from typing import Any

from grader.export.shape import Audience, Context, cut, dump, output, passed, title, ungraded
from grader.records import CaseResult, ScoreReport

NAME = "classroom50"
HELP = "Classroom 50's result.json"
FILE = ".classroom50.json"
AUDIENCE: Audience = "student"

UNITS_PER_POINT = 100
OUTPUT_LIMIT = 2000


def export(report: ScoreReport, context: Context) -> str | None:
    """Write result.json; None where there is no score."""
    if ungraded(report):
        return None
    run = context.run
    commit = run.get("commit") or "unknown"
    document: dict[str, Any] = {
        "schema": "classroom50/result/v1",
        "classroom": run.get("classroom") or "unknown",
        "assignment": run.get("assignment") or "gradients",
        "assignment_type": run.get("assignment_type") or "individual",
        "owner": run.get("owner") or context.who(report.student).login or "unknown",
        "submission": run.get("submission") or "submit/unknown",
        "commit": commit,
        "release": run.get("release") or commit,
        "review": run.get("review") or commit,
        "datetime": _instant(report.submitted_at or report.started_at),
        "graded_at": _instant(report.started_at),
        "score": units(report.score or 0.0, report.max_score),
        "max-score": units(report.max_score, report.max_score),
        "tests": [_test(case) for case in report.cases],
    }
    if run.get("submitted_by"):
        number = run.get("submitted_by_id", "")
        document["submitted_by"] = {
            "username": run["submitted_by"],
            "id": int(number) if number.isdecimal() else None,
        }
    return dump(document)


def units(score: float, max_score: float) -> int:
    """Give points as whole hundredths, never below zero, never full for less than all."""
    most = math.floor(max_score * UNITS_PER_POINT + 0.5)
    if score >= max_score:
        return most
    return min(max(math.floor(score * UNITS_PER_POINT + 0.5), 0), max(most - 1, 0))


def _test(case: CaseResult) -> dict[str, Any]:
    return {
        "test-name": title(case),
        "passed": passed(case),
        "score": units(case.score, case.max_score),
        "max-score": units(case.max_score, case.max_score),
        "output": cut(output(case), OUTPUT_LIMIT),
    }


def _instant(text: str) -> str:
    """Give an ISO 8601 time in UTC to the second; the epoch where there is none to read."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return "1970-01-01T00:00:00Z"
    moment = moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ").zfill(20)
