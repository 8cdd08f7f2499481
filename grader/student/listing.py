"""The list of exercises by section, with what is done, open and skipped."""

from __future__ import annotations

from grader.course import Course
from grader.student import progress

MARKS = {"done": "✓", "skipped": "»", "open": "·"}
ASCII_MARKS = {"done": "+", "skipped": ">", "open": "."}


def listing(
    course: Course, wanted: str | None = None, *, ascii_only: bool = False, around: str | None = None
) -> list[str]:
    """Give the lines of the list; only one state's if `wanted`.

    With `around`, a short one for a screen: all sections, and the exercises of that exercise's section.
    """
    state = progress.load(course.root)
    here = around or progress.current(course, state)
    marks = ASCII_MARKS if ascii_only else MARKS
    lines: list[str] = []
    for section in course.sections:
        inside = [e for e in course.exercises.values() if e.section == section.id]
        shown = [e for e in inside if wanted in (None, state.of(e.slug).state)]
        done = sum(state.of(e.slug).state == "done" for e in inside)
        if shown:
            lines.append(f"{section.title} ({done} of {len(inside)} done)")
        if around and course.exercises[around].section != section.id:
            continue
        for exercise in shown:
            mark = marks[state.of(exercise.slug).state]
            you = "  <- you are here" if exercise.slug == here else ""
            lines.append(f"  {mark} {exercise.slug:<26} {exercise.title}, {exercise.minutes} min{you}")
    return lines or [f"No exercise is {wanted}."]
