"""The grader's side of workers that are programs of their own, for platforms without fork.

The same shape as the zygote's (`forkserver.py`), built from what every platform has: pipes, threads that
read them, and an arena in a temporary file.
"""

from __future__ import annotations

import contextlib
import os
import queue
import select
import signal
import subprocess
import threading
import time
from collections.abc import Sequence
from pathlib import Path
from typing import IO, Any

from grader.errors import SandboxError
from grader.sandbox import launch
from grader.sandbox.arena import Arena
from grader.sandbox.paths import ReadList
from grader.sandbox.process import DeadlineError, End, FloodError, HungUpError, Output, end_from_status
from grader.sandbox.settings import Settings

_LOCKED = b"L"
_CATCH_UP_SECONDS = 0.5


class SpawnedProcess:
    """A worker that was started as a program."""

    def __init__(self, process: subprocess.Popen[bytes], arena: Arena) -> None:
        self.arena = arena
        self._process = process
        self._output = Output(64 << 10, 8 << 20)
        self._flooded = False
        self._end: End | None = None
        self._replies: queue.Queue[bytes] = queue.Queue(maxsize=64)
        self._rest = b""
        self._hung_up = False
        assert process.stdin is not None
        assert process.stdout is not None
        assert process.stderr is not None
        self._stdin, self._stderr = process.stdin, process.stderr
        self._threads = [
            threading.Thread(target=self._read_replies, args=(process.stdout,), daemon=True),
            threading.Thread(target=self._read_output, args=(process.stderr,), daemon=True),
        ]
        for thread in self._threads:
            thread.start()

    def _read_replies(self, stream: IO[bytes]) -> None:
        with contextlib.suppress(OSError, ValueError):
            while self._end is None and (data := stream.read(1 << 16)):
                self._replies.put(data)
        self._replies.put(b"")

    def _read_output(self, stream: IO[bytes]) -> None:
        with contextlib.suppress(OSError, ValueError):
            while data := stream.read(1 << 16):
                try:
                    self._output.add(data)
                except FloodError:
                    self._flooded = True
                    self.kill()

    def limit_output(self, keep: int, drain: int) -> None:
        """Say how much of the output is kept and how much drained."""
        self._output = Output(keep, drain)

    @property
    def output(self) -> Output:
        """Give the output so far."""
        return self._output

    def send(self, data: bytes, deadline: float) -> None:
        """Write all bytes; a thread does it, because pipes cannot be polled everywhere."""
        failed: list[OSError] = []

        def write() -> None:
            view = memoryview(data)
            try:
                while view:
                    view = view[self._stdin.write(view) or 0 :]
            except OSError as error:
                failed.append(error)

        thread = threading.Thread(target=write, daemon=True)
        thread.start()
        thread.join(max(0.0, deadline - time.monotonic()))
        if thread.is_alive():
            raise DeadlineError
        if failed:
            raise HungUpError

    def offer(self, data: bytes) -> bool:  # noqa: ARG002
        """Write nothing: whether it can be done at once cannot be known everywhere."""
        return False

    def receive(self, count: int, deadline: float) -> bytes:
        """Read some bytes."""
        if not self._rest and not self._hung_up:
            try:
                self._rest = self._replies.get(timeout=max(0.001, deadline - time.monotonic()))
            except queue.Empty:
                raise DeadlineError from None
            self._hung_up = not self._rest
        if self._flooded:
            raise FloodError
        if not self._rest:
            raise HungUpError
        data, self._rest = self._rest[:count], self._rest[count:]
        return data

    def drain(self) -> None:
        """Let the thread that reads the output catch up: with the pipe, where its state can be asked."""
        reader, until = self._threads[1], time.monotonic() + _CATCH_UP_SECONDS
        while os.name == "posix" and reader.is_alive() and time.monotonic() < until:
            if not select.select([self._stderr], [], [], 0)[0]:
                break
            time.sleep(0.001)
        time.sleep(0.005)
        if self._flooded:
            raise FloodError

    def ended(self, seconds: float = 0.0) -> bool:
        """Tell whether it has ended, or ends by itself within so many seconds; it stays to be waited for."""
        if not hasattr(os, "waitid"):
            return self._process.poll() is not None
        until = time.monotonic() + seconds
        while True:
            with contextlib.suppress(ChildProcessError):
                if os.waitid(os.P_PID, self._process.pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is None:
                    if time.monotonic() < until:
                        time.sleep(0.005)
                        continue
                    return False
            return True

    def kill(self) -> None:
        """End it now."""
        with contextlib.suppress(OSError):
            if hasattr(signal, "SIGKILL") and self._process.returncode is None:
                os.kill(self._process.pid, signal.SIGKILL)  # Popen.kill reaps, and what it used is lost
            else:
                self._process.kill()

    def finish(self) -> End:
        """Kill it unless it ended, and let go of everything."""
        if self._end is None:
            self.kill()
            self._end = self._wait()
            self._unblock()
            for thread in self._threads:
                thread.join(2)
            for stream in (self._process.stdin, self._process.stdout, self._process.stderr):
                if stream is not None:
                    with contextlib.suppress(OSError):
                        stream.close()
            self.arena.close()
        return self._end

    def _wait(self) -> End:
        if not hasattr(os, "wait4"):
            return End(code=self._process.wait())
        try:
            _, status, usage = os.wait4(self._process.pid, 0)
        except ChildProcessError:
            return End(code=self._process.wait())
        end = end_from_status(status, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024)
        self._process.returncode = end.code if end.code is not None else -(end.signal or 0)
        return end

    def _unblock(self) -> None:
        """Make room for a reader that waits to put a reply nobody will take."""
        with contextlib.suppress(queue.Empty):
            while True:
                self._replies.get_nowait()


class SpawnServer:
    """Starts a program per worker; raises SandboxError."""

    namespaces = False

    def __init__(self, settings: Settings, reads: ReadList, _: Sequence[Path] = ()) -> None:
        self._settings = settings
        self._reads = reads
        self.notes = ["no locks of the kernel: workers are ordinary processes"]
        self._waiting: list[SpawnedProcess] = []

    def facts(self) -> dict[str, Any]:
        """Give what a zygote would say of itself."""
        return {"pid": 0, "uid": -1, "threads": 1, "landlock_abi": 0, "seccomp": False, "root_kept": ""}

    def ask(self, cpu_seconds: int, memory_mib: int) -> SpawnedProcess:
        """Start a worker without waiting for it."""
        arena = Arena.in_file(self._settings.arena_mib << 20)
        settings = {
            "arena": str(arena.path),
            "arena_bytes": arena.size,
            "cpu_seconds": cpu_seconds,
            "memory_mib": memory_mib,
        }
        try:
            process, complaints = launch.start("spawned", self._reads, settings, pipes=True)
        except OSError as error:
            arena.close()
            raise SandboxError(f"a worker could not be started: {error}") from None
        complaints.close()
        worker = SpawnedProcess(process, arena)
        self._waiting.append(worker)
        return worker

    def receive(self, asked: SpawnedProcess) -> SpawnedProcess:
        """Wait until the worker is ready."""
        self._waiting.remove(asked)
        try:
            if asked.receive(1, time.monotonic() + self._settings.start_seconds) == _LOCKED:
                return asked
        except (DeadlineError, HungUpError, FloodError):
            pass
        asked.finish()
        raise SandboxError(f"a worker could not be started: {asked.output.text[-2000:].strip()}")

    def drop(self, asked: SpawnedProcess) -> None:
        """End a worker that nobody will use."""
        self._waiting.remove(asked)
        asked.finish()

    def close(self) -> None:
        """End the workers that nobody took."""
        for worker in self._waiting:
            worker.finish()
        self._waiting.clear()
