"""PrairieLearn's external grader `results.json`: a share in [0, 1], and at most 1 MB.

Where we fail, `gradable` is false and the attempt is not charged. A rejected submission is graded:
zero, with the reason.
"""

from __future__ import annotations

from typing import Any

from grader.export.shape import Audience, Context, cut, dump, output, summary, title, ungraded
from grader.records import CaseResult, ScoreReport
from grader.render import words

NAME = "prairielearn"
HELP = "PrairieLearn's results.json"
FILE = ".prairielearn.json"
AUDIENCE: Audience = "student"

MAX_BYTES = 1_000_000
OUTPUT_LIMITS = (4000, 1000, 200, 0)  # of one test; the first that keeps the whole under MAX_BYTES


def export(report: ScoreReport, _: Context) -> str:
    """Write results.json."""
    if ungraded(report):
        return dump({"gradable": False, "message": summary(report), "format_errors": [words.OUR_FAULT]})
    for limit in OUTPUT_LIMITS:
        text = dump(_document(report, report.cases, limit))
        if len(text) <= MAX_BYTES:
            return text
    return dump(_document(report, (), 0))


def _document(report: ScoreReport, cases: tuple[CaseResult, ...], limit: int) -> dict[str, Any]:
    document: dict[str, Any] = {
        "gradable": True,
        "score": words.share(report.score, report.max_score),
        "message": cut(summary(report) or words.score_words(report), 4000),
        "output": "",
    }
    if cases:
        document["tests"] = [_test(case, limit) for case in cases]
    return document


def _test(case: CaseResult, limit: int) -> dict[str, Any]:
    return {
        "name": title(case),
        "description": words.line(case.title),
        "points": case.score,
        "max_points": case.max_score,
        "message": cut(words.STATUS_WORDS[case.status], 200),
        "output": cut(output(case), limit) if limit else "",
    }
