"""What docs/course.md says of open contract points is what the suites do."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from grader.author.build import solution
from grader.author.workbench import Workbench
from grader.course import load_course
from grader.records import Status
from grader.sandbox.host import Sandbox
from tests.conftest import ROOT

COURSE = load_course(ROOT)
CHOICES: list[dict[str, Any]] = tomllib.loads(
    Path(__file__).with_name("open_points.toml").read_text(encoding="utf-8")
)["choice"]
SLUGS = list(dict.fromkeys(choice["slug"] for choice in CHOICES))


@pytest.fixture(params=SLUGS)
def bench(request: pytest.FixtureRequest, sandbox: Sandbox) -> Iterator[Workbench]:
    """Give each exercise that has open points on the bench."""
    found = Workbench(COURSE, request.param, sandbox)
    yield found
    found.close()


def test_variants_lose_what_is_said(bench: Workbench) -> None:
    """Each variant fails the hidden cases that its entry names, and no other."""
    hidden = {case.id: case.title for case in bench.cases if case.channel == "hidden"}
    for choice in CHOICES:
        if choice["slug"] == bench.slug:
            cases = bench.submit(f"{solution(COURSE, bench.slug)}\n\n{choice['variant']}")
            lost = [
                hidden[case.id] for case in cases if case.id in hidden and case.status is not Status.PASSED
            ]
            assert bool(lost) if choice["loses"] == "any" else lost == choice["loses"], choice["says"]


def test_page_says_what_is_tested() -> None:
    """The page lists the choices of every exercise, in the order of the table, and no others."""
    text = (ROOT / "docs" / "course.md").read_text(encoding="utf-8")
    _, _, part = text.partition("## Choices on open contract points")
    part = part.partition("\n## ")[0]
    listed = [line for line in part.splitlines() if line.startswith(("### ", "- "))]
    expected = []
    for slug in SLUGS:
        says = [choice["says"] for choice in CHOICES if choice["slug"] == slug]
        expected += [f"### {slug}", *(f"- {sentence}" for sentence in says)]
    assert listed == expected


def test_every_exercise_with_functions_has_choices() -> None:
    """Only the exercise that proves the set-up leaves nothing open."""
    assert ["ex00_ready", *SLUGS] == list(COURSE.exercises)
