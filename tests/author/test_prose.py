"""Docstrings become Markdown that shows what the author typed."""

from __future__ import annotations

import inspect

import pytest

from grader.author.prose import markdown


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("One line.", "One line."),
        ("Two lines\nof prose.\n\nMore.", "Two lines\nof prose.\n\nMore."),
        ("The idea\n    A gradient says\n    how fast.", "### The idea\n\nA gradient says\nhow fast."),
        ("At w = 3:\n    f(3)  =  9", "At w = 3:\n\n```text\nf(3)  =  9\n```"),
        ("    w = 1\n    b = 2", "```text\nw = 1\nb = 2\n```"),
        ("    a:\n        b.", "```text\na:\n    b.\n```"),
        (">>> f(2)\n4", "```pycon\n>>> f(2)\n4\n```"),
        ("    >>> f(2)\n    4", "```pycon\n>>> f(2)\n4\n```"),
        ("What it needs\n    1. one,\n    2. two.", "### What it needs\n\n1. one,\n2. two."),
        ("1. one\n   goes on\n2. two", "1. one\n   goes on\n2. two"),
        (
            "The loss (w**2).sum() of w*w is *one* number, `w**2`.",
            r"The loss (w\*\*2).sum() of w\*w is *one* number, `w**2`.",
        ),
    ],
)
def test_docstring_becomes_markdown(text: str, expected: str) -> None:
    """Headings, sentences and lists flow; formulas and examples are fenced; stars stay stars."""
    assert markdown(text) == expected


def test_indented_docstring() -> None:
    """A docstring as inspect gives it keeps the structure of its sections."""

    def documented() -> None:
        """Do it.

        The mathematics
            Nudge w by h:

                2wh + h²  =  2w + h
        """

    doc = inspect.getdoc(documented) or ""
    assert (
        markdown(doc) == "Do it.\n\n### The mathematics\n\nNudge w by h:\n\n```text\n2wh + h²  =  2w + h\n```"
    )
