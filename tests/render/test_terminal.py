"""The terminal view: what a student reads at 80 columns, and what hostile text cannot do to it."""

from __future__ import annotations

import io
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.console import Console

from grader.records import ScoreReport, Status
from grader.render.terminal import class_table, report_table
from tests.support import reports
from tests.support.attacks import ATTACKS
from tests.support.imagined import COURSE


def shown(renderable: object, *, width: int = 80, colour: bool = False, encoding: str = "utf-8") -> str:
    """Give what a console of this width, colour and encoding prints."""
    raw = io.BytesIO()
    file = io.TextIOWrapper(raw, encoding=encoding, newline="")
    console = Console(
        file=file, width=width, force_terminal=colour, color_system="truecolor" if colour else None
    )
    console.print(renderable)
    file.flush()
    return raw.getvalue().decode(encoding)


@pytest.mark.parametrize("name", reports.ALL)
@pytest.mark.parametrize("width", [40, 80, 200])
def test_no_line_is_wider_than_the_terminal(name: str, width: int) -> None:
    """Every report fits the width it is given, in terminal cells, without blanks at the line ends."""
    from rich.cells import cell_len

    for line in shown(report_table(reports.ALL[name](), details=9), width=width).splitlines():
        assert cell_len(line) <= min(width, 100)
        assert line == line.rstrip()


def test_a_failure_tells_the_gap_the_diagnosis_and_what_to_replay() -> None:
    """The first failing case shows message, yours, expected, ratio, the diagnosis, its hint and a replay."""
    text = shown(report_table(reports.halfway()))
    for expected in (
        "14.33 of 42 points",
        "ex05_square, task 2, line 41",
        "3 of 3 values differ, all by the same factor.",
        "yours  expected  ratio",
        "2.125  4.25      0.5",
        "This matches what happens when the factor 2 is dropped.",
        "Differentiate the square as well as what is inside it.",
        "w = torch.tensor([1.0, 2.0])",
        "hints: grader hint ex05_square",
        "notes.txt: This file is no exercise and was ignored.",
    ):
        assert expected in text


def test_only_the_first_failure_is_told_at_length() -> None:
    """One failing exercise is unfolded, the others keep a line, unless more are asked for."""
    assert shown(report_table(reports.halfway())).count("grader hint") == 1
    assert shown(report_table(reports.halfway(), details=3)).count("grader hint") == 3


def test_a_training_loop_shows_its_first_wrong_step() -> None:
    """A timeline is shown as the first step that differs, yours over expected."""
    text = shown(report_table(reports.halfway(), details=3))
    assert "step 1  yours     forward, backward, step" in text
    assert "        expected  zero, forward, backward, step" in text


def test_untouched_neighbours_share_a_line() -> None:
    """Three or more exercises that nobody has started are one line with their points together."""
    cases = [case for plan in COURSE[:2] for case in reports.cases_of(plan)]
    rest = [case for plan in COURSE[2:] for case in reports.cases_of(plan, Status.NOT_ATTEMPTED)]
    text = shown(report_table(reports.make_report(cases + rest)))
    assert re.search(r"ex05_square +\S+ +0 / 38 +and 6 more not attempted", text)
    assert "ex18_train" not in text


def test_our_fault_is_no_score() -> None:
    """An internal error says so, and shows neither a zero nor a bar."""
    text = shown(report_table(reports.internal_error()))
    assert "no score" in text
    assert "fault is ours" in text
    assert "0 of" not in text


def test_a_rejected_submission_says_why() -> None:
    """A rejected submission has its reason and its zero in view."""
    text = shown(report_table(reports.rejected()))
    assert "Nothing could be graded: There is no exercise file in this submission." in text
    assert "0 of 42 points" in text


def test_weak_isolation_and_late_points_are_said() -> None:
    """What lowers trust or score by no fault of the code stands below the table."""
    assert "isolation: none (Landlock is not available" in shown(report_table(reports.weak())).replace(
        "\n  │ ", " "
    )
    assert "-2.5 points: handed in 1 day late" in shown(report_table(reports.late()))
    assert "isolation" not in shown(report_table(reports.halfway()))


def test_without_unicode_everything_is_ascii() -> None:
    """A terminal that cannot show UTF-8 gets plain characters instead of an encoding error."""
    text = shown(report_table(reports.hostile(), details=9), encoding="ascii")
    assert text.isascii()
    assert shown(report_table(reports.halfway()), encoding="ascii").count("#" * 10) >= 3


def test_a_bar_is_full_only_for_full_marks() -> None:
    """41.99 of 42 points leaves a gap in the bar, and 0.01 of them a mark."""
    from grader.render.terminal import ASCII

    assert ASCII.bar(0.999, 10, "").plain == "#########-"
    assert ASCII.bar(0.001, 10, "").plain == "#---------"
    assert ASCII.bar(1.0, 10, "").plain == "#" * 10
    assert ASCII.bar(0.0, 10, "").plain == "-" * 10


def harmless(text: str) -> None:
    """Assert that a log or terminal can take none of it for more than text."""
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\u200b\u2028\u2029]", text)
    for line in text.splitlines():
        assert not line.lstrip().startswith("::")
        assert "##[" not in line


@pytest.mark.parametrize("attack", ATTACKS)
def test_hostile_text_stays_text(attack: str) -> None:
    """No attack in any field moves the cursor, sets a title or opens a workflow command."""
    report = reports.hostile(lambda _: attack)
    harmless(shown(report_table(report, details=9)))
    harmless(shown(class_table([report])))


@given(st.text(max_size=40))
@settings(max_examples=40, deadline=None)
def test_any_text_stays_text(text: str) -> None:
    """Whatever a submission says, the view is made and is harmless."""
    report = reports.hostile(lambda _: text)
    harmless(shown(report_table(report, details=2)))
    harmless(shown(class_table([report])))


def test_colour_is_never_the_only_sign() -> None:
    """With and without colour the same characters are shown."""
    plain = shown(report_table(reports.halfway()))
    coloured = shown(report_table(reports.halfway()), colour=True)
    assert plain == re.sub(r"\x1b\[[0-9;]*m", "", coloured)
    assert plain != coloured


def test_a_class_has_a_line_for_each() -> None:
    """Many reports are one line each: score, and who needs a person."""
    text = shown(
        class_table([reports.complete(), reports.timed_out(), reports.rejected(), reports.internal_error()])
    )
    lines = text.splitlines()
    assert len(lines) == 4
    assert "42 / 42" in lines[0]
    assert "did not finish in time" in lines[1]
    assert "Nothing could be graded" in lines[2]
    assert "- / 42" in lines[3]


def test_nothing_to_show_is_fine() -> None:
    """No reports and a report without exercises are shown without an error."""
    empty: list[ScoreReport] = []
    assert shown(class_table(empty)).strip() == ""
    assert "0 of 42 points" in shown(report_table(reports.make_report(())))
