"""Options that several commands share."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from grader.course import Course
from grader.messages import say
from grader.records import Level, ScoreReport

if TYPE_CHECKING:
    from grader.student.desk import Desk

F = TypeVar("F", bound=Callable[..., Any])

course_option = click.option(
    "--course",
    "course_root",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    help="Course folder (default: found from the current folder upwards, else the installed course).",
)
exercise_option = click.option(
    "--exercise", "-e", "slugs", multiple=True, metavar="SLUG", help="Grade only this exercise (repeatable)."
)
seed_option = click.option("--seed", type=click.IntRange(0, 2**62), help="Seed of the hidden inputs.")
isolation_option = click.option(
    "--min-isolation",
    type=click.Choice([level.value for level in Level]),
    default=Level.STANDARD.value,
    show_default=True,
    help="Refuse to grade hidden suites below this isolation level.",
)

sign_option = click.option(
    "--sign-key",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="Sign the reports with this private key (see `grader keys`).",
)


def chosen(course: Course, slugs: tuple[str, ...]) -> tuple[str, ...]:
    """Resolve what the user typed to slugs, in the order of the course."""
    wanted = {course.exercise(slug).slug for slug in slugs}
    return tuple(slug for slug in course.exercises if slug in wanted)


def signer(key: Path | None) -> Callable[[ScoreReport], ScoreReport]:
    """Give what signs a report with the private key in this file; without a file, it stays as it is.

    Raises UsageError naming the file where it is not such a key.
    """
    if key is None:
        return lambda report: report
    from grader.signing import load_private, sign

    private = load_private(key)
    return lambda report: sign(report, private)


@contextlib.contextmanager
def open_desk(course: Course, *, quiet: bool = False) -> Iterator[Desk]:
    """Give a student's desk whose sandbox warms up while torch is imported here.

    On a terminal a line says so meanwhile, unless `quiet`, and goes when there is more to say.
    """
    waiting = sys.stderr.isatty() and not quiet
    if waiting:
        click.echo(say("warming_up"), err=True, nl=False)
    from grader.student.warm import warm_desk

    try:
        opened = warm_desk(course)
    finally:
        if waiting:
            click.echo("\r\x1b[K", err=True, nl=False)
    with opened as desk:
        yield desk
