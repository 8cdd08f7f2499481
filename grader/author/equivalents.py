"""The committed table of mutants that no suite can notice, each with the reason why.

`grader/suites/<slug>/equivalents.toml` holds entries like

    [[equivalent]]
    operator = "method"
    function = "square_autograd"
    original = "leaf = w.detach().clone().requires_grad_()"
    replacement = "leaf = w.clone().requires_grad_()"
    reason = "a clone of the detached tensor and a clone that is its own leaf hold the same values"
"""

from __future__ import annotations

import tomllib
from pathlib import Path

import msgspec

from grader.author.mutants import Key
from grader.course import Course
from grader.errors import CourseError

FILE = "equivalents.toml"


class _Entry(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    operator: str
    function: str
    original: str
    replacement: str
    reason: str


class _Table(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    equivalent: tuple[_Entry, ...] = ()


def equivalents(course: Course, slug: str) -> dict[Key, str]:
    """Give the reason for every mutant of an exercise that is as right as the solution.

    Raises CourseError where the table is malformed, says something twice or gives no reason.
    """
    path = course.suite_dir(slug) / FILE
    return read(path) if path.is_file() else {}


def read(path: Path) -> dict[Key, str]:
    """Read one table; raises CourseError as `equivalents` does."""
    try:
        table = msgspec.convert(tomllib.loads(path.read_text(encoding="utf-8")), _Table)
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, msgspec.ValidationError) as error:
        raise CourseError(f"{path}: {error}") from None
    reasons: dict[Key, str] = {}
    for entry in table.equivalent:
        key = Key(entry.operator, entry.function, entry.original, entry.replacement)
        if key in reasons or not entry.reason.strip():
            raise CourseError(f"{path}: {key}: there twice, or without a reason")
        reasons[key] = entry.reason
    return reasons


def entry(key: Key, reason: str = "") -> str:
    """Give the text of one entry, its reason still to be written."""
    fields = [("operator", key.operator), ("function", key.function)]
    fields += [("original", key.original), ("replacement", key.replacement), ("reason", reason)]
    # A basic string of TOML is written as one of JSON is.
    return "\n".join(["[[equivalent]]", *(f"{name} = {_quoted(value)}" for name, value in fields)]) + "\n"


def _quoted(text: str) -> str:
    return msgspec.json.encode(text).decode()
