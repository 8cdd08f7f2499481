"""One sandboxed process seen from outside: bytes in and out with deadlines, output kept, the end explained.

Two kinds share this shape: a worker that the zygote forked (pipes and a pidfd, `ForkedProcess`), and a
program of its own on platforms without fork (`spawn.SpawnedProcess`).
"""

from __future__ import annotations

import contextlib
import os
import select
import signal
import socket
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from grader.sandbox.arena import Arena


class DeadlineError(Exception):
    """The process did not take or give the bytes in time."""


class HungUpError(Exception):
    """The process closed its side."""


class FloodError(Exception):
    """The process printed more than is drained."""


@dataclass(frozen=True, slots=True)
class End:
    """How a process ended: exit code or signal (one of them), and what it used."""

    code: int | None = None
    signal: int | None = None
    cpu_seconds: float = 0.0
    peak_mib: float = 0.0


class Output:
    """Keeps the beginning of what was printed, counts the rest."""

    def __init__(self, keep: int, drain: int) -> None:
        self._keep = keep
        self._drain = drain
        self._kept = bytearray()
        self._seen = 0

    def add(self, data: bytes) -> None:
        """Take printed bytes; raise FloodError past the cap."""
        self._kept += data[: self._keep - len(self._kept)]
        self._seen += len(data)
        if self._seen > self._drain:
            raise FloodError

    @property
    def text(self) -> str:
        """Give what was kept, as text."""
        text = self._kept.decode("utf-8", "replace")
        return (
            text if self._seen <= self._keep else f"{text}\n[... {self._seen - len(self._kept)} bytes more]"
        )


class Process(Protocol):
    """What the worker's handle needs of a process."""

    arena: Arena

    def limit_output(self, keep: int, drain: int) -> None:
        """Say how much of the output is kept and how much drained."""

    @property
    def output(self) -> Output:
        """Give the output so far."""

    def send(self, data: bytes, deadline: float) -> None:
        """Write all bytes; raise DeadlineError, HungUpError or FloodError."""

    def offer(self, data: bytes) -> bool:
        """Write all bytes if that can be done at once, else none."""

    def receive(self, count: int, deadline: float) -> bytes:
        """Read some bytes, at most `count`; raise DeadlineError, HungUpError or FloodError."""

    def drain(self) -> None:
        """Take in what was printed and is waiting; raise FloodError."""

    def ended(self, seconds: float = 0.0) -> bool:
        """Tell whether it has ended, or ends by itself within so many seconds."""

    def kill(self) -> None:
        """End it now."""

    def finish(self) -> End:
        """Kill it unless it ended, wait for the end, and let go of everything."""


class ForkedProcess:
    """A worker that the zygote forked."""

    def __init__(
        self, pipes: tuple[int, int, int], pidfd: int, arena: Arena, wait: Callable[[], End]
    ) -> None:
        self.arena = arena
        self.pidfd = pidfd
        job, _, output = pipes
        self._job, self._reply, self._output_fd = pipes
        self._wait = wait
        self._output = Output(64 << 10, 8 << 20)
        self._end: End | None = None
        os.set_blocking(job, False)
        os.set_blocking(output, False)
        self._poll = select.poll()
        self._poll.register(output, select.POLLIN)

    def limit_output(self, keep: int, drain: int) -> None:
        """Say how much of the output is kept and how much drained."""
        self._output = Output(keep, drain)

    @property
    def output(self) -> Output:
        """Give the output so far."""
        return self._output

    def send(self, data: bytes, deadline: float) -> None:
        """Write all bytes, draining the output meanwhile."""
        view = memoryview(data)
        while view:
            try:
                view = view[os.write(self._job, view) :]
            except BlockingIOError:
                self._await(self._job, select.POLLOUT, deadline)
            except OSError:
                raise HungUpError from None

    def offer(self, data: bytes) -> bool:
        """Write all bytes if that can be done at once, else none."""
        if len(data) > select.PIPE_BUF:  # up to that many are written whole or not at all
            return False
        try:
            return os.write(self._job, data) == len(data)
        except OSError:
            return False

    def receive(self, count: int, deadline: float) -> bytes:
        """Read some bytes, draining the output meanwhile."""
        self._await(self._reply, select.POLLIN, deadline)
        data = os.read(self._reply, min(count, 1 << 20))
        if not data:
            raise HungUpError
        return data

    def _await(self, fd: int, event: int, deadline: float) -> None:
        self._poll.register(fd, event)
        try:
            while True:
                left = deadline - time.monotonic()
                if left <= 0:
                    raise DeadlineError
                ready = {number for number, _ in self._poll.poll(left * 1000 + 1)}
                if self._output_fd in ready:
                    self.drain()
                if fd in ready:
                    return
        finally:
            self._poll.unregister(fd)

    def drain(self) -> None:
        """Take in what is waiting in the output pipe."""
        if self._output_fd < 0:
            return
        for _ in range(16):  # at most 1 MiB in one go, so that a flood cannot hold us past a deadline
            try:
                data = os.read(self._output_fd, 1 << 16)
            except BlockingIOError:
                return
            if not data:
                self._poll.unregister(self._output_fd)
                os.close(self._output_fd)
                self._output_fd = -1
                return
            self._output.add(data)

    def ended(self, seconds: float = 0.0) -> bool:
        """Tell whether it has ended, or ends by itself within so many seconds."""
        poll = select.poll()
        poll.register(self.pidfd, select.POLLIN)
        return bool(poll.poll(seconds * 1000))

    def kill(self) -> None:
        """End it now, whatever it ignores."""
        if self.pidfd >= 0:
            with contextlib.suppress(ProcessLookupError):
                signal.pidfd_send_signal(self.pidfd, signal.SIGKILL)

    def finish(self) -> End:
        """Kill it unless it ended, wait for the end, and close every descriptor."""
        if self._end is None:
            self.kill()
            self._end = End()  # what is known if waiting fails because the zygote is gone
            try:
                self._end = self._wait()
            finally:
                with contextlib.suppress(FloodError):
                    self.drain()
                for fd in (self._job, self._reply, self._output_fd, self.pidfd):
                    if fd >= 0:
                        os.close(fd)
                # Soon others have these numbers.
                self._job = self._reply = self._output_fd = self.pidfd = -1
                self.arena.close()
        return self._end


def end_from_status(status: int, cpu_seconds: float, peak_mib: float) -> End:
    """Read a wait status."""
    if os.WIFSIGNALED(status):
        return End(None, os.WTERMSIG(status), cpu_seconds, peak_mib)
    return End(os.waitstatus_to_exitcode(status), None, cpu_seconds, peak_mib)


def pidfd_from(message_fds: list[int]) -> int:
    """Give the one descriptor of a message."""
    if len(message_fds) != 1:
        raise OSError("a message without its descriptor")
    return message_fds[0]


def seqpacket_pair() -> tuple[socket.socket, socket.socket]:
    """Make a pair of sockets that keep the borders of messages."""
    return socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
