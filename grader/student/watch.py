"""Watch mode: one enum of events, one loop, one screen.

Theory of operation. A thread turns changes of files into SAVED, another turns keys into events; both
only put into one queue. The loop takes what is there, merges the saves, and does one thing for each
event. A verdict is drawn only if the file still reads as it did when it was graded, so that no stale one
is ever seen; otherwise the loop grades again. What an editor is in the midst of writing is waited for.
The exercise stays until the student says next.
"""

from __future__ import annotations

import contextlib
import hashlib
import queue
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from enum import Enum
from pathlib import Path
from typing import Protocol

from rich.console import Console

from grader.course import Course
from grader.messages import say
from grader.render.screen import HEIGHT, Screen
from grader.student import progress
from grader.view import View

_SETTLE_SECONDS = 0.01  # a file that did not change for this long is written
_EMPTY_SECONDS = 0.15  # an empty file is probably being written
_PATIENCE_SECONDS = 1.0
_CLEAR = "\x1b[H\x1b[2J\x1b[3J"


class Event(Enum):
    """All that can happen."""

    SAVED = "saved"
    NEXT = "n"
    HINT = "h"
    LIST = "l"
    SOLUTION = "s"
    RESET = "r"
    REDRAW = "\x0c"
    QUIT = "q"


KEYS = {event.value: event for event in Event if event is not Event.SAVED} | {
    "\r": Event.REDRAW,
    "\n": Event.REDRAW,
}


class Grades(Protocol):
    """What the loop needs of a desk."""

    course: Course

    def check(self, slug: str) -> View:
        """Check one exercise as it lies in the folder."""

    def file(self, slug: str) -> Path:
        """Give the file the student works in."""

    def prepare(self, slug: str) -> None:
        """Do beforehand what the next check of this exercise would do first."""


@dataclass(frozen=True)
class State:
    """What is on the screen."""

    slug: str
    view: View | None = None
    note: str = ""
    hint: str = ""
    panel: tuple[str, ...] = ()


class Watch:
    """The loop. `console` is where to draw; with `keys` the screen is redrawn in place and shows its keys."""

    def __init__(self, desk: Grades, slug: str, console: Console, *, keys: bool) -> None:
        self.events: queue.SimpleQueue[Event] = queue.SimpleQueue()
        self.state = State(slug)
        self._desk = desk
        self._console = console
        self._keys = keys
        self._graded = b""
        self._does: dict[Event, Callable[[], None]] = {
            Event.SAVED: self._grade,
            Event.NEXT: self._next,
            Event.HINT: self._hint,
            Event.LIST: self._list,
            Event.SOLUTION: self._solution,
            Event.RESET: self._reset,
            Event.REDRAW: self._back,
        }

    def run(self) -> None:
        """Grade once, then serve events until QUIT."""
        self._grade()
        self._draw()
        self._desk.prepare(self.state.slug)  # while the student reads: so the first save is fast, too
        while (event := self._take()) is not Event.QUIT:
            before = self.state
            self._does[event]()
            if self.state is not before:
                self._draw()

    def _take(self) -> Event:
        """Give the next event; saves that wait behind a save are the same save."""
        event = self._wait()
        while event is Event.SAVED:
            try:
                event = self.events.get_nowait()
            except queue.Empty:
                return Event.SAVED
            if event is not Event.SAVED:
                self.events.put(Event.SAVED)
        return event

    def _wait(self) -> Event:
        """Wait for an event in short pieces: on Windows nothing can interrupt a long wait."""
        while True:
            with contextlib.suppress(queue.Empty):
                return self.events.get(timeout=0.5)

    # --- grading ------------------------------------------------------------------------------

    def _grade(self) -> None:
        """Grade until the verdict belongs to what is in the file; do nothing if that is on the screen."""
        slug = self.state.slug
        for _ in range(5):
            content = settled(self._desk.file(slug))
            if content == self._graded and self.state.view is not None:
                return
            view = self._desk.check(slug)
            if fingerprint(self._desk.file(slug)) == content:
                self._graded = content
                self.state = State(slug, view)
                return
        self.events.put(Event.SAVED)  # someone writes faster than we read

    def _next(self) -> None:
        left, new = progress.go_on(self._desk.course)
        if new is None:
            done = self.state.view is not None and self.state.view.done
            self._say(say("all_done" if done else "no_other"))
            return
        skipped = left and progress.load(self._desk.course.root).of(left).state == "skipped"
        self._graded = b""
        self.state = State(new)
        self._grade()
        if skipped:
            self._say(say("skipped", slug=left))

    def _reset(self) -> None:
        from grader.student.shelf import put_back

        said = put_back(self._desk.course, self.state.slug)
        self._grade()
        self._say("; ".join(" ".join(line.split()) for line in said))

    # --- words --------------------------------------------------------------------------------

    def _hint(self) -> None:
        slug, course = self.state.slug, self._desk.course
        hints = course.exercises[slug].hints
        shown = progress.load(course.root).of(slug).hints
        place = min(shown + 1, len(hints))
        if place > shown:
            progress.change(course.root, slug, hints=place)
        view = replace(self.state.view, hints_shown=place) if self.state.view else None
        self.state = State(slug, view, hint=hints[place - 1] if hints else say("no_hints", slug=slug))

    def _list(self) -> None:
        from grader.student.listing import listing

        lines = listing(
            self._desk.course, ascii_only=self._console.options.ascii_only, around=self.state.slug
        )
        self.state = replace(self.state, note="", hint="", panel=tuple(lines))

    def _solution(self) -> None:
        from grader.student.desk import Desk
        from grader.student.shelf import answers

        if self.state.view is None or not self.state.view.done:
            self._say(say("not_passing_key"))
        elif isinstance(self._desk, Desk):
            self.state = replace(
                self.state, note="", hint="", panel=tuple(answers(self._desk, self.state.slug))
            )

    def _back(self) -> None:
        self.state = replace(self.state, note="", hint="", panel=())

    def _say(self, note: str) -> None:
        self.state = replace(self.state, note=note, hint="", panel=())

    def _draw(self) -> None:
        state = self.state
        if state.view is None:
            return
        height = min(HEIGHT, self._console.height - 1) if self._keys else HEIGHT
        screen = Screen(state.view, self._keys, state.note, state.hint, state.panel, height)
        with self._console.capture() as captured:
            self._console.print(screen)
        frame = captured.get()
        if self._keys and state.panel and len(state.panel) > height:
            frame = "\n".join(state.panel) + f"\n\n  {say('back_key')}\n"
        self._console.file.write(f"{_CLEAR}{frame}" if self._keys else f"{frame}\n")
        self._console.file.flush()


# --- files ------------------------------------------------------------------------------------


def fingerprint(path: Path) -> bytes:
    """Give a digest of a file as it is now; of a file that is not there, too."""
    try:
        return hashlib.sha256(path.read_bytes()).digest()
    except OSError:
        return b"absent"


def settled(path: Path) -> bytes:
    """Wait until nobody is in the midst of writing a file, and give its fingerprint.

    An editor that truncates first, or renames a new file over the old one, leaves the file empty or
    absent for a moment.
    """
    deadline = time.monotonic() + _PATIENCE_SECONDS
    before = _stat(path)
    started = time.monotonic()
    while time.monotonic() < deadline:
        blank = before is None or before[1] == 0
        time.sleep(_SETTLE_SECONDS)
        now = _stat(path)
        if now == before and not (blank and time.monotonic() - started < _EMPTY_SECONDS):
            break
        before = now
    return fingerprint(path)


def _stat(path: Path) -> tuple[int, int] | None:
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_mtime_ns, found.st_size


@contextlib.contextmanager
def saves(folder: Path, on_save: Callable[[], None]) -> Iterator[None]:
    """Call `on_save`, from a thread of its own, whenever an exercise in the folder may have changed."""
    import watchfiles

    stop = threading.Event()

    def relevant(_: watchfiles.Change, path: str) -> bool:
        return path.endswith((".py", ".ipynb"))

    def look() -> None:
        with contextlib.suppress(OSError, RuntimeError):
            for _ in watchfiles.watch(
                folder, watch_filter=relevant, debounce=50, step=5, stop_event=stop, rust_timeout=500,
                raise_interrupt=False,
            ):  # fmt: skip
                on_save()
        if not stop.is_set():
            _poll(folder, on_save, stop)

    thread = threading.Thread(target=look, daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join(timeout=2)


def _poll(folder: Path, on_save: Callable[[], None], stop: threading.Event) -> None:
    """Look at the files four times a second where the system does not tell of changes."""
    before: object = None
    while not stop.wait(0.25):
        now = sorted(
            (str(path), _stat(path)) for path in folder.rglob("ex*") if path.suffix in (".py", ".ipynb")
        )
        if before is not None and now != before:
            on_save()
        before = now


def is_terminal() -> bool:
    """Tell whether somebody looks at the screen and can press keys."""
    return sys.stdin.isatty() and sys.stdout.isatty()
