"""A pytest plugin that runs the suites without any isolation: the yardstick of the benchmarks.

GRADER_PLAIN=FOLDER python -m pytest -p benchmarks.plain grader/suites/ex05_square
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from grader.course import Course, load_course
from grader.judge.bench import TrustedBench
from grader.judge.caserun import CaseCheck, CaseRun
from grader.judge.draw import SeededDraw
from grader.judge.oracle import ReferenceOracle
from grader.judge.plugin import case_of
from grader.judge.subject import TrustedSubject, load_module

_course: Course = load_course()
_oracle = ReferenceOracle(_course)
_subjects: dict[str, TrustedSubject] = {}


def subject(slug: str, folder: Path) -> TrustedSubject:
    """Import the submission right here, as most graders do."""
    if slug not in _subjects:
        path = folder / f"{slug}.py"
        module = load_module(slug, path.read_bytes(), str(path))
        _subjects[slug] = TrustedSubject(module, _oracle.probe(slug))
    return _subjects[slug]


def pytest_configure(config: pytest.Config) -> None:
    """Declare the suites' markers."""
    for name in ("task", "title", "points", "visibility"):
        config.addinivalue_line("markers", f"{name}(value): see grader.judge.plugin")


def _run(request: pytest.FixtureRequest) -> CaseRun:
    item = request.node
    case = case_of(item, _course)
    bench = TrustedBench({case.slug: subject(case.slug, Path(os.environ["GRADER_PLAIN"]))})
    draw = SeededDraw(_course.seed, case.slug, case.id)
    return CaseRun(case, bench, _oracle, draw, case.channel)


@pytest.fixture
def check(request: pytest.FixtureRequest) -> CaseCheck:
    """Compare with the reference."""
    return CaseCheck(_run(request))


@pytest.fixture
def draw(request: pytest.FixtureRequest) -> SeededDraw:
    """Draw the same inputs as the judge."""
    return _run(request).draw
