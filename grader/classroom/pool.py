"""Several judge processes side by side: submissions go in, reports come out in the order they end.

A judge process that dies costs a retry of the submission it had in hand, never a result; a
submission that takes two of them down is reported as an internal error, without a score.
"""

from __future__ import annotations

import contextlib
import os
import selectors
import signal
import subprocess
import sys
import time
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from types import TracebackType
from typing import IO, Self

import msgspec

from grader.classroom.serve import Ready, Settings, read_frame, write_frame
from grader.errors import GraderError, JudgeError, UsageError
from grader.records import Isolation, Level, Outcome, ScoreReport, Submission
from grader.report import unscored

_START_SECONDS = 120.0
_SUBMISSION_SECONDS = 420.0
_TRIES = 2


@dataclass(frozen=True)
class Work:
    """One submission on its way; `key` comes back with its report."""

    key: str
    submission: Submission
    tries: int = 0


@dataclass
class _Judge:
    process: subprocess.Popen[bytes]
    work: Work | None = None
    ready: bool = False
    deadline: float = field(default_factory=lambda: time.monotonic() + _START_SECONDS)

    @property
    def inward(self) -> IO[bytes]:
        assert self.process.stdin is not None
        return self.process.stdin

    @property
    def outward(self) -> IO[bytes]:
        assert self.process.stdout is not None
        return self.process.stdout

    def end(self) -> None:
        """Kill the process and reap it; its zygote ends with it."""
        for pipe in (self.process.stdin, self.process.stdout):
            if pipe is not None:
                with contextlib.suppress(OSError):
                    pipe.close()
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(5)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


class Pool:
    """`jobs` warm judge processes; use as a context manager and iterate `run`."""

    def __init__(self, settings: Settings, jobs: int) -> None:
        self._settings = settings
        self._jobs = jobs
        self._judges: list[_Judge] = []
        self._selector = selectors.DefaultSelector()
        self._failures = 0
        self.facts = Ready()

    def __enter__(self) -> Self:
        """Do nothing yet: processes start with the first piece of work.

        Raises UsageError on Windows, where pipes cannot be waited for side by side.
        """
        if os.name == "nt":
            raise UsageError("batches need Linux or macOS; here, `grader grade` takes several submissions")
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """End every process."""
        self.close()

    def close(self) -> None:
        """End every process; closing twice is fine."""
        for judge in self._judges:
            judge.process.terminate()
        for judge in self._judges:
            judge.end()
        self._judges.clear()
        self._selector.close()

    @property
    def pids(self) -> list[int]:
        """Give the judge processes' ids."""
        return [judge.process.pid for judge in self._judges]

    def run(self, work: Iterable[Work]) -> Iterator[tuple[Work, ScoreReport]]:
        """Judge the work, pulling the next piece only when a process is free.

        Whoever takes the reports may be slow with them, such as a disk: a process that has ended a
        piece gets its next one before its report is given out.

        Raises GraderError with the exit code of what a judge process says is wrong at its start.
        """
        source = iter(work)
        first = next(source, None)
        if first is None:
            return
        again: deque[Work] = deque([first])
        exhausted = False
        ended: list[tuple[Work, ScoreReport]] = []
        while len(self._judges) < self._jobs:
            self._start()
        while True:
            for judge in self._judges:
                if judge.ready and judge.work is None and (again or not exhausted):
                    piece = again.popleft() if again else next(source, None)
                    if piece is None:
                        exhausted = True
                        break
                    self._hand(judge, piece)
            yield from ended
            ended.clear()
            if exhausted and not again and not any(judge.work for judge in self._judges):
                return
            for piece, report in self._wait():
                if report is None and piece.tries + 1 < _TRIES:
                    again.append(Work(piece.key, piece.submission, piece.tries + 1))
                else:
                    ended.append((piece, report or self._lost(piece)))

    def _start(self) -> None:
        threads = dict.fromkeys(("OMP_NUM_THREADS", "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS"), "1")
        process = subprocess.Popen(
            [sys.executable, "-m", "grader.classroom.serve"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env={**os.environ, **threads},
            start_new_session=True,
        )
        judge = _Judge(process)
        self._judges.append(judge)
        self._selector.register(judge.outward, selectors.EVENT_READ, judge)
        try:
            write_frame(judge.inward, msgspec.msgpack.encode(self._settings))  # type: ignore[arg-type]
        except OSError:
            self._replace(judge)

    def _hand(self, judge: _Judge, piece: Work) -> None:
        judge.work = piece
        judge.deadline = time.monotonic() + _SUBMISSION_SECONDS
        with contextlib.suppress(OSError):  # it died: its output ends as well, and the work goes out again
            write_frame(judge.inward, msgspec.msgpack.encode(piece.submission))  # type: ignore[arg-type]

    def _wait(self) -> list[tuple[Work, ScoreReport | None]]:
        """Wait for answers. A report of None means the process was lost with this work in hand."""
        done: list[tuple[Work, ScoreReport | None]] = []
        for key, _ in self._selector.select(timeout=1.0):
            judge: _Judge = key.data
            frame = read_frame(judge.outward)  # type: ignore[arg-type]
            if frame is None:
                done += self._replace(judge)
            elif not judge.ready:
                self._welcome(judge, frame)
            elif judge.work is not None:
                done.append((judge.work, msgspec.msgpack.decode(frame, type=ScoreReport)))
                judge.work, self._failures = None, 0
        now = time.monotonic()
        for judge in list(self._judges):
            if now > judge.deadline and (judge.work or not judge.ready):
                done += self._replace(judge)
        return done

    def _welcome(self, judge: _Judge, frame: bytes) -> None:
        self.facts = msgspec.msgpack.decode(frame, type=Ready)
        if self.facts.error:
            error = GraderError(self.facts.error)
            error.exit_code = self.facts.exit_code
            raise error
        judge.ready = True

    def _replace(self, judge: _Judge) -> list[tuple[Work, ScoreReport | None]]:
        """End a lost process and start another; give back the work it had."""
        self._selector.unregister(judge.outward)
        self._judges.remove(judge)
        judge.end()
        self._failures += 1
        if self._failures > 3 * self._jobs + 3:
            raise JudgeError("judge processes keep ending; run `grader grade` on one submission to see why")
        self._start()
        return [(judge.work, None)] if judge.work else []

    def _lost(self, piece: Work) -> ScoreReport:
        return unscored(
            piece.submission,
            Outcome.INTERNAL_ERROR,
            f"the judge process ended {_TRIES} times on this submission; grade it again",
            self.facts.max_score,
            Isolation(level=Level.NONE, degraded=("not graded",)),
            suite_digest=self.facts.suite_digest,
            seed=self.facts.seed,
        )
