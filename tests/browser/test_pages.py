"""The pages in a real browser: search, filters, sorting, themes, print, ten thousand students, attacks."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import pytest

from grader.render.html import class_page, student_page
from tests.support import reports
from tests.support.attacks import ATTACKS

Show = Callable[..., Any]


def a_class(size: int = 120) -> str:
    """Give the page of a class in which everything happens."""
    return class_page([*reports.classroom(size), reports.timed_out(), reports.internal_error()], "Gradients")


def names(page: Any) -> list[str]:
    """Give the students in the table, from the top."""
    found: list[str] = page.locator("#students-table tbody th").all_inner_texts()
    return found


def test_students_are_searched_and_paged(show: Show) -> None:
    """Fifty rows are shown at first; the pager moves on, and a search leaves who fits."""
    page = show(a_class())
    assert len(names(page)) == 50
    assert page.locator("#shown").inner_text() == "1 to 50 of 122"
    page.get_by_role("button", name="Next").click()
    assert page.locator("#shown").inner_text() == "51 to 100 of 122"
    page.get_by_label("Search").fill("S0004")
    page.locator("#shown", has_text="1 to 10 of 10").wait_for()
    assert names(page) == [f"s0004{digit}" for digit in range(10)]
    page.get_by_label("Search").fill("nobody at all")
    page.locator("#shown", has_text="nobody fits").wait_for()


def test_students_are_sorted_by_any_column(show: Show) -> None:
    """A header sorts, says so to assistive technology, and sorts the other way on a second use."""
    page = show(a_class())
    table = page.locator("#students-table")
    header = table.get_by_role("columnheader", name="Points")
    header.get_by_role("button").click()
    assert header.get_attribute("aria-sort") == "descending"
    points = [float(text) for text in table.locator("tbody tr td:nth-child(2)").all_inner_texts()]
    assert points == sorted(points, reverse=True)
    header.get_by_role("button").click()
    assert header.get_attribute("aria-sort") == "ascending"
    assert names(page)[0] == "bob"
    assert table.locator("tbody tr td:nth-child(2)").first.inner_text() == "no score"


def test_a_misconception_leads_to_who_has_it(show: Show) -> None:
    """The button beside a misconception shows exactly the students that have it."""
    page = show(a_class())
    row = page.locator("section[aria-labelledby=misconceptions] tbody tr").first
    mistake, count = row.locator("th").inner_text(), int(row.locator("td.number").inner_text())
    row.get_by_role("button", name="show").click()
    assert page.locator("#shown").inner_text().endswith(f"of {count}")
    shown = page.locator("#students-table tbody tr td:nth-child(5)").all_inner_texts()
    assert shown
    assert all(mistake in text.split(", ") for text in shown)


def test_those_who_need_a_person_are_one_choice_away(show: Show) -> None:
    """The filter leaves the run that we failed, marked."""
    page = show(class_page([reports.complete(), reports.internal_error()], "Gradients"))
    page.get_by_label("Show").select_option(label="not graded")
    assert names(page) == ["bob"]
    assert "not graded" in page.locator("#students-table tbody").inner_text()


def test_small_tables_are_sorted_by_value(show: Show) -> None:
    """Exercises are sorted by number, not by text, and an empty value comes last from the top."""
    page = show(a_class())
    table = page.locator("section[aria-labelledby=exercises] table")
    table.get_by_role("columnheader", name="Difficulty").get_by_role("button").click()
    values = [float(text) for text in table.locator("tbody td:nth-child(5)").all_inner_texts()]
    assert values == sorted(values, reverse=True)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_theme_is_the_system_s_until_it_is_changed(show: Show, scheme: str) -> None:
    """The page follows the system, and the button changes to the other theme and back."""
    page = show(a_class(10), color_scheme=scheme)
    ground = "getComputedStyle(document.body).backgroundColor"
    light, dark = "rgb(255, 255, 255)", "rgb(20, 23, 28)"
    at_first, other = (light, dark) if scheme == "light" else (dark, light)
    assert page.evaluate(ground) == at_first
    page.locator("button.theme").click()
    assert page.evaluate(ground) == other
    page.locator("button.theme").click()
    assert page.evaluate(ground) == at_first


@pytest.mark.parametrize("clicks", [0, 1, 2])
def test_paper_is_white_and_without_tools(show: Show, clicks: int) -> None:
    """In print every theme is black on white, search and buttons are gone, and no mistake's name is."""
    page = show(a_class(10), color_scheme="dark")
    for _ in range(clicks):
        page.locator("button.theme").click()
    page.emulate_media(media="print")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    assert page.evaluate("getComputedStyle(document.body).color") == "rgb(0, 0, 0)"
    for hidden in (".tools", "nav", "button.theme", ".show"):
        assert not page.locator(hidden).first.is_visible()
    assert page.get_by_role("button", name="F01").first.is_visible()
    assert len(page.pdf()) > 10_000
    page.set_viewport_size({"width": 718, "height": 1000})  # A4 without its margins
    tables = "[...document.querySelectorAll('.wide')].filter(e => e.scrollWidth > e.clientWidth + 1).length"
    assert page.evaluate(tables) == 0


def test_paper_has_every_student_and_every_case(show: Show) -> None:
    """Printing lays out all rows and unfolds the cases; afterwards the page is as before."""
    page = show(a_class())
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert len(names(page)) == 122
    assert page.locator("section[aria-labelledby=cases] tbody tr").first.is_visible()
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert len(names(page)) == 50
    assert not page.locator("section[aria-labelledby=cases] tbody tr").first.is_visible()


def test_wide_tables_are_scrolled_by_keyboard(show: Show) -> None:
    """On a phone a table wider than the screen can be focused; on a desk none is a stop on the way."""
    reachable = "document.querySelectorAll('.wide[tabindex]').length"
    phone = show(a_class(), viewport={"width": 360, "height": 800})
    assert phone.evaluate(reachable) > 0
    assert show(a_class()).evaluate(reachable) == 0


def test_what_was_not_understood_leads_to_who_it_was(show: Show) -> None:
    """The first finding's button shows as many students as it says."""
    page = show(a_class())
    first = page.locator("section[aria-labelledby=not-understood] li").first
    count = first.locator("strong").inner_text().split()[0]
    first.get_by_role("button").click()
    assert page.locator("#shown").inner_text().endswith(f"of {count}")


def test_without_script_the_first_students_are_there(show: Show) -> None:
    """With scripts off the tables are there, the tools are not, and a note says what is missing."""
    page = show(a_class(), java_script_enabled=False)
    assert page.locator("#students-table tbody tr").count() == 100
    assert not page.locator("#search").is_visible()
    assert page.get_by_text("The first 100 of 122.").is_visible()


@pytest.mark.parametrize("width", [360, 1200])
def test_nothing_is_wider_than_the_screen(show: Show, width: int) -> None:
    """On a phone and on a desk the page itself never scrolls sideways."""
    for text in (a_class(), student_page(reports.halfway()), student_page(reports.hostile())):
        page = show(text, viewport={"width": width, "height": 800})
        assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_ten_thousand_students_stay_quick(show: Show) -> None:
    """A class of ten thousand opens and is searched without waiting, with few rows in the document."""
    text = class_page([*reports.classroom(2_000) * 5, reports.internal_error()], "Many")
    started = time.perf_counter()
    page = show(text)
    assert page.locator("#shown").inner_text() == "1 to 50 of 10001"
    page.get_by_label("Search").fill("s00123")
    page.locator("#shown", has_text="1 to 5 of 5").wait_for()
    assert time.perf_counter() - started < 10
    assert page.evaluate("document.getElementsByTagName('*').length") < 12_000


def test_everything_is_reached_by_keyboard(show: Show) -> None:
    """The first stop skips to the content, and a header is sorted with the keyboard alone."""
    page = show(a_class(10))
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to the content"
    button = page.locator("#students-table").get_by_role("button", name="Student")
    button.focus()
    page.keyboard.press("Enter")
    assert page.locator("#students-table th").first.get_attribute("aria-sort") == "descending"


def test_a_link_to_a_right_exercise_is_there(show: Show) -> None:
    """The overview of a student's page leads to every exercise that was tried."""
    page = show(student_page(reports.halfway()))
    links = page.locator("section[aria-labelledby=overview] a")
    assert links.count() == 6
    for number in range(links.count()):
        target = links.nth(number).get_attribute("href")
        assert page.locator(f"[id='{target[1:]}']").count() == 1


def test_no_attack_runs(show: Show) -> None:
    """With each attack in every field nothing runs, loads or asks; the fixture watches."""
    every = [reports.hostile(lambda _, attack=attack: attack) for attack in ATTACKS]  # type: ignore[misc]
    page = show(class_page(every, ATTACKS[2]))
    page.get_by_label("Rows").select_option("0")
    assert page.locator("#students-table tbody tr").count() == len(ATTACKS)
    assert page.locator("img, iframe, object, embed").count() == 0
    for report in every[:8]:
        assert show(student_page(report)).locator("img, iframe").count() == 0
