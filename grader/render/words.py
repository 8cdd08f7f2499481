"""The words that every view and export of a report uses, so that one thing has one name everywhere."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime

from grader.messages import say
from grader.records import CaseResult, ExerciseResult, Outcome, ScoreReport, Status
from grader.text import clean

STATUS_WORDS: dict[Status, str] = {
    Status.PASSED: say("status_passed"),
    Status.FAILED: say("status_failed"),
    Status.ERROR: say("status_error"),
    Status.TIMED_OUT: say("status_timed_out"),
    Status.BLOCKED: say("status_blocked"),
    Status.NOT_ATTEMPTED: say("status_not_attempted"),
    Status.NOT_RUN: say("status_not_run"),
}
FAILURES = frozenset({Status.FAILED, Status.ERROR, Status.TIMED_OUT})
OUR_FAULT = say("internal_error")

LINE_LIMIT = 300
BLOCK_LIMIT = 4000


def line(text: str, limit: int = LINE_LIMIT) -> str:
    """Give hostile text as one clean line."""
    return _unarmed(" ".join(clean(text, limit).split()))


def block(text: str, limit: int = BLOCK_LIMIT) -> str:
    """Give hostile text as clean lines without trailing blanks."""
    return _unarmed("\n".join(each.rstrip() for each in clean(text, limit).splitlines()).strip("\n"))


def _unarmed(text: str) -> str:
    """Break the mark that GitHub's runner takes for a command anywhere in a line of a log."""
    return text.replace("##[", "## [")


def points(value: float) -> str:
    """Write points with at most two decimals: 4, 1.5, 0.67."""
    text = f"{value:.2f}".rstrip("0").rstrip(".")
    return "0" if text in {"-0", ""} else text


def signed(value: float) -> str:
    """Write a change of points with its sign: -2.5, +1."""
    return f"{'-' if value < 0 else '+'}{points(abs(value))}"


def instant(text: str) -> str:
    """Write an ISO 8601 time for people, to the minute and in UTC; other text as it is."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return line(text, 40)
    moment = moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    return f"{moment:%Y-%m-%d %H:%M} UTC"


def score_words(report: ScoreReport) -> str:
    """Say the score, or that there is none."""
    if report.score is None:
        return say("no_score")
    return say("score", score=points(report.score), of=points(report.max_score))


def share(score: float | None, max_score: float) -> float:
    """Give score / max_score within [0, 1]; nothing to earn counts as all of it."""
    if score is None:
        return 0.0
    return min(max(score / max_score, 0.0), 1.0) if max_score > 0 else 1.0


def standing(report: ScoreReport) -> str:
    """Say in a sentence what kept the run from being an ordinary one, or nothing."""
    if report.outcome is Outcome.INTERNAL_ERROR:
        return OUR_FAULT
    if report.outcome is Outcome.REJECTED:
        return say("rejected", reason=line(report.reason) or say("no_reason"))
    return ""


def diagnosis(case: CaseResult) -> str:
    """Give the sentence that names the mistake, or nothing."""
    cause = line(case.cause).rstrip(".")
    return say("diagnosis", cause=cause) if cause else ""


def message(case: CaseResult) -> str:
    """Give the case's message as one line; its status in words where it has none."""
    return line(case.message) or f"{STATUS_WORDS[case.status].capitalize()}."


def cases_of(report: ScoreReport, slug: str) -> tuple[CaseResult, ...]:
    """Give an exercise's cases in their order."""
    return tuple(case for case in report.cases if case.exercise == slug)


def first_failure(cases: Iterable[CaseResult]) -> CaseResult | None:
    """Give the case to show first: what went wrong before what only waits."""
    rest = [case for case in cases if case.status is not Status.PASSED]
    return next((case for case in rest if case.status in FAILURES), rest[0] if rest else None)


def is_failing(exercise: ExerciseResult) -> bool:
    """Tell whether someone has worked on the exercise and something in it is wrong."""
    return exercise.status in FAILURES


def feedback(case: CaseResult) -> str:
    """Give all that a case says as plain lines: message, gap, diagnosis, hint, something to replay."""
    parts = [message(case)]
    parts += [_row(row.what, row.yours, row.expected, row.ratio) for row in case.rows]
    parts += [text for text in (diagnosis(case), line(case.hint)) if text]
    if case.counterexample is not None:
        parts += [
            say("replay"),
            *(f"    {each}" for each in block(case.counterexample.code).splitlines()),
        ]
        parts += [_row(row.what, row.yours, row.expected, row.ratio) for row in case.counterexample.rows]
    return "\n".join(parts)


def _row(what: str, yours: str, expected: str, ratio: str) -> str:
    text = say("row", what=line(what), yours=line(yours), expected=line(expected))
    return "  " + (say("row_ratio", row=text, ratio=line(ratio)) if ratio else text)
