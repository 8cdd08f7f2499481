"""A student's progress: one small file in the course folder, by exercise slug.

Written under a lock and atomically, so that the watcher, a notebook and the command line can run
side by side and a crash in mid-write loses nothing. An unreadable file is set aside, not deleted.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal

import msgspec
from filelock import FileLock, Timeout
from msgspec.structs import replace

from grader.course import Course
from grader.errors import UsageError
from grader.messages import say
from grader.records import Record
from grader.store import write_atomically

FILE = Path(".grader") / "progress.json"
State = Literal["done", "open", "skipped"]


class ExerciseProgress(Record, frozen=True, kw_only=True):
    """What is remembered of one exercise."""

    state: State = "open"
    hints: int = 0
    passed_at: str = ""
    predictions: dict[str, str] = msgspec.field(default_factory=dict)


class Progress(Record, frozen=True, kw_only=True):
    """The whole file. Slugs that the course no longer has are kept: they may come back."""

    version: int = 1
    current: str = ""
    exercises: dict[str, ExerciseProgress] = msgspec.field(default_factory=dict)

    def of(self, slug: str) -> ExerciseProgress:
        """Give what is remembered of an exercise."""
        return self.exercises.get(slug, ExerciseProgress())

    def with_exercise(self, slug: str, entry: ExerciseProgress) -> Progress:
        """Give the progress with one exercise changed."""
        return replace(self, exercises={**self.exercises, slug: entry})


def load(root: Path) -> Progress:
    """Read the progress; a missing file is a beginning, a broken one is set aside."""
    path = root / FILE
    try:
        return msgspec.json.decode(path.read_bytes(), type=Progress)
    except FileNotFoundError:
        return Progress()
    except (msgspec.DecodeError, OSError):
        with contextlib.suppress(OSError):
            path.replace(path.with_suffix(".broken.json"))
        return Progress()


@contextlib.contextmanager
def changing(root: Path) -> Iterator[list[Progress]]:
    """Change the progress under its lock: the list holds it, and what it holds at the end is written.

    Raises UsageError where another process keeps the lock for ten seconds.
    """
    path = root / FILE
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        with FileLock(path.with_suffix(".lock"), timeout=10):
            before = load(root)
            held = [before]
            yield held
            if held[0] != before:
                write_atomically(path, msgspec.json.format(msgspec.json.encode(held[0])) + b"\n")
    except Timeout:
        raise UsageError(say("in_use", path=path)) from None


def record_result(root: Path, slug: str, *, passed: bool) -> Progress:
    """Remember whether an exercise passes now."""
    with changing(root) as held:
        entry = held[0].of(slug)
        if passed and entry.state != "done":
            entry = replace(entry, state="done", passed_at=datetime.now(UTC).isoformat(timespec="seconds"))
        elif not passed and entry.state == "done":
            entry = replace(entry, state="open", passed_at="")
        if entry != held[0].of(slug):
            held[0] = held[0].with_exercise(slug, entry)
        return held[0]


def change(root: Path, slug: str, **fields: Any) -> Progress:
    """Change what is remembered of one exercise."""
    with changing(root) as held:
        held[0] = held[0].with_exercise(slug, replace(held[0].of(slug), **fields))
        return held[0]


def remember_prediction(root: Path, slug: str, call: str, said: str) -> Progress:
    """Remember what a student said a call would give."""
    with changing(root) as held:
        entry = held[0].of(slug)
        entry = replace(entry, predictions={**entry.predictions, call: said})
        held[0] = held[0].with_exercise(slug, entry)
        return held[0]


def go_on(course: Course) -> tuple[str | None, str | None]:
    """Leave the current exercise for the next open one: give (left, new), None where there is none.

    An exercise that does not pass yet is marked as skipped, and comes back once no open one is left.
    """
    with changing(course.root) as held:
        left = current(course, held[0])
        new = following(course, held[0], left) if left else None
        if left and new and held[0].of(left).state == "open":
            held[0] = held[0].with_exercise(left, replace(held[0].of(left), state="skipped"))
        if new:
            held[0] = replace(held[0], current=new)
        return left, new


def choose(course: Course, slug: str) -> None:
    """Make an exercise the current one."""
    with changing(course.root) as held:
        held[0] = replace(held[0], current=slug)


def current(course: Course, progress: Progress) -> str | None:
    """Give the exercise to work on: the chosen one, else the first that is open, then the first skipped.

    None when all is done.
    """
    if progress.current in course.exercises:
        return progress.current
    return _first(course.exercises, progress)


def following(course: Course, progress: Progress, slug: str) -> str | None:
    """Give the next open exercise after `slug`, from the start again at the end.

    When none is open, the next skipped one; None when there is neither.
    """
    slugs = list(course.exercises)
    place = slugs.index(slug) + 1 if slug in slugs else 0
    return _first([s for s in slugs[place:] + slugs[:place] if s != slug], progress)


def _first(slugs: Iterable[str], progress: Progress) -> str | None:
    order = list(slugs)
    states: tuple[State, ...] = ("open", "skipped")
    return next((s for state in states for s in order if progress.of(s).state == state), None)
