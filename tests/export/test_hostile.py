"""Hostile text in every field of a report stays text in every format."""

from __future__ import annotations

import base64
import csv
import io
import json
import re
from html.parser import HTMLParser
from xml.etree import ElementTree

import junitparser
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from msgspec.structs import replace

from grader.export import FORMATS
from grader.export.table import text_cell
from grader.records import Counterexample, Row, ScoreReport, Status
from tests.export.golden import export
from tests.support import reports
from tests.support.attacks import ATTACKS
from tests.support.imagined import COURSE

CONTROLS = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200b\u2028-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]"
)
CANARY = "c4nary"


def commands(log: str) -> list[str]:
    """Give the names of the workflow commands that GitHub's runner sees in a log.

    A line is one where, blanks aside, it begins with `::`, or has `##[name` anywhere.
    """
    found = []
    for line in re.split(r"\r\n|\r|\n", log):
        modern = re.match(r"\s*::([A-Za-z-]+)[^:]*::", line)
        found += [modern.group(1)] if modern else []
        found += re.findall(r"##\[([^\] ;]+)", line)
    return found


def check_everything(report: ScoreReport) -> None:
    """Export to every format and assert that nothing of the report is more than text there."""
    texts = {name: export(form, report) or "" for name, form in FORMATS.items()}
    for text in texts.values():
        assert not CONTROLS.search(text)
        text.encode("utf-8")
    check_log(texts["github-annotations"], {"error"})
    check_log(texts["github-notices"], {"notice", "error"})
    check_log(texts["github-summary"], set())
    check_markdown(texts["github-summary"])
    for name in ("csv", "canvas", "moodle"):
        check_cells(texts[name])
    check_feedback(texts["moodle"])
    check_xml(texts["junit"])
    for name in ("gradescope", "classroom50", "prairielearn", "exercism", "check50"):
        if texts[name]:  # some have no words for our fault
            json.loads(texts[name])
    json.loads(base64.b64decode(texts["github-runner"]))


def check_log(text: str, allowed: set[str]) -> None:
    """Assert that the runner sees one command per line and none but ours."""
    seen = commands(text)
    assert set(seen) <= allowed
    if allowed:
        assert len(seen) == len(text.splitlines())


def check_markdown(text: str) -> None:
    """Assert that a Markdown reader finds no link, image, mention or tag but our line breaks and code."""
    tokens = MarkdownIt("commonmark", {"html": True}).enable("table").parse(text)
    for token in [*tokens, *(child for each in tokens for child in each.children or [])]:
        assert token.type not in {"link_open", "image", "html_block", "fence", "code_block"}
        if token.type == "html_inline":
            assert token.content in {"<br>", "<code>", "</code>"}
    assert not re.search(r"@\w|https?:|(?<!&)#\d", text)
    assert len(re.findall(r"^## ", text, re.MULTILINE)) == 1


def check_cells(text: str) -> None:
    """Assert that no cell is a formula and that every row has as many cells as the first."""
    rows = list(csv.reader(io.StringIO(text, newline="")))
    assert len({len(row) for row in rows}) == 1
    for row in rows:
        for cell in row:
            assert not re.match("[=+@\t\r\n\uff1d\uff0b\uff0d\uff20]", cell)
            assert not cell.startswith("-") or re.fullmatch(r"-[0-9.]+", cell)
            assert not re.search(r";\s*[=+@]", cell)


def check_feedback(text: str) -> None:
    """Assert that the feedback for Moodle has no tag but line breaks."""
    tags: list[str] = []

    class Reader(HTMLParser):
        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            tags.append(tag)

    for row in csv.reader(io.StringIO(text, newline="")):
        Reader(convert_charrefs=True).feed(row[6])
    assert set(tags) <= {"br"}


def check_xml(text: str) -> None:
    """Assert that the document is read by two readers and has no element but ours."""
    root = ElementTree.fromstring(text.encode("utf-8"))
    assert {element.tag for element in root.iter()} <= {
        "testsuites", "testsuite", "testcase", "failure", "error", "skipped",
    }  # fmt: skip
    junitparser.JUnitXml.fromstring(text.encode("utf-8"))


@pytest.mark.parametrize("attack", ATTACKS)
def test_no_attack_works_in_any_format(attack: str) -> None:
    """Each attack, put into every field at once, is only text everywhere."""
    check_everything(reports.hostile(lambda _: attack))


def test_all_attacks_at_once() -> None:
    """Attacks side by side in different fields are only text everywhere."""
    check_everything(reports.hostile())


@given(st.lists(st.text(max_size=60), min_size=1, max_size=5))
@settings(max_examples=60, deadline=None)
def test_any_text_is_only_text(texts: list[str]) -> None:
    """Whatever a submission puts into a report's fields is only text everywhere."""
    check_everything(reports.hostile(lambda index: texts[index % len(texts)]))


@given(
    st.text(alphabet=st.sampled_from("=+-@\t\r\n ;,'\"|%:#[]()<>&`!*_\\a1\u2028\ufeff\uff1d"), max_size=12)
)
@settings(max_examples=200, deadline=None)
def test_signs_in_any_order_are_only_text(text: str) -> None:
    """No order of the signs that formats give a meaning gets one."""
    check_everything(reports.hostile(lambda _: text))


@pytest.mark.parametrize("outcome", ["rejected", "internal_error"])
@pytest.mark.parametrize("attack", ATTACKS)
def test_reasons_and_names_are_only_text(outcome: str, attack: str) -> None:
    """A refused or failed run's reason and student are only text too."""
    check_everything(replace(reports.ALL[outcome](), reason=attack, student=attack))


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n=", " =", "\ufeff=", "\uff1d"])
def test_a_cell_that_would_be_a_formula_gets_an_apostrophe(start: str) -> None:
    """A cell never begins with a sign that a spreadsheet runs."""
    cell = text_cell(f"{start}SUM(A1)")
    assert cell.startswith(("'", "\ufffd"))
    assert "SUM(A1)" in cell


def test_the_positive_control_sees_commands() -> None:
    """The log reader of these tests does see a forged command where nothing escapes it."""
    assert commands("  ::error file=a::x\nabc ##[warning]y\n::add-mask::z") == [
        "error",
        "warning",
        "add-mask",
    ]


def test_students_exports_hold_nothing_of_hidden_cases() -> None:
    """Rows, timelines and times of hidden cases are in no export that a student may read."""
    cases = [
        replace(
            case,
            rows=(Row(what="x", yours="1", expected=CANARY),),
            counterexample=Counterexample(code="w = 1"),
        )
        if case.visibility == "hidden"
        else case
        for case in reports.cases_of(COURSE[2], Status.FAILED)
    ]
    for name, form in FORMATS.items():
        text = export(form, reports.make_report(cases)) or ""
        shown = base64.b64decode(text).decode() if name == "github-runner" else text
        assert CANARY not in shown
