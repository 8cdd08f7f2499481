"""Grade on a Dask cluster: submissions travel as bytes, reports come back as records.

Each Dask worker process keeps one warm Grader (its own zygote and judge), started with the first
submission it gets. A Dask worker that dies costs a retry on another one, never a result.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from types import TracebackType
from typing import Any, Self

import msgspec

from grader.errors import GraderError, UsageError
from grader.pool import Work
from grader.records import Isolation, Level, Outcome, ScoreReport, Submission
from grader.report import unscored
from grader.serve import Settings

_RETRIES = 3
_warm: dict[bytes, Any] = {}


def grade_bytes(settings: bytes, submission: bytes) -> bytes:
    """Grade one submission in a Dask worker process (MessagePack in, MessagePack out)."""
    if settings not in _warm:
        _warm[settings] = _start(settings)
    report = _warm[settings].grade_submission(msgspec.msgpack.decode(submission, type=Submission)).report
    return msgspec.msgpack.encode(report)


def _start(settings: bytes) -> Any:
    import atexit
    from pathlib import Path

    from grader.course import load_course
    from grader.pipeline import Grader, Options

    wanted = msgspec.msgpack.decode(settings, type=Settings)
    options = Options(seed=wanted.seed, min_isolation=wanted.min_isolation, exercises=wanted.exercises)
    grader = Grader(load_course(Path(wanted.course_root)), options)
    grader.__enter__()
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

    def __enter__(self) -> Self:
        """Connect, or start a local cluster of single-threaded worker processes.

        Raises UsageError where Dask is not installed or nobody answers at the address.
        """
        try:
            import dask
            from distributed import Client, LocalCluster
        except ImportError:
            raise UsageError("--cluster needs Dask: pip install 'grader[cluster]'") from None
        dask.config.set({"distributed.scheduler.allowed-failures": _RETRIES})
        if self._address == "local":
            self._local = LocalCluster(
                n_workers=self._jobs, threads_per_worker=1, processes=True, dashboard_address=None
            )
        try:
            self._client = Client(self._local or self._address, timeout="20s")
        except (OSError, ValueError) as error:
            raise UsageError(f"no Dask scheduler answers at {self._address}: {error}") from None
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Let go of the cluster; a local one ends."""
        if self._client is not None:
            self._client.close()
        if self._local is not None:
            self._local.close()

    def run(self, work: Iterable[Work]) -> Iterator[tuple[Work, ScoreReport]]:
        """Give the reports in the order in which they end; at most a few per worker are on their way."""
        from distributed import as_completed

        source = iter(work)
        width = 2 * max(1, len(self._client.scheduler_info(n_workers=-1)["workers"])) + 2
        flying: dict[str, Work] = {}
        done = as_completed()
        while True:
            while len(flying) < width and (piece := next(source, None)) is not None:
                future = self._submit(piece)
                flying[future.key] = piece
                done.add(future)
            if not flying:
                return
            future = next(done)
            yield self._collect(future, flying.pop(future.key))

    def _submit(self, piece: Work) -> Any:
        data = msgspec.msgpack.encode(piece.submission)
        return self._client.submit(grade_bytes, self._settings, data, pure=False, retries=_RETRIES)

    def _collect(self, future: Any, piece: Work) -> tuple[Work, ScoreReport]:
        error = future.exception()
        if error is None:
            return piece, msgspec.msgpack.decode(future.result(), type=ScoreReport)
        if isinstance(error, GraderError):
            raise error
        reason = f"the cluster lost this submission {_RETRIES} times: {type(error).__name__}; grade it again"
        nowhere = Isolation(level=Level.NONE, degraded=("not graded",))
        return piece, unscored(piece.submission, Outcome.INTERNAL_ERROR, reason, 0.0, nowhere)
