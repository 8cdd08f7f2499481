"""The words that all views and exports share."""

from __future__ import annotations

import pytest

from grader.records import Status
from grader.render import words
from tests.support import reports
from tests.support.attacks import ATTACKS


@pytest.mark.parametrize(
    ("value", "text"),
    [(4.0, "4"), (1.5, "1.5"), (2 / 3, "0.67"), (0.0, "0"), (-0.001, "0"), (-2.5, "-2.5"), (10.0, "10")],
)
def test_points_are_short(value: float, text: str) -> None:
    """Points have at most two decimals and no trailing zeros; a rounded zero has no sign."""
    assert words.points(value) == text


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("2026-09-14T10:00:00Z", "2026-09-14 10:00 UTC"),
        ("2026-09-14T10:00:59.123+02:00", "2026-09-14 08:00 UTC"),
        ("2026-09-14T10:00:00", "2026-09-14 10:00 UTC"),
        ("yesterday\x1b[2J", "yesterday\ufffd[2J"),
        ("", ""),
    ],
)
def test_times_are_for_people(text: str, shown: str) -> None:
    """A time is shown to the minute in UTC, and what is no time as clean text."""
    assert words.instant(text) == shown


def test_a_failure_is_shown_before_what_waits() -> None:
    """The first case to show is one that went wrong, else one that is open, else none."""
    blocked = reports.make_case("ex05_square", 1, "a", Status.BLOCKED)
    failed = reports.make_case("ex05_square", 2, "b", Status.FAILED)
    right = reports.make_case("ex05_square", 3, "c")
    assert words.first_failure([right, blocked, failed]) is failed
    assert words.first_failure([right, blocked]) is blocked
    assert words.first_failure([right]) is None


def test_nothing_to_earn_is_all_of_it() -> None:
    """Shares stay within 0 and 1, whatever policy did to a score."""
    assert [
        words.share(*pair) for pair in ((0.0, 0.0), (5.0, 4.0), (-1.0, 4.0), (1.0, 4.0), (None, 4.0))
    ] == [1, 1, 0, 0.25, 0]


@pytest.mark.parametrize("attack", ATTACKS)
def test_lines_are_lines(attack: str) -> None:
    """A cleaned line has no line break and no runner command; a cleaned block keeps its lines."""
    assert "\n" not in words.line(attack)
    assert "##[" not in words.line(attack) + words.block(attack)
    assert len(words.line(attack)) <= words.LINE_LIMIT + 1
