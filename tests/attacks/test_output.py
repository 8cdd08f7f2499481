"""The output of hostile submissions that were really graded is text, on a terminal and in every file."""

from __future__ import annotations

import io
from collections.abc import Iterator

import pytest
from msgspec.structs import replace
from rich.console import Console

from grader.course import Course
from grader.records import ScoreReport
from grader.render.html import class_page, student_page
from grader.render.terminal import class_table, report_table
from grader.report import redact, to_json
from tests.attacks.corpus import reports as corpus
from tests.attacks.run import Arena, grading
from tests.export.test_hostile import check_everything
from tests.render.test_html import is_harmless
from tests.render.test_terminal import harmless

SOURCES = {
    "escapes": corpus.ESCAPES,
    "commands": corpus.COMMANDS,
    "markup": corpus.MARKUP,
    "surrogates": corpus.SURROGATES,
    "large": corpus.LARGE,
    "odd answers": corpus.BLAME,
}


@pytest.fixture(scope="module")
def graded(course: Course) -> Iterator[dict[str, ScoreReport]]:
    """Grade them all once."""
    with grading(course, "standard") as grader:
        arena = Arena(grader)
        yield {name: arena.graded(source) for name, source in SOURCES.items()}


@pytest.mark.parametrize("name", SOURCES)
def test_output_stays_text(graded: dict[str, ScoreReport], name: str) -> None:
    """A real report of it moves no cursor, runs no command, adds no element and makes no formula."""
    report = replace(graded[name], student=f"{name} \x1b[31m::error::\u202e")
    check_everything(report)
    for seen in (redact(report, "instructor"), redact(report, "student")):
        file = io.StringIO()
        console = Console(file=file, width=100, force_terminal=False)
        console.print(report_table(seen, details=9))
        console.print(class_table([seen]))
        harmless(file.getvalue())
        is_harmless(student_page(seen))
        is_harmless(class_page([seen], name))
        assert len(to_json(seen)) < 1 << 20
