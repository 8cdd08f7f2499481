"""What each layer stops: everything a submission can ask of the kernel, under every combination of layers."""

from __future__ import annotations

import os
import platform
from collections.abc import Iterator
from dataclasses import dataclass, replace

import torch

from grader.sandbox import linux
from grader.sandbox.host import Sandbox
from grader.sandbox.settings import Settings
from tests.attacks.corpus import ATTACKS
from tests.attacks.model import STOPPERS, Attack
from tests.attacks.system import LAYERS, SYSTEM, planted, succeeded

ABIS = (1, 3, 4, 6, 7)
BY_HAND_ROW = 109
# What writes outside the throwaway folder is never tried as root without Landlock.
_NOT_AS_ROOT = ("plant a bytecode file", "use /tmp", "use /dev/shm", "make a file without a name")


@dataclass(frozen=True)
class Column:
    """One configuration and what each attempt was answered with."""

    user: str
    layers: str
    abi: int  # 0 where Landlock is not used
    outcomes: dict[str, str]

    @property
    def works(self) -> set[str]:
        """Give the names of what succeeded."""
        return {name for name, outcome in self.outcomes.items() if outcome == "allowed"}


def stopped_by() -> dict[str, str]:
    """Give for each thing to ask the letters of what must stop it, from the rows of the table."""
    found: dict[str, str] = {}
    for attack in ATTACKS:
        for name in attack.system:
            found[name] = found.get(name, "") + attack.by
    return found


def configurations(*, full: bool) -> Iterator[tuple[str, str, int, Settings]]:
    """Give user, layers, ABI and settings; the quick set is that of the newest ABI, unprivileged."""
    newest = linux.landlock_abi()
    users = ["unprivileged"] + (["root"] if full and os.geteuid() == 0 else [])
    for user in users:
        for layers, settings in LAYERS.items():
            if user == "root" and layers == "no lock":
                continue  # unlocked attacks are not run as root
            used = replace(settings, drop_root=user != "root", spare=False)
            if settings.landlock_abi_cap == 0:
                yield user, layers, 0, used
                continue
            for abi in [abi for abi in ABIS if abi <= newest] if full else [newest]:
                yield user, layers, abi, replace(used, landlock_abi_cap=abi)


def measure(*, full: bool) -> Iterator[Column]:
    """Try everything in every configuration, one after the other."""
    for user, layers, abi, settings in configurations(full=full):
        with planted() as facts, Sandbox(settings) as sandbox:
            names = [name for name in SYSTEM if user != "root" or abi or name not in _NOT_AS_ROOT]
            yield Column(user, layers, abi, succeeded(sandbox, facts, names))


# --- the page -----------------------------------------------------------------------------------


def page(columns: list[Column], graded: str) -> str:
    """Write `docs/isolation.md`."""
    control = next(column for column in columns if column.layers == "no lock")
    shown = sorted(control.works, key=list(SYSTEM).index)
    newest = max(column.abi for column in columns)
    last = [c for c in columns if c.user == "unprivileged" and c.abi in (0, newest)]
    lines = [
        "# What the isolation stops",
        "",
        "Generated from a run by `make attacks-page`; do not edit. Measured on "
        f"Linux {platform.release()}, {platform.machine()}, Landlock ABI {linux.landlock_abi()}, Python "
        f"{platform.python_version()}, torch {torch.__version__}.",
        "",
        "A canary measures the level at every start: `strong` is Landlock, seccomp and namespaces, "
        "`standard` the first two, `limited` one of these two, `none` a process with limits. The "
        "[threat model](threat-model.md) says what each means.",
        "",
        "## Submissions and hostile bytes",
        "",
        graded,
        "",
        "## What a submission can ask of the kernel",
        "",
        f"{len(SYSTEM)} attempts, each made by code in a worker. {len(shown)} succeed for an unprivileged "
        "user without a lock; the others fail there already and so prove nothing.",
        "",
        "| user | layers | Landlock ABI | succeed | which, where few |",
        "|---|---|---|---|---|",
    ]
    for column in columns:
        works = sorted(column.works)
        which = ", ".join(works) if len(works) <= 4 else ""
        row = (
            column.user,
            column.layers,
            str(column.abi or "-"),
            f"{len(works)} of {len(column.outcomes)}",
            which,
        )
        lines.append(f"| {' | '.join(row)} |")
    if any(column.user == "root" for column in columns):
        lines += [
            "| root | no lock | - | not run |  |",
            "",
            "Unlocked attacks are never run as root, nor those that write outside a throwaway folder without "
            "Landlock. The grader gives root up wherever it can; these rows say what holds if it cannot.",
        ]
    lines += ["", "## Attempt by attempt", "", "Unprivileged, newest ABI. A dot is a refusal.", ""]
    lines += [f"| attempt | {' | '.join(column.layers for column in last)} |", "|---|" + "---|" * len(last)]
    for name in shown:
        cells = ("works" if name in column.works else "·" for column in last)
        lines.append(f"| {name} | {' | '.join(cells)} |")
    silent = [name for name in SYSTEM if name not in control.works]
    lines += ["", f"Fail without a lock too, and prove nothing here: {', '.join(silent)}.", ""]
    return "\n".join([*lines, *rows()]) + "\n"


def rows() -> list[str]:
    """List every row of the corpus: what stops it, how it is tried, what shows that it works elsewhere."""
    lines = [
        "## Row by row",
        "",
        "| row | attack | stopped by | tried as | works without it |",
        "|---|---|---|---|---|",
    ]
    hand = [attack for attack in ATTACKS if attack.number == BY_HAND_ROW]
    for attack in ATTACKS:
        name = attack.name
        if attack.number == BY_HAND_ROW:
            if attack is not hand[0]:
                continue
            name = f"{len(hand)} roads around a task by hand"
        by = ", ".join(STOPPERS[letter] for letter in attack.by) or "nothing here"
        lines.append(f"| {attack.number} | {name} | {by} | {_tried(attack)} | {_control(attack)} |")
    return lines


def _tried(attack: Attack) -> str:
    tried = ["a submission"] if attack.source else []
    tried += (
        [f"{len(attack.system)} attempts"] if len(attack.system) > 1 else ["an attempt"] * len(attack.system)
    )
    tried += ["hostile bytes"] if attack.refused else []
    return " and ".join(tried) or f"not shown: {attack.reason}"


def _control(attack: Attack) -> str:
    shown = [f"a naive grader ({attack.naive})"] if attack.naive else []
    shown += ["a worker without locks"] if attack.system else []
    shown += [attack.why] if attack.why else []
    shown += ["harmless bytes of the kind are read"] if attack.refused else []
    return "; ".join(shown)
