"""What this machine lacks for stronger isolation, and the command that a person would type.

Facts about the machine are gathered by `machine()` and turned into words by `findings()`, so that the words
for every platform can be tested on any.
"""

from __future__ import annotations

import os
import platform
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path

from grader.records import Isolation, Level
from grader.sandbox import launch

_APPARMOR = Path("/proc/sys/kernel/apparmor_restrict_unprivileged_userns")
_USER_NAMESPACES = Path("/proc/sys/user/max_user_namespaces")
_INSTALL = {
    "debian": "sudo apt-get install bubblewrap",
    "ubuntu": "sudo apt-get install bubblewrap",
    "fedora": "sudo dnf install bubblewrap",
    "rhel": "sudo dnf install bubblewrap",
    "arch": "sudo pacman -S bubblewrap",
    "alpine": "sudo apk add bubblewrap",
    "suse": "sudo zypper install bubblewrap",
    "nixos": "nix-env -iA nixos.bubblewrap",
}


@dataclass(frozen=True, slots=True)
class Machine:
    """What decides about the advice."""

    system: str  # linux, darwin, win32
    processor: str
    release: tuple[int, int]
    distribution: str = ""
    outer: str = ""
    bubblewrap: bool = False
    root: bool = False
    user_namespaces: bool = True
    apparmor_restricts: bool = False
    github_actions: bool = False


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that is missing, what it costs, and the command that changes it (or none)."""

    missing: str
    consequence: str
    command: str = ""


def machine() -> Machine:
    """Look at this machine."""
    return Machine(
        system=sys.platform,
        processor=platform.machine(),
        release=_release(platform.release()),
        distribution=_distribution(),
        outer=launch.outer(),
        bubblewrap=shutil.which("bwrap") is not None,
        root=hasattr(os, "geteuid") and os.geteuid() == 0,
        user_namespaces=_read(_USER_NAMESPACES, "1") != "0",
        apparmor_restricts=_read(_APPARMOR, "0") == "1",
        github_actions=os.environ.get("GITHUB_ACTIONS") == "true",
    )


def findings(isolation: Isolation, here: Machine) -> list[Finding]:
    """Give what keeps the level below `strong`, most important first."""
    if isolation.level is Level.STRONG:
        return []
    if here.system == "darwin":
        return [
            Finding(
                "kernel locks: macOS has none that a program can use",
                "students can check their own work; grade other people's work in a Linux container",
                'docker run --rm -it -v "$PWD":/course -w /course python:3.11 bash',
            )
        ]
    if here.system == "win32":
        return [
            Finding(
                "kernel locks: Windows has none that a program can use",
                "students can check their own work; grade other people's work in the Linux subsystem",
                "wsl --install",
            )
        ]
    found = [_landlock(here)] if isolation.landlock_abi == 0 else []
    found += [_seccomp(here)] if not isolation.seccomp else []
    found += [_namespaces(here)] if not isolation.namespaces else []
    return found


def _landlock(here: Machine) -> Finding:
    consequence = "a submission can read every file that the grader's user can read"
    if here.release < (5, 13):
        return Finding("Landlock: the kernel is older than 5.13", consequence, "uname -r")
    if here.outer == "wsl":
        return Finding("Landlock: the subsystem's kernel leaves it out", consequence, "wsl --update")
    if here.outer in ("docker", "podman"):
        return Finding(
            "Landlock: the container or its host refuses it",
            consequence,
            "docker version --format '{{.Server.Version}}'   (23 or newer, on a kernel that lists landlock)",
        )
    if here.outer == "gvisor":
        return Finding("Landlock: gVisor does not have it", consequence + "; the outer sandbox still holds")
    return Finding(
        "Landlock: it is not among the kernel's security modules",
        consequence,
        "cat /sys/kernel/security/lsm   (add landlock to lsm= on the kernel command line and restart)",
    )


def _seccomp(here: Machine) -> Finding:
    consequence = "a submission can start processes and use the network"
    if here.processor not in ("x86_64", "aarch64"):
        return Finding(f"a system call table for {here.processor}", consequence)
    return Finding(
        "system call filters (CONFIG_SECCOMP_FILTER)", consequence, "zgrep SECCOMP /proc/config.gz"
    )


def _namespaces(here: Machine) -> Finding:
    consequence = "a submission can tell whether a path that it guesses exists"
    if not here.bubblewrap:
        command = _INSTALL.get(here.distribution, "install the package bubblewrap")
        return Finding("bubblewrap", consequence, command)
    if here.apparmor_restricts and not here.root:
        if here.github_actions:
            return Finding(
                "user namespaces: AppArmor restricts them on this runner",
                consequence,
                "sudo sysctl -w kernel.apparmor_restrict_unprivileged_userns=0",
            )
        return Finding(
            "user namespaces: AppArmor restricts them",
            consequence,
            "sudo apt-get install apparmor-profiles && sudo ln -s "
            "/usr/share/apparmor/extra-profiles/bwrap-userns-restrict /etc/apparmor.d/ && "
            "sudo systemctl reload apparmor",
        )
    if not here.user_namespaces and not here.root:
        return Finding(
            "user namespaces: they are turned off",
            consequence,
            "sudo sysctl -w user.max_user_namespaces=10000",
        )
    if here.outer in ("docker", "podman"):
        return Finding(
            "namespaces: the container may make none",
            consequence + "; inside a container of one's own that is a small thing",
            "docker run --cap-add SYS_ADMIN --security-opt apparmor=unconfined ...",
        )
    return Finding("namespaces: bubblewrap failed", consequence, "bwrap --unshare-all --ro-bind / / true")


def advice(isolation: Isolation, here: Machine | None = None) -> list[str]:
    """Give the lines that `grader doctor` prints below the measured level."""
    found = findings(isolation, here or machine())
    if not found and isolation.level is Level.STRONG:
        return ["Nothing is missing."]
    lines = [f"because: {reason}" for reason in isolation.degraded]
    for finding in found:
        lines += [f"missing: {finding.missing}", f"  so {finding.consequence}"]
        if finding.command:
            lines.append(f"  try: {finding.command}")
    return lines


# --- facts ------------------------------------------------------------------------------------


def _release(text: str) -> tuple[int, int]:
    major, _, rest = text.partition(".")
    minor = rest.partition(".")[0].partition("-")[0]
    return (int(major), int(minor)) if major.isdigit() and minor.isdigit() else (0, 0)


def _distribution() -> str:
    """Give the distribution, or the known one that it is like."""
    fields = dict(
        line.partition("=")[::2] for line in _read(Path("/etc/os-release"), "").splitlines() if "=" in line
    )
    names = [fields.get("ID", ""), *fields.get("ID_LIKE", "").strip('"').split()]
    return next((name.strip('"') for name in names if name.strip('"') in _INSTALL), "")


def _read(path: Path, default: str) -> str:
    try:
        return path.read_text().strip()
    except OSError:
        return default
