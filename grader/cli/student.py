"""`grader check`, `list`, `hint`, `next`, `reset`, `solution`, `predict`, `plot`: the student's commands."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from grader.cli.options import chosen, course_option, open_desk
from grader.cli.screen import console
from grader.course import Course, load_course
from grader.errors import UsageError
from grader.messages import say
from grader.records import Status
from grader.student import progress
from grader.student.listing import ASCII_MARKS, MARKS, listing

if TYPE_CHECKING:
    from grader.student.desk import Desk
    from grader.view import View

exercise_argument = click.argument("exercise", required=False, metavar="[EXERCISE]")


def pick(course: Course, exercise: str | None) -> str:
    """Give the slug that was named, else the current exercise's. Raises UsageError where there is none."""
    if exercise is not None:
        return course.exercise(exercise).slug
    slug = progress.current(course, progress.load(course.root))
    if slug is None:
        raise UsageError(say("all_done_pick"))
    return slug


@click.command()
@click.argument("exercises", nargs=-1, metavar="[EXERCISE]...")
@course_option
def check(exercises: tuple[str, ...], course_root: Path | None) -> int:
    """Check exercises by their visible checks: the named ones (ex05, 5, or the whole name), else all.

    Ends with 1 unless all of them pass.
    """
    course = load_course(course_root)
    slugs = chosen(course, exercises) if exercises else tuple(course.exercises)
    with open_desk(course) as desk:
        views = [desk.check(slugs[0])] if len(slugs) == 1 else _check_many(desk, slugs)
    _show_first(views)
    if any(view.our_fault for view in views):
        return 3
    return 0 if all(view.done for view in views) else 1


def _check_many(desk: Desk, slugs: tuple[str, ...]) -> list[View]:
    from grader.render.words import STATUS_WORDS

    marks = ASCII_MARKS if _ascii_only() else MARKS
    views = []
    for slug in slugs:
        view = desk.check(slug)
        mark = marks["done"] if view.done else marks["open"] if view.status is Status.NOT_ATTEMPTED else "x"
        said = "" if view.done else STATUS_WORDS[view.status]
        click.echo(f"  {mark} {slug:<26} {view.passed} of {view.total}  {said}".rstrip())
        views.append(view)
    click.echo()
    return views


def _show_first(views: list[View]) -> None:
    """Show the screen of the only exercise, or of the first that someone has worked on and is not right."""
    from grader.render.screen import Screen

    if len(views) > 1:
        wrong = [view for view in views if not view.done]
        tried = [view for view in wrong if view.status is not Status.NOT_ATTEMPTED]
        if not wrong:
            click.echo(f"  {say('all_pass', count=len(views))}")
        views = (tried or wrong)[:1]
    for view in views:
        console().print(Screen(view))


@click.command("list")
@click.option("--done", "wanted", flag_value="done", help="Only what passes.")
@click.option("--open", "wanted", flag_value="open", help="Only what is open.")
@click.option("--skipped", "wanted", flag_value="skipped", help="Only what was skipped.")
@course_option
def list_(wanted: str | None, course_root: Path | None) -> int:
    """List the exercises by section: done, open or skipped."""
    course = load_course(course_root)
    for line in listing(course, wanted, ascii_only=_ascii_only()):
        click.echo(line)
    return 0


@click.command()
@exercise_argument
@click.argument("number", required=False, type=click.IntRange(min=1), metavar="[N]")
@course_option
def hint(exercise: str | None, number: int | None, course_root: Path | None) -> int:
    """Show the next hint of an exercise, or hint N again: a question, the principle, almost the code."""
    course = load_course(course_root)
    for line in give_hint(course, pick(course, exercise), number):
        click.echo(line)
    return 0


def give_hint(course: Course, slug: str, number: int | None = None) -> list[str]:
    """Give the lines of a hint, and remember how many were shown."""
    hints = course.exercises[slug].hints
    shown = progress.load(course.root).of(slug).hints
    if number is not None and number > len(hints):
        raise UsageError(say("few_hints", slug=slug, count=len(hints)))
    if not hints:
        return [say("no_hints", slug=slug)]
    place = number or min(shown + 1, len(hints))
    if place > shown:
        progress.change(course.root, slug, hints=place)
    last = [say("last_hint")] if place == len(hints) else []
    head = say("hint_head", slug=slug, number=place, of=len(hints))
    return [head, "", *_wrapped(hints[place - 1]), "", *last]


@click.command("next")
@course_option
def next_(course_root: Path | None) -> int:
    """Go on to the next open exercise; one that does not pass yet is marked as skipped."""
    course = load_course(course_root)
    left, new = progress.go_on(course)
    if new is None:
        done = left is None or progress.load(course.root).of(left).state == "done"
        click.echo(say("all_done") if done else say("only_one_left", slug=left))
        return 0
    if left and progress.load(course.root).of(left).state == "skipped":
        click.echo(say("skipped", slug=left))
    exercise = course.exercises[new]
    click.echo(f"{new}: {exercise.title}, {exercise.minutes} min")
    click.echo(f"open {course.stub_path(new)}")
    return 0


@click.command()
@click.argument("exercise")
@course_option
def reset(exercise: str, course_root: Path | None) -> int:
    """Put an exercise back as it was handed out; what was there is kept in .grader/backups."""
    from grader.student.shelf import put_back

    course = load_course(course_root)
    for line in put_back(course, course.exercise(exercise).slug):
        click.echo(line)
    return 0


@click.command()
@exercise_argument
@course_option
def solution(exercise: str | None, course_root: Path | None) -> int:
    """Show a solution once yours passes, another way to write it, and what two mistakes would have given."""
    from grader.student.shelf import answers

    course = load_course(course_root)
    slug = pick(course, exercise)
    if progress.load(course.root).of(slug).state != "done":
        click.echo(say("not_passing", slug=slug, short=slug[:4]))
        return 1
    with open_desk(course) as desk:
        for line in answers(desk, slug):
            click.echo(line)
    return 0


@click.command()
@exercise_argument
@click.option(
    "--say", "prediction", metavar="NUMBERS", help="Your prediction, instead of being asked for it."
)
@course_option
def predict(exercise: str | None, prediction: str | None, course_root: Path | None) -> int:
    """Say which number your code will give for a worked example, then run it and compare."""
    from grader.student.predict import compare, question

    course = load_course(course_root)
    slug = pick(course, exercise)
    with open_desk(course) as desk:
        asked = question(desk, slug)
        if asked is None:
            click.echo(say("predict_none", slug=slug))
            return 0
        for line in asked.lines:
            click.echo(line)
        said = prediction if prediction is not None else click.prompt(asked.prompt)
        progress.remember_prediction(course.root, slug, asked.call, said[:200])
        for line in compare(desk, asked, said):
            click.echo(line)
    return 0


@click.command()
@exercise_argument
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), help="File to write: .svg or .png.")
@course_option
def plot(exercise: str | None, out: Path | None, course_root: Path | None) -> int:
    """Draw what your own code does, as SVG or PNG, and say in words what is to be seen."""
    from grader.student.plots import picture

    course = load_course(course_root)
    slug = pick(course, exercise)
    with open_desk(course) as desk:
        drawn = picture(desk, slug)
    from grader.render.plot import save

    path = out or course.root / ".grader" / "plots" / f"{slug}.svg"
    save(drawn, path)
    for line in _wrapped(drawn.text):
        click.echo(line)
    click.echo(say("plot_wrote", path=path))
    return 0


def _wrapped(text: str) -> list[str]:
    import textwrap

    return textwrap.wrap(text, 78, initial_indent="  ", subsequent_indent="  ")


def _ascii_only() -> bool:
    return console().options.ascii_only
