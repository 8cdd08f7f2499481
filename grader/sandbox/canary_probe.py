"""What the canary tries inside a worker: everything here must fail where a layer works.

Sent to the worker as a probe, like an exercise's. Each attempt is answered with "allowed" or with the
name of the error. Standard library only.
"""

# ruff: noqa: PTH108, PTH116, PTH118, PTH120, PTH123, PTH208, ARG001, PLR0917

from __future__ import annotations

import ctypes
import errno
import os
import platform
import socket
from collections.abc import Callable
from functools import partial
from typing import Any

_CALL_NUMBERS = {
    "x86_64": {"process_vm_readv": 310, "keyctl": 250},
    "aarch64": {"process_vm_readv": 270, "keyctl": 219},
}


def attempts(module: Any, planted: str, folder: str, suite: str, port: int, zygote: int) -> dict[str, str]:
    """Try to read, write, look, connect, signal and fork."""
    suite_folder = os.path.dirname(suite)
    return {
        "read a planted file": _try(lambda: open(planted).read()),
        "look at a planted file": _try(lambda: os.stat(planted)),
        "read a test file": _try(lambda: open(suite).read()),
        "list the tests": _try(lambda: os.listdir(suite_folder)),
        "write beside the planted file": _try(lambda: open(os.path.join(folder, "written"), "w").close()),
        "write to /tmp": _try(_write_tmp),
        "list processes": _try(lambda: os.listdir("/proc")),
        "open the zygote's memory": _try(lambda: open(f"/proc/{zygote}/mem", "rb").close()),
        "read the parent's memory": _try(_read_parent),
        "use the keyring": _try(lambda: _system_call("keyctl", 0, -3, 1)),
        "connect to the grader's machine": _try(
            lambda: socket.create_connection(("127.0.0.1", port), 1).close()
        ),
        "signal the parent": _try(lambda: os.kill(os.getppid(), 0)),
        "start a process": _try(_fork),
    }


def execute(module: Any) -> dict[str, str]:
    """Try to become another program; where that works, nothing comes back."""
    for program in ("/bin/true", "/usr/bin/true"):
        result = _try(partial(os.execv, program, [program]))
        if result != "ENOENT":
            return {"start a program": result}
    return {"start a program": result}


def old_door(module: Any) -> dict[str, str]:
    """Make a system call through the 32-bit entry, which must kill the process."""
    import mmap

    if platform.machine() != "x86_64":
        return {"use the 32-bit entry": "not on this processor"}
    code = mmap.mmap(-1, mmap.PAGESIZE, prot=mmap.PROT_READ | mmap.PROT_WRITE | mmap.PROT_EXEC)
    code.write(b"\xb8\x14\x00\x00\x00\xcd\x80\xc3")  # mov eax, 20 (getpid); int 0x80; ret
    function = ctypes.CFUNCTYPE(ctypes.c_int)(ctypes.addressof(ctypes.c_char.from_buffer(code)))
    return {"use the 32-bit entry": "allowed" if function() > 0 else "ENOSYS"}


def _try(action: Callable[[], Any]) -> str:
    try:
        action()
    except OSError as error:
        return errno.errorcode.get(error.errno or 0, type(error).__name__)
    except Exception as error:
        return type(error).__name__
    return "allowed"


def _write_tmp() -> None:
    path = f"/tmp/grader-canary-{os.getpid()}"
    open(path, "w").close()
    os.unlink(path)


def _fork() -> None:
    pid = os.fork()
    if pid == 0:
        os._exit(0)
    os.waitpid(pid, 0)


def _read_parent() -> None:
    """Copy eight bytes out of the parent, from where a forked process knows an object to be."""
    buffer = ctypes.create_string_buffer(8)
    ours = (ctypes.c_void_p * 2)(ctypes.addressof(buffer), 8)
    theirs = (ctypes.c_void_p * 2)(id(None), 8)
    _system_call("process_vm_readv", os.getppid(), ours, 1, theirs, 1, 0)


def _system_call(name: str, *arguments: Any) -> None:
    number = _CALL_NUMBERS.get(platform.machine(), {}).get(name)
    if number is None:
        raise OSError(errno.ENOSYS, "unknown here")
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.syscall(ctypes.c_long(number), *arguments) < 0:
        raise OSError(ctypes.get_errno(), name)
