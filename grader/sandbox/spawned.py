"""A worker on platforms without fork and kernel locks: a fresh interpreter that serves one job.

Limits of the platform are all that holds it, so this serves students who check their own work, and
the isolation level says "none". The job comes through standard input, the replies leave through what was
standard output, and what the submission prints goes to standard error.
"""

from __future__ import annotations

import gc
import mmap
import os
from typing import Any

from grader.sandbox import warm, worker

LOCKED = b"L"


def main(settings: dict[str, Any]) -> None:
    """Get ready, say so, and serve; does not return."""
    job, reply = os.dup(0), os.dup(1)
    if os.name == "nt":
        import msvcrt

        for fd in (job, reply):
            msvcrt.setmode(fd, os.O_BINARY)  # type: ignore[attr-defined, unused-ignore]
    null = os.open(os.devnull, os.O_RDONLY)
    os.dup2(null, 0)
    os.dup2(2, 1)
    warm.up()
    gc.enable()
    arena = os.open(settings["arena"], os.O_RDWR | getattr(os, "O_BINARY", 0))
    memory = memoryview(mmap.mmap(arena, settings["arena_bytes"]))
    os.close(arena)
    _limit(settings["cpu_seconds"], settings["memory_mib"])
    os.write(reply, LOCKED)
    worker.serve(job, reply, memory)


def _limit(cpu_seconds: int, memory_mib: int) -> None:
    try:
        from grader.sandbox import limits
    except ImportError:  # Windows has no such limits
        return
    # Warming up has cost processor time already.
    used = os.times()
    limits.apply(cpu_seconds + int(used.user + used.system) + 1, memory_mib, limits.baseline(), strict=False)
