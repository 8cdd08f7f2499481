"""System call numbers of the architectures that the lock knows, and which calls a worker may make.

The list was found by running training loops, numpy, torch.func, jit and the profiler; a call that
is missing here answers EPERM, so that Python raises PermissionError. `docs/threat-model.md` says why
the dangerous-looking ones (clone, kill, ioctl ...) are here: their arguments are checked.
"""

from __future__ import annotations

from dataclasses import dataclass

# name: (x86_64, aarch64), None where the architecture has no such call.
_TABLE: dict[str, tuple[int | None, int | None]] = {
    # Hot ones first: the filter is a list, and the kernel walks it from the top.
    "futex": (202, 98), "read": (0, 63), "write": (1, 64), "mmap": (9, 222), "munmap": (11, 215),
    "madvise": (28, 233), "mprotect": (10, 226), "brk": (12, 214), "mremap": (25, 216),
    "close": (3, 57), "fstat": (5, 80), "newfstatat": (262, 79), "stat": (4, None), "lstat": (6, None),
    "statx": (332, 291), "access": (21, None), "faccessat": (269, 48), "faccessat2": (439, 439),
    "lseek": (8, 62), "pread64": (17, 67), "pwrite64": (18, 68),
    "readv": (19, 65), "writev": (20, 66), "readlink": (89, None), "readlinkat": (267, 78),
    "getdents64": (217, 61), "getcwd": (79, 17), "statfs": (137, 43), "fstatfs": (138, 44),
    "dup": (32, 23), "dup2": (33, None), "dup3": (292, 24), "pipe": (22, None), "pipe2": (293, 59),
    "poll": (7, None), "ppoll": (271, 73), "select": (23, None), "pselect6": (270, 72),
    "epoll_create1": (291, 20), "epoll_ctl": (233, 21), "epoll_wait": (232, None), "epoll_pwait": (281, 22),
    "eventfd2": (290, 19), "close_range": (436, 436), "recvfrom": (45, 207), "shutdown": (48, 210),
    "getsockname": (51, 204), "getpeername": (52, 205), "getsockopt": (55, 209),
    "rt_sigaction": (13, 134), "rt_sigprocmask": (14, 135), "rt_sigreturn": (15, 139),
    "rt_sigtimedwait": (128, 137), "sigaltstack": (131, 132), "restart_syscall": (219, 128),
    "set_robust_list": (273, 99), "get_robust_list": (274, 100), "rseq": (334, 293),
    "set_tid_address": (218, 96),
    "sched_yield": (24, 124), "sched_getaffinity": (204, 123), "sched_getparam": (143, 121),
    "sched_getscheduler": (145, 120), "getcpu": (309, 168), "membarrier": (324, 283),
    "get_mempolicy": (239, 236),
    "getrandom": (318, 278), "nanosleep": (35, 101), "gettimeofday": (96, 169), "time": (201, None),
    "getpid": (39, 172), "getppid": (110, 173), "gettid": (186, 178), "getpgrp": (111, None),
    "getpgid": (121, 155),
    "getsid": (124, 156), "getuid": (102, 174), "geteuid": (107, 175), "getgid": (104, 176),
    "getegid": (108, 177),
    "getresuid": (118, 148), "getresgid": (120, 150), "uname": (63, 160), "sysinfo": (99, 179),
    "getrusage": (98, 165), "times": (100, 153), "getrlimit": (97, 163), "arch_prctl": (158, None),
    "exit": (60, 93), "exit_group": (231, 94),
}  # fmt: skip

# Allowed with some arguments only; see seccomp.py.
_CHECKED: dict[str, tuple[int | None, int | None]] = {
    "open": (2, None), "openat": (257, 56), "clock_gettime": (228, 113), "clock_getres": (229, 114),
    "clock_nanosleep": (230, 115),
    "clone": (56, 220), "clone3": (435, 435), "kill": (62, 129), "tgkill": (234, 131), "fcntl": (72, 25),
    "ioctl": (16, 29), "prlimit64": (302, 261), "prctl": (157, 167), "socketpair": (53, 199),
    "sendto": (44, 206),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Architecture:
    """What the filter needs to know of a processor."""

    name: str
    audit: int
    allowed: tuple[int, ...]
    checked: dict[str, int]
    x32_bit: int = 0


def _build(name: str, column: int, audit: int, x32_bit: int = 0) -> Architecture:
    allowed = tuple(number for row in _TABLE.values() if (number := row[column]) is not None)
    checked = {name: number for name, row in _CHECKED.items() if (number := row[column]) is not None}
    return Architecture(name, audit, allowed, checked, x32_bit)


ARCHITECTURES = {
    "x86_64": _build("x86_64", 0, 0xC000003E, 0x40000000),
    "aarch64": _build("aarch64", 1, 0xC00000B7),
}
