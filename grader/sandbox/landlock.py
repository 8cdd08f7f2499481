"""Which files a worker may read: a Landlock ruleset, built once, put on every worker.

Everything that the kernel's version of Landlock knows is handled, and reading is allowed below
the given paths. There is no right to write (but to /dev/null), to execute, to bind, to connect, to
signal others or to talk to abstract sockets. The rights to read come path by path, so that a
project that lies beside the standard library or among the installed packages stays closed.
"""

from __future__ import annotations

import ctypes
from collections.abc import Iterable
from pathlib import Path

from grader.sandbox import linux

_EXECUTE, _WRITE_FILE, _READ_FILE, _READ_DIR = 1, 1 << 1, 1 << 2, 1 << 3
# Rights to files by version: 13 at first, then refer (2), truncate (3), device ioctl (5).
_FS_BITS = {1: 13, 2: 14, 3: 15, 4: 15, 5: 16}
_NET_BOTH = 0b11
_SCOPE_BOTH = 0b11
_DEVICES = {
    "/dev/null": _READ_FILE | _WRITE_FILE,
    "/dev/zero": _READ_FILE,
    "/dev/urandom": _READ_FILE,
}


def build(paths: Iterable[Path], abi: int) -> int:
    """Make the ruleset for a version of Landlock; give its descriptor.

    Raises OSError. The ruleset must never be added to later: the object is shared with every
    worker that is forked.
    """
    attributes = linux.RulesetAttributes(
        (1 << _FS_BITS[min(abi, 5)]) - 1, _NET_BOTH if abi >= 4 else 0, _SCOPE_BOTH if abi >= 6 else 0
    )
    size = ctypes.sizeof(attributes) if abi >= 6 else 16 if abi >= 4 else 8
    ruleset = linux.landlock_create(attributes, size)
    for path in paths:
        if path.exists():
            linux.landlock_add(ruleset, path, _READ_FILE | (_READ_DIR if path.is_dir() else 0))
    for name, rights in _DEVICES.items():
        if Path(name).exists():
            linux.landlock_add(ruleset, Path(name), rights)
    return ruleset
