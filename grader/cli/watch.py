"""`grader watch`: save a file, and see the verdict before looking up."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from grader.cli.options import course_option, open_desk
from grader.cli.screen import console
from grader.course import load_course
from grader.messages import say
from grader.student import progress


@click.command()
@click.argument("exercise", required=False, metavar="[EXERCISE]")
@course_option
def watch(exercise: str | None, course_root: Path | None) -> int:
    """Check the current exercise, or EXERCISE, on every save until you say next.

    Without a terminal every save prints its verdict, and an interrupt ends it.
    """
    from grader.student.watch import KEYS, Event, Watch, is_terminal, saves

    course = load_course(course_root)
    state = progress.load(course.root)
    slug = course.exercise(exercise).slug if exercise else progress.current(course, state)
    if slug is None:
        click.echo(say("all_done_watch"))
        return 0
    progress.choose(course, slug)
    terminal = is_terminal()
    click.echo(say("watch_warming_up", slug=slug), err=not terminal)
    sys.stdout.flush()
    from grader.student.keyboard import keys

    with open_desk(course, quiet=True) as desk:
        loop = Watch(desk, slug, console(), keys=terminal)

        def press(key: str) -> None:
            event = KEYS.get(key.lower())
            if event is not None:
                loop.events.put(event)

        with keys(press), saves(course.root / "exercises", lambda: loop.events.put(Event.SAVED)):
            loop.run()
    return 0
