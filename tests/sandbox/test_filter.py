"""The system call filter, run on a small model of the kernel's machine: for both processors, on any."""

from __future__ import annotations

import errno
import struct

import pytest

from grader.sandbox.seccomp import program
from grader.sandbox.syscalls import ARCHITECTURES, Architecture

ALLOW, KILL, ERRNO = 0x7FFF0000, 0x80000000, 0x00050000
PID = 4321
REFUSED, MISSING = ERRNO | errno.EPERM, ERRNO | errno.ENOSYS
ARCHS = pytest.mark.parametrize("arch", ARCHITECTURES.values(), ids=lambda a: a.name)


def answer(arch: Architecture, number: int, *arguments: int, audit: int | None = None) -> int:
    """Run the filter on one call."""
    padded = [*arguments, 0, 0, 0, 0, 0, 0][:6]
    data = struct.pack(
        "<IIQ6Q", number, arch.audit if audit is None else audit, 0, *(a % (1 << 64) for a in padded)
    )
    code = list(struct.iter_unpack("<HBBI", program(arch, PID)))
    place = accumulator = 0
    while True:
        operation, yes, no, k = code[place]
        place += 1
        if operation == 0x20:
            accumulator = int.from_bytes(data[k : k + 4], "little")
        elif operation == 0x54:
            accumulator &= k
        elif operation == 0x06:
            return int(k)
        else:
            true = {0x15: accumulator == k, 0x35: accumulator >= k, 0x45: bool(accumulator & k)}[operation]
            place += yes if true else no


@ARCHS
def test_listed_calls_are_allowed(arch: Architecture) -> None:
    """Every call of the list passes with any arguments."""
    assert all(answer(arch, number, 1, 2, 3) == ALLOW for number in arch.allowed)


@ARCHS
def test_everything_else_is_refused(arch: Architecture) -> None:
    """Known calls that are not listed answer EPERM, newer ones ENOSYS."""
    listed = {*arch.allowed, *arch.checked.values()}
    for number in range(600):
        if number not in listed:
            assert answer(arch, number) == (MISSING if number >= 447 else REFUSED)


@ARCHS
def test_other_doors_kill(arch: Architecture) -> None:
    """A call of another architecture ends the process, whatever its number."""
    for audit in (0x40000003, 0x40000028, 0):
        assert answer(arch, arch.allowed[0], audit=audit) == KILL
    if arch.x32_bit:
        assert answer(arch, arch.x32_bit | arch.allowed[0]) == KILL


@ARCHS
@pytest.mark.parametrize(
    ("call", "arguments", "expected"),
    [
        ("clone", (0x3D0F00,), ALLOW),  # what libc's threads use
        ("clone", (17,), REFUSED),  # fork
        ("clone", (0x4111,), REFUSED),  # vfork
        ("clone", (0x3D0F00 | 0x10000000,), REFUSED),  # a thread in a new user namespace
        ("clone3", (), MISSING),
        ("kill", (PID, 9), ALLOW),
        ("kill", (PID + 1, 9), REFUSED),
        ("kill", (0, 9), REFUSED),
        ("kill", (-1, 9), REFUSED),
        ("kill", (-PID, 9), REFUSED),
        ("tgkill", (PID, 1, 6), ALLOW),
        ("tgkill", (1, 1, 6), REFUSED),
        ("fcntl", (1, 3), ALLOW),
        ("fcntl", (1, 8), REFUSED),  # F_SETOWN
        ("fcntl", (1, 6), REFUSED),  # F_SETLK
        ("fcntl", (1, 1024), REFUSED),  # F_SETLEASE
        ("fcntl", (1, 1031), REFUSED),  # F_SETPIPE_SZ
        ("ioctl", (1, 0x5401), ALLOW),
        ("ioctl", (1, 0x5412), REFUSED),  # TIOCSTI
        ("prlimit64", (0, 7, 0, 1), ALLOW),
        ("prlimit64", (0, 7, 1, 0), REFUSED),
        ("prlimit64", (0, 7, 1 << 32, 0), REFUSED),  # a pointer whose low half is zero
        ("prlimit64", (1, 7, 0, 1), REFUSED),
        ("prctl", (15,), ALLOW),
        ("prctl", (4,), REFUSED),  # PR_SET_DUMPABLE
        ("prctl", (22,), REFUSED),  # PR_SET_SECCOMP
        ("socketpair", (1, 1), ALLOW),
        ("socketpair", (1, 0x80801), ALLOW),  # close-on-exec, non-blocking
        ("socketpair", (1, 2), REFUSED),
        ("socketpair", (2, 1), REFUSED),
        ("sendto", (3, 1, 1, 0, 0, 0), ALLOW),
        ("sendto", (3, 1, 1, 0, 1, 16), REFUSED),
        ("sendto", (3, 1, 1, 0, 1 << 32, 16), REFUSED),
    ],
)
def test_arguments_are_checked(
    arch: Architecture, call: str, arguments: tuple[int, ...], expected: int
) -> None:
    """The calls that could do harm pass with the harmless arguments only."""
    assert answer(arch, arch.checked[call], *arguments) == expected


@ARCHS
def test_the_filter_is_small_enough(arch: Architecture) -> None:
    """The kernel takes 4096 instructions, and jumps reach no further than 255."""
    assert len(program(arch, PID)) // 8 < 1000


@ARCHS
def test_opening_empties_nothing_that_is_not_opened_to_write(arch: Architecture) -> None:
    """Reading and writing are Landlock's to judge; mode 3, and emptying what is only read, slip past it."""
    create, truncate, close_on_exec = 0o100, 0o1000, 0o2000000
    for name, place in (("open", 1), ("openat", 2)):
        if name not in arch.checked:
            continue
        for flags, allowed in (
            (0, True),
            (close_on_exec, True),
            (1 | create | truncate, True),  # /dev/null may be opened so
            (2 | truncate, True),
            (truncate, False),
            (3, False),
            (3 | truncate | close_on_exec, False),
            (1 << 32, True),  # the kernel reads 32 bits
        ):
            found = answer(arch, arch.checked[name], *[0] * place, flags)
            assert found == (ALLOW if allowed else REFUSED), (name, flags)


@ARCHS
def test_clocks_are_ones_own(arch: Architecture) -> None:
    """A negative clock is the processor time of another process, or a device."""
    for name in ("clock_gettime", "clock_getres", "clock_nanosleep"):
        assert all(answer(arch, arch.checked[name], clock) == ALLOW for clock in range(12))
        for process in (1, PID, 99_999):
            assert answer(arch, arch.checked[name], (~process << 3 | 2) & 0xFFFFFFFF) == REFUSED
