"""The sandbox as the grader uses it: `with Sandbox() as sandbox: worker = sandbox.open(job)`.

Keeps a zygote running, replaces it when it died, and has one locked worker waiting ahead of the next
job: the job is read after the lock, so a worker that waits knows nothing yet.
"""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

from grader.errors import SandboxError
from grader.sandbox.api import Job, Limits
from grader.sandbox.forkserver import ForkServer, _Asked
from grader.sandbox.handle import WorkerHandle
from grader.sandbox.paths import read_list
from grader.sandbox.process import ForkedProcess
from grader.sandbox.settings import GRADER_DIR, Settings


class Sandbox:
    """Runs submissions in locked processes. May be shared by threads."""

    def __init__(self, settings: Settings | None = None, *, forbidden: Sequence[Path] = ()) -> None:
        self.settings = settings or Settings()
        self._forbidden = (GRADER_DIR, *self.settings.forbidden, *forbidden)
        self._reads = read_list(self.settings.packages, self._forbidden)
        self._lock = threading.RLock()
        self._server: ForkServer | None = None
        self._spare: tuple[tuple[int, int], _Asked] | None = None

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def start(self) -> None:
        """Start warming up, without waiting for it."""
        with self._lock:
            if self._server is None:
                self._server = ForkServer(self.settings, self._reads, self._forbidden)

    def close(self) -> None:
        """End every process."""
        with self._lock:
            if self._server is not None:
                self._server.close()
            self._server = None
            self._spare = None

    def open(self, job: Job) -> WorkerHandle:
        """Give a worker for the job. A sandbox that died is replaced; raise SandboxError if that fails too."""
        with self._lock:
            try:
                process = self._take(job.limits)
            except SandboxError:
                self.close()
                process = self._take(job.limits)
            return WorkerHandle(process, job, self.settings.output_drain_mib)

    def _take(self, limits: Limits) -> ForkedProcess:
        self.start()
        assert self._server is not None
        wanted = (limits.cpu_seconds, limits.memory_mib)
        spare, self._spare = self._spare, None
        if spare is not None and spare[0] != wanted:
            with contextlib.suppress(SandboxError):
                self._server.receive(spare[1]).finish()
            spare = None
        asked = spare[1] if spare is not None else self._server.ask(*wanted)
        process = self._server.receive(asked)
        if self.settings.spare:
            self._spare = (wanted, self._server.ask(*wanted))
        return process
