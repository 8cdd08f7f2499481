"""The advice of the doctor, for platforms that this machine is not."""

from __future__ import annotations

from dataclasses import replace

import pytest

from grader.records import Isolation, Level
from grader.sandbox.doctor import Machine, advice, findings, machine

UBUNTU = Machine("linux", "x86_64", (6, 8), "ubuntu", bubblewrap=True)
STANDARD = Isolation(level=Level.STANDARD, landlock_abi=4, seccomp=True)
NONE = Isolation(level=Level.NONE, degraded=("a reason",))


@pytest.mark.parametrize(
    ("isolation", "here", "words"),
    [
        (STANDARD, replace(UBUNTU, bubblewrap=False), "apt-get install bubblewrap"),
        (STANDARD, replace(UBUNTU, bubblewrap=False, distribution="arch"), "pacman"),
        (STANDARD, replace(UBUNTU, bubblewrap=False, distribution=""), "install the package"),
        (STANDARD, replace(UBUNTU, apparmor_restricts=True), "bwrap-userns-restrict"),
        (
            STANDARD,
            replace(UBUNTU, apparmor_restricts=True, github_actions=True),
            "sysctl -w kernel.apparmor",
        ),
        (STANDARD, replace(UBUNTU, user_namespaces=False), "max_user_namespaces"),
        (STANDARD, replace(UBUNTU, outer="docker"), "SYS_ADMIN"),
        (STANDARD, UBUNTU, "bwrap --unshare-all"),
        (NONE, replace(UBUNTU, release=(5, 4)), "older than 5.13"),
        (NONE, replace(UBUNTU, outer="wsl"), "wsl --update"),
        (NONE, replace(UBUNTU, outer="gvisor"), "gVisor"),
        (NONE, replace(UBUNTU, outer="podman"), "23 or newer"),
        (NONE, UBUNTU, "lsm="),
        (NONE, replace(UBUNTU, processor="riscv64"), "riscv64"),
        (NONE, replace(UBUNTU, system="darwin"), "docker run"),
        (NONE, replace(UBUNTU, system="win32"), "wsl --install"),
    ],
)
def test_the_advice_fits_the_platform(isolation: Isolation, here: Machine, words: str) -> None:
    """Each platform is told its own command."""
    assert words in "\n".join(advice(isolation, here))


def test_nothing_is_missing_at_the_strongest_level() -> None:
    """A strong machine gets no advice."""
    strong = Isolation(level=Level.STRONG, landlock_abi=7, seccomp=True, namespaces=("mount",))
    assert findings(strong, UBUNTU) == []
    assert advice(strong, UBUNTU) == ["Nothing is missing."]


def test_reasons_that_were_measured_are_repeated() -> None:
    """What the canary found is said first."""
    assert advice(NONE, UBUNTU)[0] == "because: a reason"


def test_this_machine_can_be_looked_at() -> None:
    """Gathering the facts raises nothing and knows the system."""
    assert machine().system in ("linux", "darwin", "win32")
