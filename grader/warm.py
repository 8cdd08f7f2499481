"""A warm Grader, sooner: the sandbox warms up in its own process while torch is imported here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from grader.course import Course
from grader.probes import warming
from grader.records import Level

if TYPE_CHECKING:
    from grader.pipeline import Grader


def warm_grader(
    course: Course,
    *,
    exercises: tuple[str, ...] = (),
    seed: int | None = None,
    raw: bool = False,
    min_isolation: Level = Level.STANDARD,
) -> Grader:
    """Give a Grader that has started, of all exercises unless some are named; use it as a context manager.

    Raises IsolationError where the machine isolates less than asked for.
    """
    with warming(course, exercises or course.exercises) as sandbox:
        from grader.pipeline import Grader, Options

        options = Options(seed=seed, raw=raw, min_isolation=min_isolation, exercises=exercises)
        return Grader(course, options, sandbox).__enter__()
