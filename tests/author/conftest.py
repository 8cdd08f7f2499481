"""A small real course in a temporary folder, for the author's tools to work on."""

from __future__ import annotations

from pathlib import Path

import pytest

from grader.course import Course, load_course

TABLE = """
[course]
title = "A course of one exercise"
seed = 1

[[section]]
id = "slope"
title = "The slope"

[[exercise]]
slug = "ex01_double"
section = "slope"
title = "Twice as much"
minutes = 5
points = 3
hints = ["What is twice as much?", "Adding a number to itself doubles it.", "return w + w"]

[[exercise.task]]
number = 1
title = "Double by hand"
functions = ["double"]
points = 2
by_hand = true

[[exercise.task]]
number = 2
title = "Double a list"
functions = ["doubles"]
points = 1
"""

SOLUTION = '''"""Twice as much.

Doubling is the simplest map.

    >>> double(4)
    8
"""

from __future__ import annotations

### BEGIN SOLUTION
import operator
### END SOLUTION


def double(w: float) -> float:
    """Give twice `w`.

    >>> double(2)
    4
    """
    ### BEGIN SOLUTION
    return operator.add(w, w)
    ### END SOLUTION


def doubles(values: list[float]) -> list[float]:
    """Give twice each value.

    >>> doubles([1, 2])
    [2, 4]
    """
    ### BEGIN SOLUTION
    return [double(value) for value in values]
    ### STUB
    # # uncomment the next line
    # return [w * 2 for w in values][:0]
    ### END SOLUTION
'''


@pytest.fixture
def course(tmp_path: Path) -> Course:
    """Give a course with one solution of two tasks and nothing generated yet."""
    (tmp_path / "exercises").mkdir()
    (tmp_path / "solutions").mkdir()
    (tmp_path / "exercises" / "course.toml").write_text(TABLE)
    (tmp_path / "solutions" / "ex01_double.py").write_text(SOLUTION)
    return load_course(tmp_path)
