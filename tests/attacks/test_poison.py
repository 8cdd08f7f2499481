"""Hostile and honest submissions mixed in one warm grader: nobody's report depends on who came before."""

from __future__ import annotations

import sys

import pytest

from grader.course import Course
from tests.attacks import poison

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="memory is read from /proc")


@pytest.mark.parametrize(("count", "jobs", "seed"), [(120, 1, 1), (80, 2, 2)])
def test_submissions_do_not_touch_each_other(course: Course, count: int, jobs: int, seed: int) -> None:
    """Honest reports are byte-equal in any order and at any number of jobs, and no process grows.

    `make attacks-long` does the same with 1,000.
    """
    mixed = poison.run(course, count, jobs=jobs, seed=seed)
    assert mixed.fine, str(mixed)
