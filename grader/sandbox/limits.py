"""What a worker may use, as limits that the kernel enforces.

DATA bounds what malloc gives out and ends in a readable MemoryError; AS bounds everything that is
mapped and also holds for shared anonymous memory, which DATA does not count (3.3 GB went through).
Both count from what a worker has at birth. A worker can make no process, so limits of a process
are limits of a submission. Threads end by AS, at about fifty; those with small stacks end by NPROC,
which counts all threads of the user, and is there to leave the machine numbers for other processes.
"""

from __future__ import annotations

import resource
from pathlib import Path

MIB = 1 << 20
_STACKS_AND_ARENAS = 1 << 30
_MOST_THREADS = 4096  # of the user: a desktop session has a thousand or two


def baseline() -> tuple[int, int]:
    """Give the bytes of data and of address space that this process has, zeros where unknown."""
    try:
        fields = Path("/proc/self/statm").read_text().split()
    except OSError:
        return 0, 0
    page = resource.getpagesize()
    return int(fields[5]) * page, int(fields[0]) * page


def apply(cpu_seconds: int, memory_mib: int, base: tuple[int, int], *, strict: bool = True) -> None:
    """Set every limit, soft and hard; raise OSError or ValueError.

    `strict` is off where a platform does not know all of them.
    """
    data, address_space = base
    wanted: dict[str, tuple[int, int]] = {
        "CPU": (cpu_seconds, cpu_seconds + 1),
        "FSIZE": (0, 0),
        "NOFILE": (64, 64),
        "NPROC": (_MOST_THREADS, _MOST_THREADS),
        "CORE": (0, 0),
        "STACK": (8 * MIB, 8 * MIB),
        "MEMLOCK": (0, 0),
        "MSGQUEUE": (0, 0),
        "SIGPENDING": (64, 64),
        "NICE": (0, 0),
        "RTPRIO": (0, 0),
    }
    if data:
        allowance = memory_mib * MIB
        wanted["DATA"] = (data + allowance,) * 2
        wanted["AS"] = (address_space + allowance + _STACKS_AND_ARENAS,) * 2
    for name, (soft, hard) in wanted.items():
        number = getattr(resource, f"RLIMIT_{name}", None)
        if number is None:
            continue
        try:
            _lower(number, soft, hard)
        except (OSError, ValueError):
            if strict:
                raise


def _lower(number: int, soft: int, hard: int) -> None:
    """Set a limit, never above the hard limit that is there already."""
    present = resource.getrlimit(number)[1]
    if present != resource.RLIM_INFINITY:
        soft, hard = min(soft, present), min(hard, present)
    resource.setrlimit(number, (soft, hard))
