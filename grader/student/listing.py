"""The list of exercises by section, with what is done, open and skipped."""

from __future__ import annotations

from grader.course import Course
from grader.messages import say
from grader.student import progress

MARKS = {"done": "✓", "skipped": "»", "open": "·"}
ASCII_MARKS = {"done": "+", "skipped": ">", "open": "."}


def listing(
    course: Course, wanted: str | None = None, *, ascii_only: bool = False, around: str | None = None
) -> list[str]:
    """Give the lines of the list; only one state's if `wanted`.

    An arrow marks where one is. With `around`, a short one for a screen: all sections, and the exercises
    of that exercise's section.
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
            lines.append(say("section", title=section.title, done=done, count=len(inside)))
        if around and course.exercises[around].section != section.id:
            continue
        for exercise in shown:
            mark = marks[state.of(exercise.slug).state]
            you = "->" if exercise.slug == here else "  "
            lines.append(f"{you} {mark} {exercise.slug:<26} {exercise.title}, {exercise.minutes} min")
    return lines or [say("none_in_state", state=wanted)]
