"""Start a new exercise: files that pass every gate but `finished`, which counts the TODOs in them."""

from __future__ import annotations

import re
from importlib import resources
from pathlib import Path
from string import Template

from grader.course import SLUG, TABLE, Course
from grader.errors import UsageError
from grader.store import write_atomically

_FUNCTION = re.compile(r"[a-z_][a-z0-9_]*")


def scaffold(course: Course, slug: str, *, section: str, title: str = "", function: str = "") -> list[Path]:
    """Write the table entry, solution, suite and two alternatives of a new exercise; give the paths.

    Raises UsageError where the slug or section is no good, or a file is there already: nothing is
    overwritten.
    """
    name = slug.partition("_")[2]
    function = function or name
    values = {
        "slug": slug,
        "section": section,
        "title": title or name.replace("_", " ").capitalize(),
        "function": function,
    }
    _refuse(course, slug, section, function, values["title"])
    files = _files(course, slug)
    if there := [path for path in files if path.exists()]:
        raise UsageError(f"{there[0]} is there already")
    for path, template in files.items():
        write_atomically(path, _filled(template, values).encode())
    table = course.root / TABLE
    entries = table.read_text(encoding="utf-8").rstrip("\n") + "\n" + _filled("table.toml", values)
    write_atomically(table, entries.encode())
    return [*files, table]


def _files(course: Course, slug: str) -> dict[Path, str]:
    suite, alternatives = course.suite_dir(slug), course.root / "tests" / "alternatives" / slug
    return {
        course.solution_path(slug): "solution.py",
        suite / "__init__.py": "init.py",
        suite / "probe.py": "probe.py",
        suite / "test_visible.py": "test_visible.py",
        suite / "test_hidden.py": "test_hidden.py",
        suite / "misconceptions.py": "misconceptions.py",
        alternatives / "by_sum.py": "by_sum.py",
        alternatives / "step_by_step.py": "step_by_step.py",
    }


def _refuse(course: Course, slug: str, section: str, function: str, title: str) -> None:
    if not SLUG.fullmatch(slug):
        raise UsageError(
            f"{slug!r} is no slug: ex, two digits, and words in small letters, such as ex26_cube"
        )
    if slug in course.exercises:
        raise UsageError(f"{slug} is in the table already")
    if section not in (known := [entry.id for entry in course.sections]):
        raise UsageError(f"no section {section!r}: there are {', '.join(known)}")
    if not _FUNCTION.fullmatch(function):
        raise UsageError(f"{function!r} is no name for a function; give one with --function")
    if any(sign in title for sign in '"\\\n'):
        raise UsageError("the title may not hold quotes, backslashes or line breaks")
    if not course.suite_dir(slug).is_relative_to(course.root):
        raise UsageError(
            f"suites are kept in {course.suite_dir(slug).parent}: work in a checkout of the project"
        )


def _filled(name: str, values: dict[str, str]) -> str:
    text = (
        resources.files("grader.author")
        .joinpath("templates", "new", f"{name}.tmpl")
        .read_text(encoding="utf-8")
    )
    return Template(text).substitute(values)
