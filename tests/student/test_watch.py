"""Watch mode: in a pseudo-terminal as a student has it, and its loop without one."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from io import StringIO
from pathlib import Path

import pytest
from rich.console import Console

from grader.course import Course
from grader.records import Status
from grader.student import progress
from grader.student.watch import Event, Watch, settled
from grader.view import View
from tests.conftest import ROOT
from tests.student.conftest import EX15, NEVER_CLEARED, ON_RECORD, UPHILL, copy_course, solved, with_body
from tests.student.terminal import Watching

needs_pty = pytest.mark.skipif(os.name == "nt", reason="pseudo-terminals are a POSIX thing")


@needs_pty
def test_walk(folder: Course) -> None:
    """Stub, three mistakes each named, a slip in typing, a deleted file, hint, pass, list, next, quit."""
    import termios

    file = folder.stub_path(EX15)
    with Watching(folder.root, "ex15") as watching:
        before = termios.tcgetattr(watching.theirs)
        watching.until("Not attempted yet")
        for body, said in (
            (NEVER_CLEARED, "when the gradients are never cleared"),
            (ON_RECORD, "when the update runs where autograd records"),
            (UPHILL, "when the step is added uphill"),
            ("for p in model.parameters(", "is not valid Python"),
        ):
            file.write_bytes(with_body(folder, body))
            watching.until(said)
        file.unlink()
        watching.until("is not there. To bring it back")
        watching.press("s")
        watching.until("shown once yours passes")
        watching.press("h")
        watching.until("hint 1 of 3")
        rename(file, solved(folder, EX15))
        watching.until("Every visible check of ex15_manual_update passes.")
        watching.press("l")
        watching.until("-> ✓ ex15")
        watching.press("\n")
        watching.until("Every visible check of ex15_manual_update passes.")
        watching.press("n")
        watching.until("ex16_learning_rate")
        watching.press("q")
        assert watching.process.wait(timeout=20) == 0
        assert termios.tcgetattr(watching.theirs) == before
    assert "Traceback" not in watching.raw
    assert progress.load(folder.root).of(EX15).state == "done"


def rename(path: Path, data: bytes) -> None:
    """Save as careful editors do: a new file, moved over the old one."""
    new = path.with_name(f".{path.name}.swp")
    new.write_bytes(data)
    new.replace(path)


@needs_pty
@pytest.mark.parametrize(("number", "code"), [(2, 130), (15, 143)])
def test_interrupt_restores_the_terminal(folder: Course, number: int, code: int) -> None:
    """Ctrl-C ends it with 130, a polite kill with 143, and the terminal is as it was."""
    import termios

    with Watching(folder.root, "ex15") as watching:
        before = termios.tcgetattr(watching.theirs)
        watching.until("Not attempted yet")
        watching.process.send_signal(number)
        assert watching.process.wait(timeout=20) == code
        assert termios.tcgetattr(watching.theirs) == before


def test_without_a_terminal(folder: Course) -> None:
    """Where nobody can press keys, each save prints its verdict in plain text."""
    file = folder.stub_path(EX15)
    process = subprocess.Popen(
        [sys.executable, "-m", "grader", "watch", "ex15"],
        cwd=folder.root,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    assert process.stdout is not None
    seen: list[str] = []
    reader = threading.Thread(target=lambda: seen.extend(process.stdout or ()), daemon=True)
    reader.start()
    try:
        _wait(lambda: any("0 of 6" in line for line in seen))
        file.write_bytes(solved(folder, EX15))
        _wait(lambda: any("6 of 6" in line for line in seen))
    finally:
        process.kill()
        process.wait()
    reader.join(timeout=5)
    assert "\x1b" not in "".join(seen)
    assert "q quit" not in "".join(seen)


def _wait(met: Callable[[], bool], seconds: float = 60) -> None:
    deadline = time.monotonic() + seconds
    while not met():
        assert time.monotonic() < deadline
        time.sleep(0.05)


class SlowDesk:
    """A desk that takes its time, and counts."""

    def __init__(self, course: Course, during: Callable[[int], None]) -> None:
        self.course = course
        self.checked: list[bytes] = []
        self._during = during

    def file(self, slug: str) -> Path:
        """Give the module."""
        return self.course.stub_path(slug)

    def prepare(self, slug: str) -> None:
        """Need no preparation."""

    def check(self, slug: str) -> View:
        """Note what is in the file; something may happen meanwhile."""
        self.checked.append(self.file(slug).read_bytes())
        self._during(len(self.checked))
        text = self.checked[-1].decode()
        return View(self.course.exercises[slug], self.file(slug), Status.ERROR, 0, 1, problem=text)


@pytest.fixture
def course(tmp_path: Path) -> Course:
    """Give a course whose ex15 holds one word."""
    made = copy_course(tmp_path / "course")
    made.stub_path(EX15).write_text("first")
    return made


def watched(desk: SlowDesk) -> tuple[Watch, StringIO]:
    """Give a loop that draws into a string."""
    file = StringIO()
    return Watch(desk, EX15, Console(file=file, width=80), keys=False), file


def test_no_stale_verdict(course: Course) -> None:
    """A verdict on a text that has changed meanwhile is never drawn."""
    file = course.stub_path(EX15)
    desk = SlowDesk(course, lambda number: _write(file, "second") if number == 1 else None)
    loop, shown = watched(desk)
    loop.events.put(Event.QUIT)
    loop.run()
    assert desk.checked == [b"first", b"second"]
    assert "first" not in shown.getvalue()
    assert "second" in shown.getvalue()


def _write(file: Path, text: str) -> None:
    file.write_text(text)


def test_saves_are_merged(course: Course) -> None:
    """Many events of one save, and a save that changes nothing, cost one grading."""
    desk = SlowDesk(course, lambda _: None)
    loop, shown = watched(desk)
    for _ in range(20):
        loop.events.put(Event.SAVED)
    loop.events.put(Event.QUIT)
    loop.run()
    assert len(desk.checked) == 1
    assert shown.getvalue().count("first") == 1


def test_half_written_file(tmp_path: Path) -> None:
    """A file that an editor has emptied, and will fill at once, is waited for."""
    file = tmp_path / "ex15.py"
    file.write_text("")
    thread = threading.Timer(0.06, lambda: file.write_text("whole"))
    thread.start()
    before = settled(file)
    thread.join()
    assert before == settled(file)


def test_stays_until_next(course: Course) -> None:
    """Passing does not move on; next does, and only then."""
    desk = SlowDesk(course, lambda _: None)
    loop, _ = watched(desk)
    progress.choose(course, EX15)
    progress.record_result(course.root, EX15, passed=True)
    loop.events.put(Event.SAVED)
    loop.events.put(Event.NEXT)
    loop.events.put(Event.QUIT)
    loop.run()
    assert loop.state.slug == "ex16_learning_rate"
    assert progress.load(course.root).current == "ex16_learning_rate"


def test_reset_from_the_screen(course: Course) -> None:
    """Reset puts the file back and says where the old one is."""
    loop, shown = watched(SlowDesk(course, lambda _: None))
    loop.events.put(Event.RESET)
    loop.events.put(Event.QUIT)
    loop.run()
    assert "kept .grader/backups/" in " ".join(shown.getvalue().split())
    assert course.stub_path(EX15).read_bytes() == course.pristine(EX15)
