"""Build, redact and serialise score reports; the one place that applies visibility. Touches no file."""

from __future__ import annotations

from typing import Any, Literal

import msgspec

from grader import __version__
from grader.errors import ReportError
from grader.records import (
    SCHEMA_VERSION,
    CaseResult,
    Isolation,
    Outcome,
    ScoreReport,
    Submission,
    Usage,
    Visibility,
)
from grader.text import clean

Audience = Literal["instructor", "student"]
SCHEMA_ID = "score-report-1.0"
_OUR_FAULT = "Something went wrong on the grader's side. This is no zero: it will be graded again."
_STUDENT_LEVELS = (Visibility.VISIBLE, Visibility.HIDDEN)
_STUDENT_NOTES = frozenset(
    {
        "ambiguous",
        "duplicate",
        "encoding",
        "ignored",
        "late",
        "magic",
        "not_read",
        "notebook",
        "notebook_used",
        "refused",
        "too_large",
        "unmatched",
    }
)


def unscored(
    submission: Submission,
    outcome: Outcome,
    reason: str,
    max_score: float,
    isolation: Isolation,
    **facts: Any,
) -> ScoreReport:
    """Make the report of a run without judged cases.

    A rejected submission scores 0 of max_score and is listed for a person; an internal error has
    no score at all.
    """
    return ScoreReport(
        student=submission.student,
        attempt=submission.attempt,
        outcome=outcome,
        reason=reason,
        score=0.0 if outcome is Outcome.REJECTED else None,
        max_score=max_score,
        notes=submission.notes,
        submission_digest=submission.digest,
        grader_version=__version__,
        isolation=isolation,
        submitted_at=submission.submitted_at,
        **facts,
    )


def redact(report: ScoreReport, audience: Audience) -> ScoreReport:
    """Give the report as `audience` may see it.

    A student sees of a hidden case its title, status, points, the kind of mistake and a public
    counterexample; never its inputs or expected values. Cases of a later visibility are left out
    (their points are in the totals), and so are the seed, the machine's details, and what the run
    used: a submission could spell a hidden input in mebibytes.
    """
    if audience == "instructor":
        return msgspec.structs.replace(report, audience="instructor")
    degraded = tuple(reason for reason in report.isolation.degraded if "/" not in reason)  # no paths
    isolation = msgspec.structs.replace(report.isolation, probes={}, outer="", degraded=degraded)
    return msgspec.structs.replace(
        report,
        audience="student",
        reason=_OUR_FAULT if report.outcome is Outcome.INTERNAL_ERROR else report.reason,
        cases=tuple(_for_student(case) for case in report.cases if case.visibility in _STUDENT_LEVELS),
        notes=tuple(note for note in report.notes if note.code in _STUDENT_NOTES),
        isolation=isolation,
        usage=Usage(),
        seed=0,
        signature="",
    )


def _for_student(case: CaseResult) -> CaseResult:
    if case.visibility is Visibility.VISIBLE:
        return case
    return msgspec.structs.replace(case, rows=(), timeline=(), duration_seconds=0.0)


# --- JSON -------------------------------------------------------------------------------------

_decoder = msgspec.json.Decoder(ScoreReport)


class _Versioned(msgspec.Struct, frozen=True):
    schema_version: str = SCHEMA_VERSION


def to_json(report: ScoreReport, *, indent: int = 2) -> bytes:
    """Serialise a report: ASCII only, no NaN, keys in the schema's order."""
    text = msgspec.json.format(msgspec.json.encode(report), indent=indent)
    return _ascii(text) + b"\n"


def from_json(data: bytes, where: str = "report") -> ScoreReport:
    """Read a report. Raises ReportError that says where it breaks the schema."""
    try:
        report = _decoder.decode(data)
    except (msgspec.DecodeError, RecursionError) as error:
        _require_our_version(data, where)
        raise ReportError(f"{where}: not a score report: {error}") from None
    if report.schema_version != SCHEMA_VERSION:
        _require_our_version(data, where)
    return report


def _require_our_version(data: bytes, where: str) -> None:
    try:
        found = msgspec.json.decode(data, type=_Versioned).schema_version
    except (msgspec.DecodeError, RecursionError):
        return
    if found != SCHEMA_VERSION:
        told = clean(found, 20)
        raise ReportError(
            f"{where}: a score report of format {told}, and this grader reads {SCHEMA_VERSION}; "
            "read it with the grader that wrote it, or grade again"
        )


def schema() -> dict[str, Any]:
    """Give the JSON Schema of a report."""
    (reference,), components = msgspec.json.schema_components([ScoreReport], ref_template="#/$defs/{name}")
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": SCHEMA_ID,
        "title": "Score report of one submission",
        **reference,
        "$defs": components,
    }


def _ascii(text: bytes) -> bytes:
    if text.isascii():
        return text
    return "".join(c if ord(c) < 128 else _escape(ord(c)) for c in text.decode("utf-8")).encode("ascii")


def _escape(code: int) -> str:
    if code < 0x10000:
        return f"\\u{code:04x}"
    code -= 0x10000
    return f"\\u{0xD800 + (code >> 10):04x}\\u{0xDC00 + (code & 0x3FF):04x}"
