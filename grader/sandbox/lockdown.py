"""Putting a fresh worker under lock: a check list of small calls, each fatal where it fails.

Theory of operation
-------------------
The zygote prepares once (`prepare`): it finds out what the kernel offers and builds the Landlock
ruleset. Each forked worker then calls `lock`, in an order that matters:

 1. die with the zygote, own session, default signals       so that nothing outlives anything
 2. descriptors: 0 null, 1 and 2 output, 3 job, 4 reply     the control socket is gone from here
 3. working directory, umask                                the environment was built by the host
 4. resource limits                                         while raising them is still a mistake we see
 5. no_new_privs, then Landlock                             binds the calling thread: we are alone still
 6. undumpable                                              after the last change of credentials
 7. seccomp                                                 last: it forbids the calls above

After that the worker says "locked", and only then is it given the job.
"""

from __future__ import annotations

import os
import signal
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from grader.sandbox import landlock, limits, linux, seccomp

JOB_FD, REPLY_FD, FIRST_CLOSED = 3, 4, 5
NOBODY = 65534


@dataclass(frozen=True, slots=True)
class Lock:
    """What every worker of a zygote is locked with."""

    ruleset: int | None
    abi: int
    filter: bytes | None
    base: tuple[int, int]
    handled: tuple[int, ...]  # signals that Python or somebody else handles


def prepare(paths: Sequence[Path], *, abi_cap: int, use_seccomp: bool, log_only: bool = False) -> Lock:
    """Build what can be built ahead; `abi_cap` 0 leaves Landlock out."""
    abi = min(linux.landlock_abi(), abi_cap)
    return Lock(
        ruleset=landlock.build(paths, abi) if abi else None,
        abi=abi,
        filter=seccomp.prepare(log_only=log_only) if use_seccomp and seccomp.supported() else None,
        base=limits.baseline(),
        handled=tuple(
            number
            for number in signal.valid_signals() - {signal.SIGKILL, signal.SIGSTOP}
            if signal.getsignal(number) not in (signal.SIG_DFL, None)
        ),
    )


def give_up_root(must_read: Sequence[Path]) -> str:
    """Stop being root, if we are; say what could not be done, or nothing.

    The unprivileged user must still be able to import: where the interpreter lies in root's own
    home it cannot, and then we stay user 0 without any capability.
    """
    if os.geteuid() != 0:
        return ""
    problem = ""
    if all(_readable_by_others(path) for path in must_read):
        linux.become(NOBODY, NOBODY)
    else:
        problem = "runs as user 0 without capabilities: the interpreter is readable by root alone"
    linux.drop_capabilities()
    return problem


def _readable_by_others(path: Path) -> bool:
    if not path.exists():
        return True
    if any(not parent.stat().st_mode & 0o001 for parent in path.parents):
        return False
    return bool(path.stat().st_mode & 0o004)


def lock(
    held: Lock, descriptors: tuple[int, int, int], parent: int, cpu_seconds: int, memory_mib: int
) -> None:
    """Lock this process; `descriptors` are job, reply and output. Raises OSError or ValueError."""
    linux.die_with_parent(parent)
    os.setsid()
    _default_signals(held.handled)
    _arrange(descriptors, held.ruleset)
    os.chdir("/")
    os.umask(0o077)
    limits.apply(cpu_seconds, memory_mib, held.base)
    linux.set_no_new_privileges()
    if held.ruleset is not None:
        linux.landlock_restrict(FIRST_CLOSED)
        os.close(FIRST_CLOSED)
    linux.set_undumpable()
    if held.filter is not None:
        seccomp.install(held.filter, os.getpid())


def _default_signals(handled: Sequence[int]) -> None:
    for number in handled:
        signal.signal(number, signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_SETMASK, [])


def _arrange(descriptors: tuple[int, int, int], ruleset: int | None) -> None:
    """Give the descriptors their places, the ruleset in the first place to be closed, and close the rest.

    All are first copied out of the way, because a wanted place may be taken by another of them.
    """
    job, reply, output = descriptors
    null = os.open(os.devnull, os.O_RDONLY)
    order = [null, output, output, job, reply] + ([] if ruleset is None else [ruleset])
    copies = [_copy_above(fd, 64) for fd in order]
    for place, fd in enumerate(copies):
        os.dup2(fd, place, inheritable=True)
    linux.close_from(len(copies))


def _copy_above(fd: int, lowest: int) -> int:
    import fcntl

    return fcntl.fcntl(fd, fcntl.F_DUPFD_CLOEXEC, lowest)
