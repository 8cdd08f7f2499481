"""Keep the pages that are made from suites and table up to date."""

from __future__ import annotations

from pathlib import Path

from grader.author import coverage, syllabus
from grader.course import Course
from grader.store import write_atomically


def renew(course: Course, *, check: bool = False) -> list[Path]:
    """Write the pages that are stale and give their paths; with `check` nothing is written."""
    made = {course.root / part.PAGE: part.page(course) for part in (coverage, syllabus)}
    stale = [
        path for path, text in made.items() if not path.is_file() or path.read_text(encoding="utf-8") != text
    ]
    if not check:
        for path in stale:
            write_atomically(path, made[path].encode())
    return stale
