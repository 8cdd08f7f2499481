"""`grader watch` in a pseudo-terminal, as a student has it."""

from __future__ import annotations

import contextlib
import os
import re
import select
import signal
import subprocess
import sys
import time
from pathlib import Path
from types import TracebackType
from typing import Self

from tests.conftest import ROOT

_ESCAPES = re.compile(r"\x1b(?:\][^\x1b]*\x1b\\|\[[0-9;?]*[A-Za-z])")
_CLEAR = "\x1b[3J"


class Watching:
    """A running `grader watch`; what it drew last is the screen."""

    def __init__(self, folder: Path, *arguments: str) -> None:
        pty = __import__("pty")
        self._ours, self.theirs = pty.openpty()
        self._text = ""
        self.process = subprocess.Popen(
            [sys.executable, "-m", "grader", "watch", *arguments],
            cwd=folder, stdin=self.theirs, stdout=self.theirs, stderr=self.theirs,
            env={**os.environ, "PYTHONPATH": str(ROOT), "TERM": "xterm", "COLUMNS": "80", "LINES": "30"},
        )  # fmt: skip

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            with contextlib.suppress(subprocess.TimeoutExpired):
                self.process.wait(timeout=5)
            self.process.kill()
        os.close(self._ours)
        os.close(self.theirs)

    def screen(self) -> str:
        """Give the screen as it is now, as plain text."""
        while select.select([self._ours], [], [], 0)[0]:
            self._text += os.read(self._ours, 65536).decode("utf-8", "replace")
        last = _ESCAPES.sub("", self._text.rpartition(_CLEAR)[2])
        return last.replace("\r\n", "\n")

    @property
    def raw(self) -> str:
        """Give everything that was ever written to the terminal."""
        return self._text

    def until(self, said: str, seconds: float = 60) -> str:
        """Wait until the screen says something; give the screen."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            screen = self.screen()
            if said in " ".join(screen.replace("│", " ").split()) and screen.rstrip().endswith("quit"):
                return screen
            time.sleep(0.02)
        raise AssertionError(f"not on the screen within {seconds} s: {said!r}\n{self.screen()}")

    def press(self, key: str) -> None:
        """Press a key."""
        os.write(self._ours, key.encode())
