"""Marks of a solution: stub, clean text and the lines between."""

from __future__ import annotations

import pytest

from grader.errors import CourseError
from grader.marks import clean_text, regions, stub_text

FUNCTION = '''def f(w):
    """Give 2w."""
    ### BEGIN SOLUTION
    return 2 * w
    ### END SOLUTION
'''

CLASS = '''import torch

### BEGIN SOLUTION
from math import tau
### END SOLUTION


class Square(torch.autograd.Function):
    """Square."""

    @staticmethod
    def forward(ctx, x):
        ### BEGIN SOLUTION
        def inner():
            return x * x
        return inner()
        ### END SOLUTION

    ### BEGIN SOLUTION
    extra = 1
    ### STUB
    # extra = 0

    #
    # if extra:
    #     other = 2
    ### END SOLUTION
'''


def test_stub_raises_by_the_function_s_name() -> None:
    """A region in a function becomes one raise that names the function, at the mark's indent."""
    expected = 'def f(w):\n    """Give 2w."""\n    raise NotImplementedError("f: your turn")\n'
    assert stub_text(FUNCTION, "f.py") == expected


def test_clean_text_keeps_the_solution_only() -> None:
    """The clean text is the solution without its marks."""
    assert clean_text(FUNCTION, "f.py") == 'def f(w):\n    """Give 2w."""\n    return 2 * w\n'


def test_method_is_named_not_its_class_or_an_inner_function() -> None:
    """The name in the stub is that of the function around the mark."""
    assert 'NotImplementedError("forward: your turn")' in stub_text(CLASS, "c.py")


def test_region_outside_functions_vanishes_with_its_gap() -> None:
    """An import in a region leaves neither a line nor a wider gap in the stub."""
    assert stub_text(CLASS, "c.py").startswith("import torch\n\n\nclass Square")


def test_given_lines_are_uncommented() -> None:
    """Lines after the stub mark lose one comment sign, and the solution's lines vanish."""
    assert stub_text(CLASS, "c.py").endswith("    extra = 0\n\n\n    if extra:\n        other = 2\n")
    assert "extra = 0" not in clean_text(CLASS, "c.py")


def test_comment_in_given_lines_stays_a_comment() -> None:
    """A doubled comment sign gives a comment in the stub."""
    given = "    # # return 1\n    # return 0\n"
    source = (
        f"def ready():\n    ### BEGIN SOLUTION\n    return 1\n    ### STUB\n{given}    ### END SOLUTION\n"
    )
    assert stub_text(source, "r.py") == "def ready():\n    # return 1\n    return 0\n"


def test_regions_tell_solution_and_given_lines() -> None:
    """A region knows which lines solve and which are given."""
    (first, second, third) = regions(CLASS, "c.py")
    assert list(first.solution) == [4]
    assert list(second.solution) == [14, 15, 16]
    assert (list(third.solution), list(third.given)) == ([20], [22, 23, 24, 25, 26])


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("### BEGIN SOLUTION\nx = 1\n", "s.py:1: '### BEGIN SOLUTION' without '### END SOLUTION'"),
        ("x = 1\n### END SOLUTION\n", "s.py:2: '### END SOLUTION' is misspelt or out of place"),
        ("### Begin solution\n", "s.py:1: '### Begin solution' is misspelt or out of place"),
        (
            "### BEGIN SOLUTION\n### BEGIN SOLUTION\n### END SOLUTION",
            "s.py:2: '### BEGIN SOLUTION' is misspelt",
        ),
        ("### STUB\n", "s.py:1: '### STUB' is misspelt or out of place"),
        ("def f(:\n", "s.py:1: invalid syntax"),
        (
            "def f():\n    ### BEGIN SOLUTION\n    return 1\n    ### STUB\n    # (\n    ### END SOLUTION\n",
            "'(' was never closed",
        ),
    ],
)
def test_wrong_marks_are_named_with_file_and_line(source: str, message: str) -> None:
    """Marks that are misspelt, nested or left open, and stubs that do not compile, raise."""
    with pytest.raises(CourseError) as caught:
        stub_text(source, "s.py")
    assert message in str(caught.value)
