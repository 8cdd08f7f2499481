"""The sandbox as the grader uses it: `with Sandbox() as sandbox: worker = sandbox.open(job)`.

Theory of operation
-------------------
Keeps a zygote running (or, without fork, starts programs), replaces it when it died, measures how
strongly it isolates, and has one locked worker waiting ahead of the next job: a job is read after
the lock, so a worker that waits knows nothing yet. A worker that never said "locked" is our
fault: it is tried once more with a new zygote, then it is a SandboxError and nobody's score.
"""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Protocol, Self

from grader.errors import IsolationError, SandboxError
from grader.records import Isolation, Level
from grader.sandbox import canary
from grader.sandbox.api import Job, Limits
from grader.sandbox.handle import WorkerHandle
from grader.sandbox.paths import read_list
from grader.sandbox.process import Process
from grader.sandbox.settings import GRADER_DIR, Settings


class _Server(Protocol):
    """What makes processes: a zygote, or programs."""

    namespaces: bool
    notes: list[str]

    def facts(self) -> dict[str, Any]: ...
    def ask(self, cpu_seconds: int, memory_mib: int) -> Any: ...
    def receive(self, asked: Any) -> Process: ...
    def drop(self, asked: Any) -> None: ...
    def close(self) -> None: ...


class Sandbox:
    """Runs submissions in locked processes. May be shared by threads; each worker belongs to one."""

    def __init__(self, settings: Settings | None = None, *, forbidden: Sequence[Path] = ()) -> None:
        self.settings = settings or Settings()
        self._forbidden = (GRADER_DIR, *self.settings.forbidden, *forbidden)
        self._reads = read_list(self.settings.packages, self._forbidden)
        self._lock = threading.RLock()
        self._server: _Server | None = None
        self._spare: tuple[tuple[int, int], Any] | None = None
        self._isolation: Isolation | None = None

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def start(self) -> None:
        """Start warming up, without waiting for it."""
        with self._lock:
            if self._server is None:
                self._server = self._new_server()

    def _new_server(self) -> _Server:
        arguments = (self.settings, self._reads, self._forbidden)
        if self.settings.spawn:
            from grader.sandbox.spawn import SpawnServer

            return SpawnServer(*arguments)
        from grader.sandbox.forkserver import ForkServer

        return ForkServer(*arguments)

    def close(self) -> None:
        """End every process."""
        with self._lock:
            server, self._server = self._server, None
            spare, self._spare = self._spare, None
            self._isolation = None
            if server is None:
                return
            if spare is not None:
                server.drop(spare[1])
            server.close()

    @property
    def isolation(self) -> Isolation:
        """Give the level of isolation, measured once per start by trying what must fail."""
        with self._lock:
            if self._isolation is None:
                self.start()
                assert self._server is not None
                pid = int(self._server.facts()["pid"])
                found = canary.probes(self.open, pid)
                server = self._server
                self._isolation = canary.judge(
                    found, server.facts(), namespaces=server.namespaces, notes=tuple(server.notes)
                )
            return self._isolation

    def require(self, level: Level) -> Isolation:
        """Give the isolation; raise IsolationError where it is weaker than the level."""
        isolation = self.isolation
        if isolation.level.rank < level.rank:
            reasons = "; ".join(isolation.degraded) or "no reason known"
            raise IsolationError(
                f"isolation of submissions is {isolation.level} here, and {level} is required: {reasons}"
            )
        return isolation

    def open(self, job: Job) -> WorkerHandle:
        """Give a worker for the job; SandboxError where a new zygote does not help."""
        with self._lock:
            try:
                process = self._take(job.limits)
            except SandboxError:
                self._replace()
                process = self._take(job.limits)
        return WorkerHandle(process, job, self.settings.output_drain_mib)

    def _replace(self) -> None:
        isolation = self._isolation
        self.close()
        self._isolation = isolation
        self.start()

    def _take(self, limits: Limits) -> Process:
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
            with contextlib.suppress(SandboxError):  # the next job will find out
                self._spare = (wanted, self._server.ask(*wanted))
        return process
