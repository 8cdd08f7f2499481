"""Every known mistake is in an exercise, by one name everywhere, and the pages made from suites are fresh."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from grader.author import coverage, pages, syllabus
from grader.author.coverage import Catalogue, Known, catalogue, covered, known_mistakes, problems
from grader.course import Course, load_course
from tests.conftest import ROOT

COURSE = load_course(ROOT)
SIZES = {"A": 16, "B": 9, "C": 12, "D": 15, "E": 25, "F": 10}


def test_pages_are_fresh() -> None:
    """Both pages say what suites, table and catalogue say now; else: python -m grader dev coverage."""
    assert pages.renew(COURSE, check=True) == []


def test_catalogue_is_whole() -> None:
    """The catalogue has every id from A01 to F10, each with a name of its own."""
    names = catalogue().mistakes
    assert list(names) == [f"{letter}{n:02d}" for letter, size in SIZES.items() for n in range(1, size + 1)]
    assert len(set(names.values())) == len(names)


def test_every_known_mistake_is_covered() -> None:
    """Each of the 87 mistakes of the catalogue has a twin in at least one exercise."""
    assert len(covered(known_mistakes(COURSE), catalogue())) == sum(SIZES.values())


def test_ids_mean_one_thing() -> None:
    """No id that several exercises use is without a name, and none is left over."""
    assert problems(known_mistakes(COURSE), catalogue()) == []


@pytest.fixture
def names() -> Catalogue:
    """Give a catalogue of two mistakes and one that two exercises share."""
    return Catalogue({"A": "Slopes"}, {"A01": "the loss", "A02": "half"}, {"G01": "zero"}, {})


def known(*pairs: tuple[str, str]) -> list[Known]:
    """Give a twin for each (exercise, id)."""
    return [Known(slug, id, "it is wrong", ()) for slug, id in pairs]


def test_a_gap_is_told(names: Catalogue) -> None:
    """A mistake that no exercise has needs a reason, and with one it is no problem."""
    twins = known(("ex01_a", "A01"), ("ex01_a", "G01"), ("ex02_b", "G01"))
    assert problems(twins, names) == ["A02 (half) is in no exercise, and no reason is given"]
    assert problems(twins, replace(names, reasons={"A02": "nothing is halved"})) == []


def test_an_outdated_reason_is_told(names: Catalogue) -> None:
    """A reason to be absent goes when the mistake comes."""
    twins = known(("ex01_a", "A01"), ("ex01_a", "A02"), ("ex01_a", "G01"), ("ex02_b", "G01"))
    told = problems(twins, replace(names, reasons={"A02": "nothing is halved"}))
    assert told == ["A02 has a reason to be absent, and is not"]


def test_a_shared_id_needs_a_name(names: Catalogue) -> None:
    """An id of one exercise stands for itself; used in a second one it needs a name."""
    twins = known(
        ("ex01_a", "A01"), ("ex01_a", "A02"), ("ex01_a", "G01"), ("ex02_b", "G01"), ("ex01_a", "H01")
    )
    assert problems(twins, names) == []
    twins += known(("ex02_b", "H01"))
    assert problems(twins, names) == ["H01 is used in ex01, ex02, and has no name in catalogue.toml"]


def test_a_name_given_twice_is_told(names: Catalogue) -> None:
    """Two ids with one name are told, and so is a shared name that only one exercise uses."""
    twins = known(("ex01_a", "A01"), ("ex01_a", "A02"), ("ex01_a", "G01"))
    assert problems(twins, replace(names, shared={"G01": "half"})) == [
        "G01 (half) is shared by fewer than two exercises",
        "A02 and G01 have one name: half",
    ]


def test_page_shows_every_sentence() -> None:
    """Every twin's sentence stands on the page beside its id."""
    text = coverage.page(COURSE)
    for one in known_mistakes(COURSE):
        escaped = one.because.replace("|", "\\|").replace("*", "\\*")
        assert re.search(rf"^\| {one.id} \| {re.escape(escaped)} \| .*\b{one.slug[:4]}\b", text, re.MULTILINE)


def test_stale_pages_are_written(workshop: Course) -> None:
    """A page is written where it is missing or old, and a second time there is nothing to do."""
    docs = workshop.root / "docs"
    docs.mkdir()
    (docs / "course.md").write_text(f"# Mine\n\n{syllabus.BEGIN}\nold\n{syllabus.END}\n\nkept\n")
    assert pages.renew(workshop) == [docs / "misconceptions.md", docs / "course.md"]
    assert pages.renew(workshop, check=True) == []
    text = (docs / "course.md").read_text()
    assert "old" not in text
    assert "kept" in text
    assert "`double`" in text
