"""Which exercise does a file belong to: by its name, or by the functions it defines."""

from __future__ import annotations

import re
from collections.abc import Iterable

from grader.course import Course

SUFFIXES = (".py", ".ipynb")


def suffix_of(name: str) -> str:
    """Give ".py" or ".ipynb" in lower case, or nothing."""
    lower = name.lower()
    return next((suffix for suffix in SUFFIXES if lower.endswith(suffix)), "")


def is_exact(name: str, slug: str) -> bool:
    """Tell whether a file is called just like the exercise, case aside."""
    return name.lower() in (slug + suffix for suffix in SUFFIXES)


def match_by_name(name: str, slugs: Iterable[str]) -> str | None:
    """Give the only exercise whose slug stands in a file's name as a word of its own, or None.

    "ex05_square (1).py", "ex05_square-2.py" and "ann_ex05_square.py" are ex05_square; a name with
    the slugs of two exercises is neither's.
    """
    suffix = suffix_of(name)
    if not suffix:
        return None
    stem = name[: -len(suffix)].lower()
    hits = [slug for slug in slugs if re.search(rf"(?<![a-z0-9]){re.escape(slug.lower())}(?![a-z0-9])", stem)]
    longest = max(hits, key=len, default=None)
    if longest is None or any(hit not in longest for hit in hits):
        return None
    return longest


def match_by_functions(names: set[str], course: Course) -> str | None:
    """Give the only exercise whose functions are among `names`, or None where several may be meant.

    An exercise of which all functions are there is preferred to one of which some are.
    """
    asked = {
        slug: {function for task in exercise.tasks for function in task.functions}
        for slug, exercise in course.exercises.items()
    }
    shared = {slug: functions & names for slug, functions in asked.items() if functions & names}
    whole = {slug: functions for slug, functions in shared.items() if functions == asked[slug]}
    hits = whole or shared
    best = max(hits, key=lambda slug: len(hits[slug]), default=None)
    if best is None or any(slug != best and not functions < hits[best] for slug, functions in hits.items()):
        return None
    return best
