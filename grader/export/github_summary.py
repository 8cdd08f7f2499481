"""A step summary for GitHub Actions: Markdown for the file that GITHUB_STEP_SUMMARY names."""

from __future__ import annotations

from collections.abc import Iterator

from grader.export.actions import first_failures, markdown
from grader.export.shape import Audience, Context, remarks
from grader.records import CaseResult, Outcome, Row, ScoreReport, Status
from grader.render import words

NAME = "github-summary"
HELP = "Markdown for a GitHub Actions step summary"
FILE = ".summary.md"
AUDIENCE: Audience = "student"

DETAILS_SHOWN = 10
ROWS_SHOWN = 6
_MARKS = {Status.PASSED: "\u2705", Status.NOT_ATTEMPTED: "\u2b1c", Status.NOT_RUN: "\u2b1c"}


def export(report: ScoreReport, context: Context) -> str:
    """Write the summary."""
    return "\n".join([*_head(report, context), *_table(report), *_details(report), *_remarks(report)]) + "\n"


def _head(report: ScoreReport, context: Context) -> Iterator[str]:
    yield f"## {markdown(context.assignment)}: {markdown(words.score_words(report))}"
    if report.outcome is not Outcome.GRADED:
        yield from ("", f"> {markdown(words.standing(report), 1000)}")


def _table(report: ScoreReport) -> Iterator[str]:
    if not report.exercises:
        return
    yield from ("", "| | Exercise | Points | |", "|---|---|---:|---|")
    for exercise in report.exercises:
        mark = _MARKS.get(exercise.status, "\u274c")
        score = f"{words.points(exercise.score)} / {words.points(exercise.max_score)}"
        what = "" if exercise.status is Status.PASSED else words.STATUS_WORDS[exercise.status]
        yield f"| {mark} | {markdown(exercise.slug)} {markdown(exercise.title)} | {score} | {what} |"


def _details(report: ScoreReport) -> Iterator[str]:
    for case in first_failures(report)[:DETAILS_SHOWN]:
        yield from ("", f"### {markdown(case.exercise)}, task {case.task}: {markdown(case.title)}", "")
        yield markdown(words.message(case), 1000)
        yield from _rows(case.rows)
        yield from (f"\n{text}" for text in (_diagnosis(case), markdown(case.hint)) if text)
        if case.counterexample is not None:
            lines = words.block(case.counterexample.code).splitlines()[:20]
            code = "<br>".join(markdown(line.replace(" ", "\u00a0")) for line in lines)
            yield f"\nTry it at home:\n\n<code>{code}</code>"
            yield from _rows(case.counterexample.rows)


def _diagnosis(case: CaseResult) -> str:
    named = words.diagnosis(case)
    return f"**{markdown(named)}**" if named else ""


def _rows(rows: tuple[Row, ...]) -> Iterator[str]:
    if not rows:
        return
    yield from ("", "| | yours | expected | ratio |", "|---|---|---|---|")
    for row in rows[:ROWS_SHOWN]:
        yield (
            "| "
            + " | ".join(markdown(each) for each in (row.what, row.yours, row.expected, row.ratio))
            + " |"
        )


def _remarks(report: ScoreReport) -> Iterator[str]:
    lines = remarks(report)
    if lines:
        yield ""
        yield from (f"- {markdown(line)}" for line in lines)
