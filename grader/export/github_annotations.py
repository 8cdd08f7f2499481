"""Annotations for GitHub Actions: a workflow command per failing exercise, on its file and line."""

from __future__ import annotations

from grader.export.actions import command, file_of, first_failures
from grader.export.shape import Audience, Context, output, ungraded
from grader.records import CaseResult, Outcome, ScoreReport
from grader.render import words

NAME = "github-annotations"
HELP = "annotations for GitHub Actions, to be printed"
FILE = ".annotations.txt"
AUDIENCE: Audience = "student"

SHOWN = 10  # GitHub keeps ten annotations of a kind per step


def export(report: ScoreReport, context: Context) -> str:
    """Write the commands, one a line."""
    lines = []
    if report.outcome is not Outcome.GRADED:
        title = "Could not be graded" if ungraded(report) else "Nothing could be graded"
        lines.append(command("error", {"title": title}, words.standing(report)))
    lines += [_annotation(case, context.folder) for case in first_failures(report)[:SHOWN]]
    return "".join(f"{line}\n" for line in lines)


def _annotation(case: CaseResult, folder: str) -> str:
    where = {"file": file_of(case.exercise, folder), "line": str(case.line or 1)}
    title = f"Task {case.task}: {words.line(case.title, 120)}"
    return command("error", {**where, "title": title}, output(case))
