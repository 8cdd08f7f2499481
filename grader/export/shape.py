"""What all exporters share: who and what an export is for, and how it is written.

An exporter is a module with

    NAME      what follows the two dashes on the command line
    HELP      one line for people
    FILE      how the written file's name ends; it starts with the report's name
    AUDIENCE  whose view of the report the other system shows: redact for it before exporting
    export    a pure function, see `One` and `Many`

`export` gives None where the other system has no words for "could not be graded": then nothing is
written, and the caller ends with a non-zero code. A zero would be a lie.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from grader.records import CaseResult, Outcome, ScoreReport, Status
from grader.render import words

Audience = Literal["instructor", "student"]


@dataclass(frozen=True, slots=True)
class Identity:
    """Who a student is in a learning system's own words."""

    name: str = ""
    id: str = ""
    sis_id: str = ""
    login: str = ""
    section: str = ""
    email: str = ""


@dataclass(frozen=True, slots=True)
class Context:
    """What an export needs to know that no report holds.

    `roster` maps a report's student to the learning system's identity. `run` holds the facts that
    a hosted run knows of itself (for Classroom 50: classroom, assignment, owner, submission, ...).
    """

    assignment: str = "Gradients"
    folder: str = "exercises"
    roster: Mapping[str, Identity] = field(default_factory=dict)
    run: Mapping[str, str] = field(default_factory=dict)

    def who(self, student: str) -> Identity:
        """Give the student's identity; without a roster, what they are called here is login and name.

        A number is the system's own as well: so students are called that come from an export.
        """
        clean = words.line(student, 200)
        number = clean if clean.isascii() and clean.isdigit() else ""
        return self.roster.get(student, Identity(name=clean, id=number, login=clean))


One = Callable[[ScoreReport, Context], str | None]
Many = Callable[[Sequence[ScoreReport], Context], str]


@dataclass(frozen=True, slots=True)
class Format:
    """One export format; exactly one of `one` and `many` is set."""

    name: str
    help: str
    file: str
    audience: Audience
    one: One | None = None
    many: Many | None = None


def dump(document: Mapping[str, Any]) -> str:
    """Write JSON that every reader takes: ASCII, no NaN, one trailing newline."""
    return json.dumps(document, indent=2, ensure_ascii=True, allow_nan=False) + "\n"


def ungraded(report: ScoreReport) -> bool:
    """Tell whether there is no score, by our fault."""
    return report.outcome is Outcome.INTERNAL_ERROR or report.score is None


def title(case: CaseResult) -> str:
    """Name a case for people: exercise, task and what is checked."""
    return f"{words.line(case.exercise, 60)} {case.task}: {words.line(case.title)}"


def passed(case: CaseResult) -> bool:
    """Tell whether the case is right."""
    return case.status is Status.PASSED


def output(case: CaseResult) -> str:
    """Give the case's feedback; nothing where all is well."""
    return "" if passed(case) else words.feedback(case)


def summary(report: ScoreReport) -> str:
    """Give what there is to say of the whole: standing, changes by policy, notes."""
    lines = [words.standing(report), *remarks(report)]
    return "\n".join(line for line in lines if line)


def remarks(report: ScoreReport) -> list[str]:
    """Give the adjustments and notes as lines."""
    changes = [
        f"{words.signed(each.points)} points: {words.line(each.reason)}" for each in report.adjustments
    ]
    notes = [
        f"{words.line(note.file, 80)}: {words.line(note.message)}" if note.file else words.line(note.message)
        for note in report.notes[:20]
    ]
    return changes + notes


def cut(text: str, limit: int) -> str:
    """Shorten text to `limit` characters, the last one an ellipsis where something is missing."""
    return text if len(text) <= limit else text[: limit - 1] + "\u2026"


def latest(reports: Iterable[ScoreReport]) -> list[ScoreReport]:
    """Give each student's latest attempt, in the order in which the students first come."""
    chosen: dict[str, ScoreReport] = {}
    for report in reports:
        if report.student not in chosen or report.attempt >= chosen[report.student].attempt:
            chosen[report.student] = report
    return list(chosen.values())
