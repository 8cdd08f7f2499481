"""The pages as documents: well formed, accessible, self-contained, and deaf to hostile text."""

from __future__ import annotations

import json
import re
import time
from collections import Counter
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import grader.render
from grader.records import ScoreReport, Status
from grader.render.html import class_page, student_page, write_pages_plan
from grader.render.statistics import class_stats
from tests.support import reports
from tests.support.attacks import ATTACKS

STYLE = Path(grader.render.__file__).parent / "templates" / "style.css"
VOID = {"meta", "br", "img", "input", "link", "hr", "col"}
_ALLOWED = """
html head meta title style body a header div h1 h2 h3 p button main nav ul li dl dt dd
small section figure svg desc rect line text figcaption details summary table caption
thead tbody tr th td span code pre label input select option optgroup script
footer i br ol strong
"""
ALLOWED = frozenset(_ALLOWED.split())


class Document(HTMLParser):
    """What a page holds: elements, their attributes, ids, and text by element."""

    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.stack: list[str] = []
        self.text: dict[str, list[str]] = {}
        self.feed(page)
        self.close()
        assert self.stack == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Enter an element."""
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self.stack.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Enter an element that is closed at once, as in SVG."""
        self.elements.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        """Leave an element; they must be nested properly."""
        assert self.stack.pop() == tag

    def handle_data(self, data: str) -> None:
        """Keep text under the element it stands in."""
        if self.stack:
            self.text.setdefault(self.stack[-1], []).append(data)

    def having(self, attribute: str) -> list[str]:
        """Give the values of an attribute wherever it stands."""
        return [
            value or ""
            for _, attributes in self.elements
            for name, value in attributes.items()
            if name == attribute
        ]


def pages() -> dict[str, str]:
    """Give a page of every kind."""
    several = [*reports.classroom(30), *(make() for make in reports.ALL.values())]
    made = {name: student_page(make()) for name, make in reports.ALL.items()}
    return {"class": class_page(several, "Gradients"), "nobody": class_page([], "Nobody"), **made}


PAGES = pages()


@pytest.mark.parametrize("name", PAGES)
def test_pages_are_well_formed_and_complete(name: str) -> None:
    """Elements nest, ids are unique, references lead somewhere, and only known elements occur."""
    document = Document(PAGES[name])
    ids = document.having("id")
    assert {tag for tag, _ in document.elements} <= ALLOWED
    assert [each for each, count in Counter(ids).items() if count > 1] == []
    for attribute in ("aria-labelledby", "for"):
        assert {each for value in document.having(attribute) for each in value.split()} <= set(ids)
    assert {href[1:] for href in document.having("href") if href.startswith("#")} <= set(ids)


@pytest.mark.parametrize("name", PAGES)
def test_pages_have_what_assistive_technology_needs(name: str) -> None:
    """Language, title, landmarks, one h1, headings without gaps, scopes of header cells, named pictures."""
    document = Document(PAGES[name])
    tags = [tag for tag, _ in document.elements]
    assert document.having("lang") == ["en"]
    assert "".join(document.text["title"]).strip()
    assert [tags.count(tag) for tag in ("main", "h1", "footer")] == [1, 1, 1]
    assert tags.count("header") == 1
    levels = [int(tag[1]) for tag in tags if re.fullmatch("h[1-6]", tag)]
    assert all(after <= before + 1 for before, after in pairwise(levels))
    for tag, attributes in document.elements:
        if tag == "th":
            assert attributes.get("scope") in {"col", "row"}
        if tag == "svg":
            assert attributes.get("aria-hidden") == "true" or attributes.get("role") == "img"


@pytest.mark.parametrize("name", PAGES)
def test_pages_load_nothing_and_run_only_their_own_script(name: str) -> None:
    """No address but places in the page, no handler or style attribute, and a policy that says so."""
    page = PAGES[name]
    document = Document(page)
    assert document.having("src") == document.having("style") == []
    assert all(href.startswith("#") for href in document.having("href"))
    assert not [value for tag, each in document.elements for value in each if value.startswith("on")]
    policy = next(value for value in document.having("content") if "default-src" in value)
    assert policy.startswith("default-src 'none'; style-src 'sha256-")
    assert "unsafe" not in policy


def luminance(colour: str) -> float:
    """Give the relative luminance of a #rrggbb colour (WCAG 2.2)."""
    parts = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def contrast(one: str, other: str) -> float:
    """Give the contrast ratio of two colours (WCAG 2.2)."""
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def themes() -> list[dict[str, str]]:
    """Give the colours of each block of the style that sets them all (print included)."""
    blocks = re.findall(r"\{([^{}]*--page:[^{}]*)\}", STYLE.read_text(encoding="utf-8"))
    return [dict(re.findall(r"--(\w+): (#[0-9a-f]{6});", block)) for block in blocks]


def test_colours_have_contrast_in_both_themes() -> None:
    """Text has at least 4.5:1 on the page and on panels, bars at least 3:1, in light and dark."""
    light, *dark = [theme for theme in themes() if len(theme) == 11]
    assert luminance(light["page"]) > 0.9
    assert dark
    assert all(each == dark[0] for each in dark)
    for theme in (light, dark[0]):
        for text in ("text", "quiet", "accent", "good", "bad", "warn"):
            for ground in ("page", "panel"):
                assert contrast(theme[text], theme[ground]) >= 4.5, (text, ground)
        assert contrast(theme["text"], theme["code"]) >= 4.5
        assert contrast(theme["bar"], theme["page"]) >= 3


def data_of(page: str) -> dict[str, list[list[object]]]:
    """Give the students' data that a class page carries."""
    match = re.search(r'<script type="application/json" id="students-data">(.*?)</script>', page, re.DOTALL)
    assert match is not None
    found: dict[str, list[list[object]]] = json.loads(match.group(1))
    return found


def is_harmless(page: str) -> None:
    """Assert that a page holds only our elements and attributes, and no control or turning characters."""
    document = Document(page)
    assert {tag for tag, _ in document.elements} <= ALLOWED
    assert not [
        name for _, each in document.elements for name in each if name.startswith("on") or name == "style"
    ]
    assert sum(tag == "script" for tag, _ in document.elements) <= 2
    assert all(href.startswith(("#", "students/")) for href in document.having("href"))
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", page)
    page.encode("utf-8")


@pytest.mark.parametrize("attack", ATTACKS)
def test_no_attack_is_more_than_text(attack: str) -> None:
    """An attack in every field, the class's title included, adds no element and no attribute."""
    report = reports.hostile(lambda _: attack)
    is_harmless(student_page(report))
    is_harmless(class_page([report, reports.complete()], attack))


@given(st.text(max_size=60))
@settings(max_examples=40, deadline=None)
def test_any_text_is_only_text(text: str) -> None:
    """Whatever a submission says, the pages hold only our elements."""
    report = reports.hostile(lambda _: text)
    is_harmless(student_page(report))
    is_harmless(class_page([report], text))


def test_a_class_page_says_what_an_instructor_asks() -> None:
    """Scores, difficulty, discrimination, mistakes with names, who needs a person: all are there."""
    page = PAGES["class"]
    for expected in (
        "Distribution of scores",
        "Discrimination",
        "gradients are never cleared",
        "The judge stopped: JudgeError.",
        "There is no exercise file in this submission.",
        "in ex18_train",
        "Landlock is not available on this system",
    ):
        assert expected in page
    assert len(data_of(page)["rows"]) == 30 + len(reports.ALL)


def test_a_class_page_begins_with_what_was_not_understood() -> None:
    """Before any table the commonest mistakes are named in their order, then what no mistake explains."""
    made = reports.classroom(60)
    commonest = class_stats(made).misconceptions[:5]
    page = class_page(made, "Gradients")
    head = page.partition('id="scores"')[0].partition('id="not-understood"')[2]
    places = [head.index(f"<strong>{len(each.reports)} of") for each in commonest]
    assert places == sorted(places)
    assert all(f"({each.id}, in " in head for each in commonest)
    odd = reports.make_case("ex05_square", 1, "odd", Status.FAILED, title="An odd case")
    lost = class_page([reports.make_report([odd], student=f"s{number}") for number in range(3)], "Lost")
    assert "<strong>3 of 3</strong>: An odd case" in lost
    right = class_page([reports.complete()], "Right")
    assert "No mistake was made by many." in right


def test_no_score_is_not_a_zero() -> None:
    """A run that we failed has no number in the table, and its own page says whose fault it is."""
    rows = data_of(PAGES["class"])["rows"]
    assert next(row[2:4] for row in rows if row[0] == "bob") == [None, None]
    assert "no score" in PAGES["internal_error"]
    assert "fault is ours" in PAGES["internal_error"]


def test_a_student_page_tells_each_mistake_once() -> None:
    """Of several cases that say the same, one is unfolded, with the gap, the diagnosis and a replay."""
    page = PAGES["halfway"]
    assert page.count("This matches what happens when the factor 2 is dropped.") == 1
    for expected in (
        "2.125",
        "4.25",
        "w = torch.tensor([1.0, 2.0])",
        "forward, backward, step",
        "slope is tensor",
    ):
        assert expected in page


def test_ten_thousand_students_fit_into_a_page() -> None:
    """The page of ten thousand stays under two megabytes, made in seconds, with few rows in the document."""
    many = reports.classroom(2_000) * 5
    started = time.perf_counter()
    page = class_page(many, "Many")
    assert time.perf_counter() - started < 20
    assert len(page) < 2_000_000
    assert page.count("<tr>") < 600
    assert len(data_of(page)["rows"]) == 10_000


def test_the_plan_links_each_student_to_a_page_of_their_own() -> None:
    """Every student has a page as a student may see it, and the class page comes last and links to all."""
    made: list[ScoreReport] = [reports.halfway(), reports.complete(), reports.hostile()]
    plan = list(write_pages_plan(made))
    assert plan[-1][0] == "class.html"
    paths = [path for path, _ in plan[:-1]]
    assert len(set(paths)) == 3
    assert all(re.fullmatch(r"students/[\w.+@()-]+\.html", path, re.ASCII) for path in paths)
    assert [row[9] for row in data_of(plan[-1][1])["rows"]] == paths
    assert "yours" in plan[0][1]
