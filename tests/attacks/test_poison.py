"""Hostile and honest submissions mixed in one warm grader: nobody's report depends on who came before."""

from __future__ import annotations

import sys

import pytest

from grader.course import Course
from tests.attacks import poison

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="memory is read from /proc")


def test_two_hundred_submissions_do_not_touch_each_other(course: Course) -> None:
    """Honest reports are byte-equal in any order, none fails on our side, and no process grows.

    `python -m tests.attacks --long` does the same with 1,000.
    """
    mixed = poison.run(course, 200)
    assert not mixed.changed
    assert not mixed.failed
    for before, after in (mixed.zygote_mib, mixed.judge_mib):
        assert after - before < 6, str(mixed)
