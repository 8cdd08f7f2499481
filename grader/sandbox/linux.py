"""The kernel calls that Python has no function for, each raising OSError where it fails."""

from __future__ import annotations

import contextlib
import ctypes
import os
import signal
from pathlib import Path
from typing import Any

_libc = ctypes.CDLL(None, use_errno=True)

# These have the same numbers on every architecture.
_LANDLOCK_CREATE, _LANDLOCK_ADD, _LANDLOCK_RESTRICT, _CLOSE_RANGE = 444, 445, 446, 436
_PR_SET_PDEATHSIG, _PR_SET_DUMPABLE, _PR_CAPBSET_READ, _PR_CAPBSET_DROP = 1, 4, 23, 24
_PR_GET_SECCOMP, _PR_SET_SECCOMP, _PR_SET_NO_NEW_PRIVS, _PR_CAP_AMBIENT = 21, 22, 38, 47
_CAP_AMBIENT_CLEAR_ALL, _SECCOMP_MODE_FILTER = 4, 2
_CAPABILITY_VERSION_3 = 0x20080522


class _FilterProgram(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("code", ctypes.c_void_p))


class RulesetAttributes(ctypes.Structure):
    """What a Landlock ruleset handles."""

    _fields_ = (("fs", ctypes.c_uint64), ("net", ctypes.c_uint64), ("scoped", ctypes.c_uint64))


class PathBeneath(ctypes.Structure):
    """What a Landlock ruleset allows below one path."""

    _pack_ = 1
    _layout_ = "ms"
    _fields_ = (("allowed", ctypes.c_uint64), ("parent", ctypes.c_int32))


def _check(result: int, what: str) -> int:
    if result < 0:
        number = ctypes.get_errno()
        raise OSError(number, f"{what}: {os.strerror(number)}")
    return result


def _syscall(what: str, number: int, *arguments: Any) -> int:
    return _check(_libc.syscall(ctypes.c_long(number), *arguments), what)


def _prctl(what: str, option: int, *arguments: int) -> int:
    padded = [ctypes.c_ulong(value) for value in (*arguments, 0, 0, 0, 0)[:4]]
    return _check(_libc.prctl(ctypes.c_int(option), *padded), what)


def die_with_parent(parent: int) -> None:
    """Be killed when the parent thread ends; raise where it already has."""
    _prctl("parent-death signal", _PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        raise OSError("the parent ended")


def die_first() -> None:
    """Have a machine that is short of memory end this process and its children before any other."""
    with contextlib.suppress(OSError):
        Path("/proc/self/oom_score_adj").write_text("1000")


def set_undumpable() -> None:
    """Close /proc/self/mem and its like to other processes of the same user."""
    _prctl("undumpable", _PR_SET_DUMPABLE, 0)


def set_no_new_privileges() -> None:
    """Give up gaining rights by exec, which filters and rulesets require."""
    _prctl("no_new_privs", _PR_SET_NO_NEW_PRIVS, 1)


def close_from(first: int) -> None:
    """Close every descriptor from `first` on."""
    _syscall("close_range", _CLOSE_RANGE, ctypes.c_uint(first), ctypes.c_uint(0xFFFFFFFF), ctypes.c_uint(0))


def has_seccomp() -> bool:
    """Tell whether the kernel takes filters, without installing one."""
    result: int = _libc.prctl(
        ctypes.c_int(_PR_SET_SECCOMP), ctypes.c_ulong(_SECCOMP_MODE_FILTER), None, None, None
    )
    return result < 0 and ctypes.get_errno() == 14  # EFAULT: it wanted to read our null pointer


def set_seccomp_filter(code: Any, length: int) -> None:
    """Install a filter on this process."""
    program = _FilterProgram(length, ctypes.cast(code, ctypes.c_void_p))
    result = _libc.prctl(
        ctypes.c_int(_PR_SET_SECCOMP), ctypes.c_ulong(_SECCOMP_MODE_FILTER), ctypes.byref(program), None, None
    )
    _check(result, "seccomp")


def landlock_abi() -> int:
    """Give the version of Landlock that the kernel offers, 0 for none."""
    result: int = _libc.syscall(ctypes.c_long(_LANDLOCK_CREATE), None, ctypes.c_size_t(0), ctypes.c_uint32(1))
    return max(result, 0)


def landlock_create(attributes: RulesetAttributes, size: int) -> int:
    """Make a ruleset; give its descriptor."""
    return _syscall(
        "landlock_create_ruleset",
        _LANDLOCK_CREATE,
        ctypes.byref(attributes),
        ctypes.c_size_t(size),
        ctypes.c_uint32(0),
    )


def landlock_add(ruleset: int, path: Path, allowed: int) -> None:
    """Allow something below a path."""
    parent = os.open(path, os.O_PATH | os.O_CLOEXEC)
    try:
        rule = PathBeneath(allowed, parent)
        _syscall(
            "landlock_add_rule",
            _LANDLOCK_ADD,
            ctypes.c_int(ruleset),
            ctypes.c_int(1),
            ctypes.byref(rule),
            ctypes.c_uint32(0),
        )
    finally:
        os.close(parent)


def landlock_restrict(ruleset: int) -> None:
    """Bind the calling thread, and all it will start, to a ruleset."""
    _syscall("landlock_restrict_self", _LANDLOCK_RESTRICT, ctypes.c_int(ruleset), ctypes.c_uint32(0))


def drop_capabilities() -> None:
    """Empty every set of capabilities, also the bounding one."""
    _libc.prctl(ctypes.c_int(_PR_CAP_AMBIENT), ctypes.c_ulong(_CAP_AMBIENT_CLEAR_ALL), None, None, None)
    capability = 0
    while _libc.prctl(ctypes.c_int(_PR_CAPBSET_READ), ctypes.c_ulong(capability), None, None, None) >= 0:
        # Fails harmlessly where there is no right to drop it, and then none to gain it either.
        _libc.prctl(ctypes.c_int(_PR_CAPBSET_DROP), ctypes.c_ulong(capability), None, None, None)
        capability += 1
    header = (ctypes.c_uint32 * 2)(_CAPABILITY_VERSION_3, 0)
    empty = (ctypes.c_uint32 * 6)()
    _check(_libc.capset(ctypes.byref(header), ctypes.byref(empty)), "capset")


def become(user: int, group: int) -> None:
    """Change from root to an unprivileged user for good."""
    os.setgroups([])
    os.setresgid(group, group, group)
    os.setresuid(user, user, user)
