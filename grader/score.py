"""Scores, as a pure function of judged cases: nothing runs, no file is touched."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from grader.records import CaseResult, Exercise, ExerciseResult, Status

_FROM_WORST = (
    Status.TIMED_OUT,
    Status.ERROR,
    Status.FAILED,
    Status.BLOCKED,
    Status.NOT_ATTEMPTED,
    Status.NOT_RUN,
)


def exercise_results(
    exercises: Iterable[Exercise], cases: Iterable[CaseResult], outputs: Mapping[str, str]
) -> tuple[ExerciseResult, ...]:
    """Sum the cases of each exercise, in the order of the exercises."""
    cases = list(cases)
    results = []
    for exercise in exercises:
        mine = [case for case in cases if case.exercise == exercise.slug]
        results.append(
            ExerciseResult(
                slug=exercise.slug,
                title=exercise.title,
                section=exercise.section,
                score=tidy(sum(case.score for case in mine)),
                max_score=tidy(sum(case.max_score for case in mine)),
                status=worst([case.status for case in mine]),
                output=outputs.get(exercise.slug, ""),
            )
        )
    return tuple(results)


def worst(statuses: list[Status]) -> Status:
    """Give the status of a whole: passed only where every part passed.

    Not attempted only where no part was attempted.
    """
    if not statuses:
        return Status.NOT_RUN
    if all(status is Status.NOT_ATTEMPTED for status in statuses):
        return Status.NOT_ATTEMPTED
    return next((status for status in _FROM_WORST if status in statuses), Status.PASSED)


def tidy(points: float) -> float:
    """Round away what binary fractions leave behind (a third three times is one)."""
    return round(points, 6)
