"""check50's JSON: true, false, or null for "could not be checked", which always has a cause."""

from __future__ import annotations

from typing import Any

from grader.export.shape import Audience, Context, dump, output, passed, summary, title, ungraded
from grader.records import CaseResult, Outcome, ScoreReport, Status
from grader.render import words

NAME = "check50"
HELP = "check50's JSON"
FILE = ".check50.json"
AUDIENCE: Audience = "student"

_UNCHECKED = frozenset({Status.BLOCKED, Status.NOT_RUN, Status.NOT_ATTEMPTED})


def export(report: ScoreReport, context: Context) -> str:
    """Write the results; a run that failed by our fault has an error and no results."""
    document: dict[str, Any] = {"slug": context.assignment, "version": report.grader_version or "0"}
    if ungraded(report) or report.outcome is Outcome.REJECTED:
        kind = "InternalError" if ungraded(report) else "Rejected"
        error = {
            "type": kind,
            "value": summary(report),
            "traceback": [],
            "actions": {"show_traceback": False},
            "data": {},
        }
        return dump({**document, "results": [], "error": error})
    return dump({**document, "results": [_result(case, report) for case in report.cases]})


def _result(case: CaseResult, report: ScoreReport) -> dict[str, Any]:
    unchecked = case.status in _UNCHECKED
    return {
        "name": case.id,
        "description": title(case),
        "passed": None if unchecked else passed(case),
        "log": [] if passed(case) else output(case).splitlines()[:50],
        "cause": None if passed(case) else _cause(case),
        "data": {"score": case.score, "max_score": case.max_score, "status": case.status.value},
        "dependency": _dependency(case, report),
    }


def _cause(case: CaseResult) -> dict[str, Any]:
    row = case.rows[0] if case.rows else None
    return {
        "rationale": words.message(case),
        "help": " ".join(text for text in (words.diagnosis(case), words.line(case.hint)) if text) or None,
        "expected": words.line(row.expected) if row else None,
        "actual": words.line(row.yours) if row else None,
    }


def _dependency(case: CaseResult, report: ScoreReport) -> str | None:
    """Name the first unattempted case of an earlier task that a blocked case waits for."""
    if case.status is not Status.BLOCKED:
        return None
    earlier = (each for each in report.cases if each.exercise == case.exercise and each.task < case.task)
    return next((each.id for each in earlier if not passed(each)), None)
