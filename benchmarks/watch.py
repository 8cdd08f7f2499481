"""From save to verdict: the time from a file written until `grader watch` has drawn its screen.

    python -m benchmarks.watch [--saves 30] [--exercise ex15_manual_update]

Runs the real command on a copy of the course, in a pseudo-terminal, as a student has it. Prints the
time to the first verdict, and of the saves the median, the 90th percentile and the slowest.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import pty
import select
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
END = b"quit"  # the last word of the screen


class Terminal:
    """`grader watch` in a pseudo-terminal."""

    def __init__(self, folder: Path, slug: str) -> None:
        self._ours, theirs = pty.openpty()
        self.started = time.perf_counter()
        self._process = subprocess.Popen(
            [sys.executable, "-m", "grader", "watch", slug],
            cwd=folder, stdin=theirs, stdout=theirs, stderr=theirs, close_fds=True,
            env={**os.environ, "TERM": "xterm-256color", "COLUMNS": "80", "LINES": "30"},
        )  # fmt: skip
        os.close(theirs)

    def drawn(self, seconds: float) -> tuple[float, bytes]:
        """Wait until a screen is complete; give when that was, and the screen."""
        seen, deadline = b"", time.perf_counter() + seconds
        while time.perf_counter() < deadline:
            if select.select([self._ours], [], [], 0.05)[0]:
                seen += os.read(self._ours, 65536)
                if END in seen:
                    return time.perf_counter(), seen
        raise TimeoutError(f"no screen within {seconds} s; so far: {seen[-400:]!r}")

    def close(self) -> None:
        """Press q."""
        os.write(self._ours, b"q")
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(timeout=10)
        self._process.kill()
        os.close(self._ours)


def measure(slug: str, saves: int) -> tuple[float, list[float]]:
    """Give the seconds to the first verdict, and from each save to its verdict."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for part in ("exercises", "solutions"):
            shutil.copytree(ROOT / part, folder / part)
        file, solution = (
            folder / "exercises" / f"{slug}.py",
            (folder / "solutions" / f"{slug}.py").read_text(),
        )
        stub = file.read_text()
        terminal = Terminal(folder, slug)
        try:
            first, _ = terminal.drawn(60)
            waits = []
            for number in range(saves):
                text = f"{stub if number % 3 == 2 else solution}\n# save {number}\n"
                time.sleep(0.3)
                file.write_text(text)
                saved = time.perf_counter()
                waits.append(terminal.drawn(20)[0] - saved)
        finally:
            terminal.close()
    return first - terminal.started, waits


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--saves", type=int, default=30)
    parser.add_argument("--exercise", default="ex15_manual_update")
    given = parser.parse_args()
    first, waits = measure(given.exercise, given.saves)
    ordered = sorted(waits)
    print(f"first verdict      {first:.2f} s")
    print(f"save to verdict    median {statistics.median(waits) * 1000:.0f} ms, ", end="")
    print(
        f"90th percentile {ordered[int(0.9 * len(ordered))] * 1000:.0f} ms, "
        f"slowest {ordered[-1] * 1000:.0f} ms"
    )
    print(
        f"{len(waits)} saves of {given.exercise}, "
        f"load average {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores"
    )


if __name__ == "__main__":
    main()
