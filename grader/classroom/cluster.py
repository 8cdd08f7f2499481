"""Grade on a Dask cluster: submissions travel as bytes, reports come back as records.

Each Dask worker process keeps one warm Grader (its own zygote and judge), started with the first
submission it gets; workers of several threads take turns on it. A Dask worker that dies costs a
retry on another one, never a result, and its zygote dies with it. Machines whose course is not the
one that the batch was started with are refused, by digest.
"""

from __future__ import annotations

import atexit
import contextlib
import logging
import math
import socket
import threading
import time
from collections.abc import Iterable, Iterator
from importlib import import_module
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import msgspec

from grader.classroom.pool import Work
from grader.classroom.serve import Settings
from grader.errors import CourseError, GraderError, UsageError
from grader.records import Isolation, Level, Outcome, ScoreReport, Submission
from grader.report import unscored

_RETRIES = 3
_CONNECT_SECONDS = 20
_FIRST_WORKER_SECONDS = 900
_LOOK_SECONDS = 2.0
_warm: dict[bytes, Any] = {}
_turn = threading.Lock()


def grade_bytes(settings: bytes, submission: bytes) -> bytes:
    """Grade one submission in a Dask worker process (MessagePack in, MessagePack out)."""
    with _turn:
        if settings not in _warm:
            while _warm:  # an earlier batch's, with other settings
                _warm.popitem()[1].close()
            _warm[settings] = _start(settings)
        report = _warm[settings].grade_submission(msgspec.msgpack.decode(submission, type=Submission)).report
    return msgspec.msgpack.encode(report)


def let_go() -> None:
    """End the warm Grader of a Dask worker process: a batch is over, and the worker stays for others."""
    if _turn.acquire(
        blocking=False
    ):  # where a submission is still under way, it is left to that process's end
        try:
            while _warm:
                _warm.popitem()[1].close()
        finally:
            _turn.release()


def _start(settings: bytes) -> Any:
    from grader.course import TABLE, load_course
    from grader.warm import warm_grader

    wanted = msgspec.msgpack.decode(settings, type=Settings)
    root = Path(wanted.course_root)  # where this machine has it elsewhere, the digest tells if it is the same
    course = load_course(root if (root / TABLE).is_file() else None)
    if wanted.suite_digest and course.suite_digest != wanted.suite_digest:
        raise CourseError(
            f"{socket.gethostname()}: the course in {course.root} is not the one of this batch; "
            "install the same version on every machine"
        )
    grader = warm_grader(
        course, exercises=wanted.exercises, seed=wanted.seed, min_isolation=wanted.min_isolation
    )
    atexit.register(grader.close)
    return grader


class Cluster:
    """A Dask cluster as a runner of batches; ADDRESS is a scheduler's, or `local`."""

    def __init__(self, address: str, settings: Settings, jobs: int) -> None:
        self._address = address
        self._settings = msgspec.msgpack.encode(settings)
        self._jobs = jobs
        self._local: Any = None
        self._client: Any = None
        self._wide = 2
        self._looked = -math.inf

    def __enter__(self) -> Self:
        """Connect, or start a local cluster of single-threaded worker processes.

        Raises UsageError where Dask is not installed, nobody answers at the address, or no worker
        comes within a quarter of an hour.
        """
        try:
            dask: Any = import_module("dask")
            distributed: Any = import_module("distributed")
        except ImportError:
            raise UsageError("--cluster needs Dask: pip install 'grader[cluster]'") from None
        if self._address == "local":
            dask.config.set({"distributed.scheduler.allowed-failures": _RETRIES})
            self._local = distributed.LocalCluster(
                n_workers=self._jobs,
                threads_per_worker=1,
                processes=True,
                dashboard_address=None,
                silence_logs=logging.ERROR,  # a worker that ends is tried again; nobody has to act
            )
        try:
            self._client = distributed.Client(self._local or self._address, timeout=_CONNECT_SECONDS)
        except (OSError, ValueError) as error:
            raise UsageError(f"no Dask scheduler answers at {self._address}: {error}") from None
        try:
            self._client.wait_for_workers(1, timeout=_FIRST_WORKER_SECONDS)
        except TimeoutError:
            self.close()
            raise UsageError(f"the scheduler at {self._address} has no workers; start some") from None
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Let go of the cluster; a local one ends."""
        self.close()

    def close(self) -> None:
        """Let go of the cluster; closing twice is fine."""
        client, self._client = self._client, None
        local, self._local = self._local, None
        if client is not None:
            with contextlib.suppress(Exception):  # workers that are gone have nothing to let go of
                client.run(let_go)
            client.close()
        if local is not None:
            local.close()

    def run(self, work: Iterable[Work]) -> Iterator[tuple[Work, ScoreReport]]:
        """Give the reports in the order in which they end; at most a few per worker are on their way.

        Raises GraderError for what a worker says is wrong with its machine, and where the scheduler
        is gone: what is graded by then stays.
        """
        source = iter(work)
        flying: dict[str, Work] = {}
        done = import_module("distributed").as_completed()
        try:
            while True:
                while len(flying) < self._width() and (piece := next(source, None)) is not None:
                    future = self._submit(piece)
                    flying[future.key] = piece
                    done.add(future)
                if not flying:
                    return
                future = next(done)
                yield self._collect(future, flying.pop(future.key))
        finally:
            done.clear()

    def _width(self) -> int:
        """Give how many submissions may be on their way; looks now and then for new workers."""
        if time.monotonic() - self._looked > _LOOK_SECONDS:
            self._looked = time.monotonic()
            workers = self._client.scheduler_info(n_workers=-1)["workers"].values()
            self._wide = 2 * sum(int(worker.get("nthreads", 1)) for worker in workers) + 2
        return self._wide

    def _submit(self, piece: Work) -> Any:
        data = msgspec.msgpack.encode(piece.submission)
        return self._client.submit(grade_bytes, self._settings, data, pure=False, retries=_RETRIES)

    def _collect(self, future: Any, piece: Work) -> tuple[Work, ScoreReport]:
        if future.status == "cancelled" or self._client.status != "running":
            raise GraderError("the cluster's scheduler is gone; run the batch again when it is back")
        error = future.exception()
        if error is None:
            return piece, msgspec.msgpack.decode(future.result(), type=ScoreReport)
        if isinstance(error, GraderError):
            raise error
        reason = f"the cluster lost this submission {_RETRIES} times: {type(error).__name__}; grade it again"
        nowhere = Isolation(level=Level.NONE, degraded=("not graded",))
        return piece, unscored(piece.submission, Outcome.INTERNAL_ERROR, reason, 0.0, nowhere)
