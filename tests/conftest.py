"""Fixtures that all tests share: the course, and one warm grader for the whole session."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from grader.course import Course, load_course
from grader.pipeline import Grader, Options

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session")
def course() -> Course:
    """Give the course of this checkout."""
    return load_course(ROOT)


@pytest.fixture(scope="session")
def warm(course: Course) -> Iterator[Grader]:
    """Give a grader with every suite collected and its sandbox up."""
    with Grader(course, Options()) as grader:
        yield grader
