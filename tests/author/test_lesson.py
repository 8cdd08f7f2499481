"""docs/lesson.md: every number is measured, and every case that it names exists."""

from __future__ import annotations

import re

import pytest

from grader.course import load_course
from scripts.lesson_numbers import PAGE, ROW, measured, renewed
from tests.conftest import ROOT

COURSE = load_course(ROOT)
TEXT = PAGE.read_text(encoding="utf-8")
ROWS = {row[0]: row for row in ROW.findall(TEXT)}
PLACE = re.compile(r'(ex\d\d) "([^"]+)"')


@pytest.fixture(scope="module")
def titles() -> set[tuple[str, str]]:
    """Give (exercise, title) of every case of the course."""
    found = set()
    for slug in COURSE.exercises:
        for name in ("test_visible.py", "test_hidden.py"):
            text = (COURSE.suite_dir(slug) / name).read_text(encoding="utf-8")
            found |= {
                (slug.partition("_")[0], title) for title in re.findall(r'@case\(.*?title="([^"]+)"', text)
            }
    return found


def test_numbers_are_what_is_measured() -> None:
    """The measured column is what the script finds; else: python scripts/lesson_numbers.py --write."""
    found = measured()
    assert renewed(TEXT, found) == TEXT
    assert list(ROWS) == list(found)


def test_all_sixteen_mistakes_are_put_right() -> None:
    """The page lists 21 claims and 16 mistakes, each with at least one case."""
    assert list(ROWS) == [*(f"C{n}" for n in range(1, 22)), *map(str, range(1, 17))]
    assert all(PLACE.search(row[3]) for row in ROWS.values())


@pytest.mark.parametrize("key", list(ROWS))
def test_named_cases_exist(key: str, titles: set[tuple[str, str]]) -> None:
    """Every case that a row names is a case of that exercise, under that title."""
    places = PLACE.findall(ROWS[key][3])
    assert [place for place in places if place not in titles] == []
    assert len(places) == ROWS[key][3].count("; ") + 1


def test_every_exercise_of_the_lesson_is_named() -> None:
    """Each exercise is met by some row, but the first, and the two that leave the lesson behind."""
    named = {slug for row in ROWS.values() for slug, _ in PLACE.findall(row[3])}
    every = {slug.partition("_")[0] for slug in COURSE.exercises}
    assert every - named == {"ex00", "ex21", "ex24"}
