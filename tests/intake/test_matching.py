"""Files find their exercise by name, or by the functions they define."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.course import Course
from grader.intake.matching import match_by_functions, match_by_name

SLUGS = ["ex00_ready", "ex05_square", "ex05_square_root", "ex18_train"]


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("ex05_square.py", "ex05_square"),
        ("EX05_Square.PY", "ex05_square"),
        ("ex05_square.ipynb", "ex05_square"),
        ("ex05_square (1).py", "ex05_square"),
        ("ex05_square-2.py", "ex05_square"),
        ("ex05_square_final_FINAL.py", "ex05_square"),
        ("ann_ex05_square.py", "ex05_square"),
        ("Copy of ex05_square.ipynb", "ex05_square"),
        ("ex05_square_root.py", "ex05_square_root"),
        ("ann_ex05_square_root (2).py", "ex05_square_root"),
        ("ex05_square.py.py", "ex05_square"),
        ("ex05_square2.py", None),
        ("bex05_square.py", None),
        ("ex05_square.txt", None),
        ("ex05_square", None),
        ("square.py", None),
        ("ex00_ready and ex18_train.py", None),
        (".py", None),
        ("", None),
    ],
)
def test_name_tells_the_exercise(name: str, slug: str | None) -> None:
    """A slug that stands in the name as a word of its own decides; two slugs decide nothing."""
    assert match_by_name(name, SLUGS) == slug


@given(st.text(max_size=40))
def test_any_name_is_matched_or_not(name: str) -> None:
    """Whatever the name, the answer is a slug or None."""
    assert match_by_name(name + ".py", SLUGS) in {*SLUGS, None}


@pytest.mark.parametrize(
    ("names", "slug"),
    [
        ({"square_gradient", "square_autograd", "helper"}, "ex05_square"),
        ({"square_gradient"}, "ex05_square"),
        ({"train"}, "ex18_train"),
        ({"train", "square_gradient"}, "ex18_train"),
        ({"train", "ready"}, None),
        ({"helper"}, None),
        (set(), None),
    ],
)
def test_functions_tell_the_exercise(names: set[str], slug: str | None, course: Course) -> None:
    """The exercise whose functions are all there wins; two such exercises decide nothing."""
    assert match_by_functions(names, course) == slug
