"""The system call filter: a list of what a worker may ask of the kernel, last part of the lock.

Theory of operation
-------------------
A filter is a small program that the kernel runs on each call's number and arguments. Ours kills
the process where the call comes through another architecture's door (int 0x80, x32), allows the
calls of `syscalls.py`, checks the arguments of fifteen more, answers ENOSYS to calls newer than the
list (so that libc falls back to older ones), and EPERM to everything else. Arguments are compared
as the kernel reads them: 32 bits where it reads an int, both halves where it reads a pointer.
Pointers are never followed: a filter cannot, and what they point at could change afterwards.
"""

from __future__ import annotations

import ctypes
import errno
import platform
import struct

from grader.sandbox import linux
from grader.sandbox.syscalls import ARCHITECTURES, Architecture

_LOAD, _JUMP_EQUAL, _JUMP_AT_LEAST, _JUMP_ANY_BIT, _AND, _RETURN = 0x20, 0x15, 0x35, 0x45, 0x54, 0x06
_ALLOW, _KILL, _ERRNO, _LOG = 0x7FFF0000, 0x80000000, 0x00050000, 0x7FFC0000
_NUMBER, _ARCHITECTURE, _ARGUMENTS = 0, 4, 16

_CLONE_THREAD = 0x00010000
_CLONE_NAMESPACES = 0x7E020080  # NEWNS, NEWTIME, NEWCGROUP, NEWUTS, NEWIPC, NEWUSER, NEWPID, NEWNET
_FCNTL = (0, 1, 2, 3, 4, 1030)  # dup, descriptor flags, status flags; no locks, leases, owners, pipe sizes
_IOCTL = (0x5401, 0x541B, 0x5421, 0x5451)  # TCGETS, FIONREAD, FIONBIO, FIOCLEX
_PRCTL = (15, 16, 0x53564D41)  # thread names, names of mappings
_ACCESS_MODE, _READ_ONLY, _NEITHER, _TRUNCATE = 3, 0, 3, 0o1000  # of open
_OTHERS_CLOCK = 1 << 31  # a negative number: the processor clock of another process, or a device's
_AF_UNIX, _SOCK_STREAM = 1, 1
_INSTRUCTION = struct.Struct("<HBBI")
_NOBODY_YET = 0x7FFFFFFE  # no process has this number
_NEWER = 447  # first call after the ones decided on here

Code = list[tuple[int, int, int, int]]


def _load(offset: int) -> Code:
    return [(_LOAD, 0, 0, offset)]


def _low(argument: int) -> int:
    return _ARGUMENTS + 8 * argument


def _answer(value: int) -> Code:
    return [(_RETURN, 0, 0, value)]


def _refuse(number: int = errno.EPERM) -> Code:
    return _answer(_ERRNO | number)


def _one_of(values: tuple[int, ...]) -> Code:
    code: Code = []
    for value in values:
        code += [(_JUMP_EQUAL, 0, 1, value & 0xFFFFFFFF), *_answer(_ALLOW)]
    return code + _refuse()


def _null_pointer(argument: int) -> Code:
    """Allow where both halves of the argument are zero."""
    return [
        *_load(_low(argument)), (_JUMP_EQUAL, 1, 0, 0), *_refuse(),
        *_load(_low(argument) + 4), (_JUMP_EQUAL, 1, 0, 0), *_refuse(),
        *_answer(_ALLOW),
    ]  # fmt: skip


def _opened(flags: int) -> Code:
    """Allow opening, but not emptying a file on the way without asking to write.

    Landlock looks at the mode that a file is opened with. Mode 3 neither reads nor writes for it, and
    still empties the file; older versions (1 and 2) do not know of emptying.
    """
    return [
        *_load(_low(flags)), (_AND, 0, 0, _ACCESS_MODE),
        (_JUMP_EQUAL, 0, 1, _NEITHER), *_refuse(),
        (_JUMP_EQUAL, 1, 0, _READ_ONLY), *_answer(_ALLOW),
        *_load(_low(flags)), (_JUMP_ANY_BIT, 0, 1, _TRUNCATE), *_refuse(),
        *_answer(_ALLOW),
    ]  # fmt: skip


def _checks(pid: int) -> dict[str, Code]:
    own_clock = [*_load(_low(0)), (_JUMP_AT_LEAST, 0, 1, _OTHERS_CLOCK), *_refuse(), *_answer(_ALLOW)]
    return {
        "openat": _opened(2),
        "open": _opened(1),
        "clock_gettime": own_clock,
        "clock_getres": own_clock,
        "clock_nanosleep": own_clock,
        "clone": [
            *_load(_low(0)),
            (_JUMP_ANY_BIT, 0, 2, _CLONE_THREAD),
            (_JUMP_ANY_BIT, 1, 0, _CLONE_NAMESPACES),
            *_answer(_ALLOW),
            *_refuse(),
        ],
        # The filter cannot read the structure that clone3 takes; libc falls back to clone.
        "clone3": _refuse(errno.ENOSYS),
        "kill": [*_load(_low(0)), *_one_of((pid,))],
        "tgkill": [*_load(_low(0)), *_one_of((pid,))],
        "fcntl": [*_load(_low(1)), *_one_of(_FCNTL)],
        "ioctl": [*_load(_low(1)), *_one_of(_IOCTL)],
        "prctl": [*_load(_low(0)), *_one_of(_PRCTL)],
        # Reading own limits only. Setting any needs a pointer.
        "prlimit64": [*_load(_low(0)), (_JUMP_EQUAL, 1, 0, 0), *_refuse(), *_null_pointer(2)],
        # asyncio wakes itself through one. Stream only: a datagram socket could be pointed at any address.
        "socketpair": [
            *_load(_low(0)), (_JUMP_EQUAL, 1, 0, _AF_UNIX), *_refuse(),
            *_load(_low(1)), (_AND, 0, 0, 0xF), *_one_of((_SOCK_STREAM,)),
        ],
        "sendto": _null_pointer(4),
    }  # fmt: skip


def program(architecture: Architecture, pid: int, *, default: int = _ERRNO | errno.EPERM) -> bytes:
    """Write the filter for one process, as the kernel's array of instructions."""
    code: Code = [
        *_load(_ARCHITECTURE),
        (_JUMP_EQUAL, 1, 0, architecture.audit),
        *_answer(_KILL),
        *_load(_NUMBER),
    ]
    if architecture.x32_bit:
        code += [(_JUMP_AT_LEAST, 0, 1, architecture.x32_bit), *_answer(_KILL)]
    for number in architecture.allowed:
        code += [(_JUMP_EQUAL, 0, 1, number), *_answer(_ALLOW)]
    for name, body in _checks(pid).items():
        if name in architecture.checked:  # newer processors have fewer old calls
            code += [(_JUMP_EQUAL, 0, len(body), architecture.checked[name]), *body]
    code += [(_JUMP_AT_LEAST, 0, 1, _NEWER), *_refuse(errno.ENOSYS), *_answer(default)]
    return b"".join(_INSTRUCTION.pack(*instruction) for instruction in code)


def supported() -> bool:
    """Tell whether there is a table for this processor and the kernel takes filters."""
    return platform.machine() in ARCHITECTURES and linux.has_seccomp()


def prepare(*, log_only: bool = False) -> bytes:
    """Write the filter of this machine for no process yet: each worker would need a millisecond for it.

    `log_only` lets unlisted calls pass and has the kernel log them: for finding out what a new
    version of torch needs, never for grading.
    """
    architecture = ARCHITECTURES[platform.machine()]
    return program(architecture, _NOBODY_YET, **({"default": _LOG} if log_only else {}))


def install(prepared: bytes, pid: int) -> None:
    """Put a prepared filter on this process for good; raise OSError."""
    raw = prepared.replace(_same_pid(_NOBODY_YET), _same_pid(pid))
    linux.set_seccomp_filter(ctypes.create_string_buffer(raw, len(raw)), len(raw) // 8)


def _same_pid(pid: int) -> bytes:
    return _INSTRUCTION.pack(_JUMP_EQUAL, 0, 1, pid)
