"""The zygote: imports torch once, then forks a locked worker for each request.

Theory of operation
-------------------
The zygote is started on its own, never forked from a process that holds tests or answers: a child
of such a process finds them in freed memory. It holds torch and our modules, no secret, and it parses
nothing that a student made. On its control socket (SEQPACKET, so that messages keep their borders)

    request   struct: version, worker's number, limits; with descriptors job, reply, output, arena
    answer    struct: "forked", number, and a descriptor that stands for the process (pidfd)
    report    struct: "ended", number, wait status, user and system seconds, peak memory
    refusal   struct: "failed", number, and the error's number, where the machine gives no process

A closed control socket ends it, and its end ends the workers. It stays single-threaded: a child
of a process whose thread pool ran hangs in its first parallel operation.
"""

from __future__ import annotations

import gc
import json
import mmap
import os
import select
import socket
from pathlib import Path
from typing import Any

from grader.sandbox import linux, lockdown, pages, warm, worker
from grader.sandbox.control import ENDED, EVENT, FAILED, FORK, FORKED, LOCKED, VERSION


def main(settings: dict[str, Any]) -> None:
    """Warm up, say so, and serve until the control socket closes."""
    control = socket.socket(fileno=int(settings["control_fd"]))
    try:
        held, facts = _prepare(settings)
    except Exception as error:  # whatever it is, the host must hear of it
        control.send(json.dumps({"error": f"{type(error).__name__}: {error}"[:2000]}).encode())
        os._exit(96)
    control.send(json.dumps(facts).encode())
    Zygote(control, held).run()
    os._exit(0)


def _prepare(settings: dict[str, Any]) -> tuple[lockdown.Lock, dict[str, Any]]:
    linux.die_first()
    read = [Path(path) for path in settings["read"]]
    root_kept = lockdown.give_up_root(read) if settings["drop_root"] else ""
    versions = warm.up()
    worker.load_ahead(settings["helpers"])
    held = lockdown.prepare(
        read,
        abi_cap=settings["landlock_abi"],
        use_seccomp=settings["seccomp"],
        log_only=settings["log_only"],
    )
    linux.set_undumpable()
    # Before the fork, so that a student's gc.collect() copies 5 MB of pages and not 72.
    gc.collect()
    gc.freeze()
    gc.enable()
    large_mib = pages.use_large_pages()
    facts = {
        "pid": os.getpid(),
        "uid": os.geteuid(),
        "threads": _threads(),
        "landlock_abi": held.abi,
        "seccomp": held.filter is not None,
        "root_kept": root_kept,
        "large_pages_mib": large_mib,
        **versions,
    }
    return held, facts


def _threads() -> int:
    try:
        return len(list(Path("/proc/self/task").iterdir()))
    except OSError:
        return 0


class Zygote:
    """Forks workers and reports their ends."""

    def __init__(self, control: socket.socket, held: lockdown.Lock) -> None:
        self._control = control
        self._held = held
        self._children: dict[int, tuple[int, int]] = {}  # pidfd: (number, pid)
        self._poll = select.poll()
        self._poll.register(control, select.POLLIN)

    def run(self) -> None:
        """Serve requests and ends until the host hangs up."""
        while True:
            for fd, _ in self._poll.poll():
                if fd != self._control.fileno():
                    self._reap(fd)
                elif not self._request():
                    return

    def _request(self) -> bool:
        data, fds, _, _ = socket.recv_fds(self._control, FORK.size, 4)
        if not data:
            return False
        version, number, cpu_seconds, memory_mib, arena_bytes = FORK.unpack(data)
        if version != VERSION or len(fds) != 4:
            raise ValueError("a request of another version")
        parent = os.getpid()
        try:
            pid = os.fork()
        except OSError as error:  # no reason to end: the workers that live would end as well
            for fd in fds:
                os.close(fd)
            self._control.send(EVENT.pack(FAILED, number, error.errno or 0, 0.0, 0.0))
            return True
        if pid == 0:
            _child(self._held, fds, parent, (cpu_seconds, memory_mib), arena_bytes)
        for fd in fds:
            os.close(fd)
        pidfd = os.pidfd_open(pid)
        self._children[pidfd] = (number, pid)
        self._poll.register(pidfd, select.POLLIN)
        socket.send_fds(self._control, [EVENT.pack(FORKED, number, pid, 0.0, 0.0)], [pidfd])
        return True

    def _reap(self, pidfd: int) -> None:
        number, pid = self._children.pop(pidfd)
        self._poll.unregister(pidfd)
        os.close(pidfd)
        _, status, usage = os.wait4(pid, 0)
        peak_mib = usage.ru_maxrss / 1024
        self._control.send(EVENT.pack(ENDED, number, status, usage.ru_utime + usage.ru_stime, peak_mib))


def _child(
    held: lockdown.Lock, fds: list[int], parent: int, allowed: tuple[int, int], arena_bytes: int
) -> None:
    """Become a worker; does not return. What fails before "locked" is our fault and is told as text."""
    job, reply, output, arena = fds
    try:
        memory = memoryview(mmap.mmap(arena, arena_bytes, flags=mmap.MAP_SHARED))
        lockdown.lock(held, (job, reply, output), parent, *allowed)
    except BaseException as error:
        _tell(reply, f"F{type(error).__name__}: {error}".encode()[:500])
        os._exit(96)
    os.write(lockdown.REPLY_FD, LOCKED)
    worker.serve(lockdown.JOB_FD, lockdown.REPLY_FD, memory)
    os._exit(1)


def _tell(reply: int, message: bytes) -> None:
    """Write to the reply pipe, wherever the failed step has left it."""
    try:
        os.write(reply, message)
    except OSError:
        os.write(lockdown.REPLY_FD, message)
