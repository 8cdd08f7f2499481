"""The grader's side of the zygote: starts it, asks it for workers, hears how they ended."""

from __future__ import annotations

import contextlib
import json
import os
import socket
import subprocess
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from grader.errors import SandboxError
from grader.sandbox import launch
from grader.sandbox.arena import Arena
from grader.sandbox.control import ENDED, EVENT, FAILED, FORK, FORKED, LOCKED, VERSION
from grader.sandbox.paths import ReadList
from grader.sandbox.process import (
    DeadlineError,
    End,
    FloodError,
    ForkedProcess,
    HungUpError,
    end_from_status,
    pidfd_from,
    seqpacket_pair,
)
from grader.sandbox.settings import Settings

_WAIT_SECONDS = 10.0


@dataclass(slots=True)
class _Asked:
    """A worker that was asked for; the pidfd comes later."""

    number: int
    pipes: tuple[int, int, int]  # job, reply, output
    arena: Arena


class ForkServer:
    """A running zygote. Every method may be called from any thread; raises SandboxError."""

    def __init__(self, settings: Settings, reads: ReadList, forbidden: Sequence[Path]) -> None:
        self._settings = settings
        self._reads = reads
        self._forbidden = forbidden
        self._lock = threading.RLock()
        self._numbers = 0
        self._pidfds: dict[int, int] = {}
        self._ends: dict[int, End] = {}
        self._failed: dict[int, int] = {}
        self._facts: dict[str, Any] | None = None
        self.namespaces = False
        self.notes: list[str] = []
        self._process: subprocess.Popen[bytes] | None = None
        self._complaints: IO[bytes] | None = None
        self._control: socket.socket | None = None
        self._launch(with_namespaces=settings.namespaces)

    # --- the zygote itself --------------------------------------------------------------------

    def _launch(self, *, with_namespaces: bool) -> None:
        prefix: list[str] = []
        if with_namespaces:
            prefix = launch.bubblewrap(self._reads, self._forbidden, root=os.geteuid() == 0)
            if not prefix:
                self.notes.append("no namespaces: bubblewrap (bwrap) is not installed")
        ours, theirs = seqpacket_pair()
        cap = self._settings.landlock_abi_cap
        inside = {
            "control_fd": theirs.fileno(),
            "read": [str(path) for path in self._reads.read],
            "drop_root": self._settings.drop_root,
            "landlock_abi": 99 if cap is None else cap,
            "seccomp": self._settings.seccomp,
            "log_only": self._settings.log_only,
            "helpers": [(name, source.decode("utf-8")) for name, source in self._settings.helpers],
        }
        with theirs:
            try:
                self._process, self._complaints = launch.start(
                    "zygote", self._reads, inside, prefix=prefix, keep=(theirs.fileno(),)
                )
            except OSError as error:
                ours.close()
                raise SandboxError(f"the sandbox could not be started: {error}") from None
        self._control = ours
        self.namespaces = bool(prefix)

    def facts(self) -> dict[str, Any]:
        """Wait until the zygote is warm; give what it says of itself."""
        with self._lock:
            if self._facts is None:
                try:
                    self._facts = self._first_word()
                except SandboxError as error:
                    if not self.namespaces:
                        raise
                    self.notes.append(f"no namespaces: {error}")
                    self._stop()
                    self._launch(with_namespaces=False)
                    self._facts = self._first_word()
            return self._facts

    def _first_word(self) -> dict[str, Any]:
        assert self._control is not None
        self._control.settimeout(self._settings.start_seconds)
        try:
            data = self._control.recv(1 << 16)
        except TimeoutError:
            raise SandboxError("the sandbox did not start in time") from None
        if not data:
            raise SandboxError(f"the sandbox did not start: {self._complaint()}")
        facts: dict[str, Any] = json.loads(data)
        if "error" in facts:
            raise SandboxError(f"the sandbox did not start: {facts['error']}")
        return facts

    def _complaint(self) -> str:
        assert self._process is not None
        assert self._complaints is not None
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(5)
        self._complaints.seek(0)
        return self._complaints.read()[-2000:].decode("utf-8", "replace").strip() or "no reason given"

    def _stop(self) -> None:
        if self._control is not None:
            self._control.close()
        if self._process is not None:
            if self._facts is None:  # it is warming up, and would not hear of it before it has done so
                self._process.kill()
            try:
                self._process.wait(5)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()
        if self._complaints is not None:
            self._complaints.close()

    def close(self) -> None:
        """End the zygote, and with it every worker."""
        with self._lock:
            self._stop()
            for pidfd in self._pidfds.values():
                os.close(pidfd)
            self._pidfds.clear()

    # --- workers ------------------------------------------------------------------------------

    def ask(self, cpu_seconds: int, memory_mib: int) -> _Asked:
        """Ask for a worker without waiting for it."""
        self.facts()
        assert self._control is not None
        ours: list[int] = []
        with contextlib.ExitStack() as undo, self._lock:
            try:
                arena = Arena(self._settings.arena_mib << 20)
                undo.callback(arena.close)
                theirs = []
                with contextlib.ExitStack() as sent:
                    for inward in (True, False, False):  # job, reply, output
                        ends = os.pipe()
                        sent.callback(os.close, ends[0 if inward else 1])
                        undo.callback(os.close, ends[1 if inward else 0])
                        theirs.append(ends[0 if inward else 1])
                        ours.append(ends[1 if inward else 0])
                    self._numbers += 1
                    request = FORK.pack(VERSION, self._numbers, cpu_seconds, memory_mib, arena.size)
                    socket.send_fds(self._control, [request], [*theirs, arena.fd])
            except OSError as error:
                raise SandboxError(
                    f"the sandbox ended, or this machine is short of something: {error}"
                ) from None
            undo.pop_all()
            return _Asked(self._numbers, (ours[0], ours[1], ours[2]), arena)

    def receive(self, asked: _Asked) -> ForkedProcess:
        """Wait until a worker that was asked for is locked."""
        number = asked.number
        try:
            self._pump(lambda: number in self._pidfds or number in self._failed)
            if number in self._failed:
                reason = os.strerror(self._failed.pop(number))
                raise SandboxError(f"the machine gives no process for a worker: {reason}")
        except (SandboxError, OSError) as error:
            self.drop(asked)  # if it was forked all the same, it ends when its job never comes
            raise SandboxError(str(error)) from None
        with self._lock:
            pidfd = self._pidfds.pop(number)
        process = ForkedProcess(asked.pipes, pidfd, asked.arena, lambda: self._wait(number))
        try:
            word = process.receive(1, time.monotonic() + _WAIT_SECONDS)
            if word != LOCKED:
                word += process.receive(500, time.monotonic() + 1)
        except (DeadlineError, HungUpError, FloodError):
            word = b""
        if word == LOCKED and process.ended():
            # One that waited for its job, and whose zygote died meanwhile.
            with contextlib.suppress(SandboxError):
                process.finish()
            raise SandboxError("a waiting worker is gone")
        if word != LOCKED:
            end = process.finish()
            reason = word[1:].decode("utf-8", "replace") or f"it ended ({end}) or hung before it was locked"
            raise SandboxError(f"a worker could not be locked: {reason}")
        return process

    def drop(self, asked: _Asked) -> None:
        """Let go of a worker that nobody will use; it ends with the zygote."""
        for fd in asked.pipes:
            os.close(fd)
        asked.arena.close()

    def _wait(self, number: int) -> End:
        self._pump(lambda: number in self._ends)
        with self._lock:
            return self._ends.pop(number)

    def _pump(self, done: Any) -> None:
        """Take in messages of the zygote until something is known."""
        with self._lock:
            assert self._control is not None
            while not done():
                try:
                    self._control.settimeout(_WAIT_SECONDS)  # where it is closed by now, this says so
                    data, fds, _, _ = socket.recv_fds(self._control, EVENT.size, 1)
                except OSError as error:
                    raise SandboxError(f"the sandbox does not answer: {error}") from None
                if not data:
                    raise SandboxError(f"the sandbox ended: {self._complaint()}")
                kind, number, status, cpu_seconds, peak_mib = EVENT.unpack(data)
                if kind == FORKED:
                    self._pidfds[number] = pidfd_from(fds)
                elif kind == FAILED:
                    self._failed[number] = status
                elif kind == ENDED:
                    self._ends[number] = end_from_status(status, cpu_seconds, peak_mib)
