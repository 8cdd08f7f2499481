"""`python -m tests.attacks`: run the corpus at every level, print the count, exit 1 if anything pays.

--matrix tries the kernel under every combination of layers, user and Landlock version; with --write it
writes docs/isolation.md. --long mixes 1,000 hostile and honest submissions in warm graders, in two orders
and at one and two jobs.
"""

from __future__ import annotations

import argparse
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

from grader.course import Course, find_root, load_course
from grader.errors import IsolationError
from grader.sandbox.host import Sandbox
from tests.attacks import matrix, poison
from tests.attacks.corpus import ATTACKS
from tests.attacks.run import GRADED, LEVELS, Arena, deceives, grading
from tests.attacks.system import NONE

_LAYERS = {"none": "no lock", "standard": "both", "strong": "both, namespaces"}


@dataclass
class Tally:
    """What paid at one level."""

    level: str
    tried: int = 0
    paid: list[str] = field(default_factory=list)
    limits: list[str] = field(default_factory=list)
    missing: str = ""


def submissions(course: Course, level: str) -> Tally:
    """Grade every attacking submission at a level."""
    tally = Tally(level)
    try:
        with grading(course, level) as grader:
            arena = Arena(grader)
            for attack in GRADED:
                tally.tried += 1
                found = arena.fight(attack)
                if found.pays or found.report.outcome != "graded":
                    tally.paid.append(f"{attack.number} {attack.name}")
    except IsolationError as error:
        tally.missing = str(error)
    return tally


def attempts(column: matrix.Column, level: str) -> Tally:
    """Count what succeeded of the kernel; what only namespaces can stop is a known limit below `strong`."""
    by = matrix.stopped_by()
    tally = Tally(level, tried=len(column.outcomes))
    for name in sorted(column.works):
        known = set(by.get(name, "")) == {"N"} and level != "strong"
        (tally.limits if known else tally.paid).append(name)
    return tally


def table(course: Course, columns: list[matrix.Column]) -> tuple[str, bool]:
    """Run the corpus; give a table of it, and whether nothing paid where nothing may."""
    rows, fine = ["| level | what | tried | pay | known limits |", "|---|---|---|---|---|"], True
    newest = {column.layers: column for column in columns if column.user == "unprivileged"}
    with Sandbox(NONE) as sandbox:
        controlled = [attack for attack in GRADED if attack.naive]
        idle = [attack.name for attack in controlled if not deceives(sandbox, attack)]
    works = len(controlled) - len(idle)
    rows.append(f"| - | a grader in one process (control) | {len(controlled)} | {works} | |")
    if idle:
        fine = False
        rows.append(f"| - | **proves nothing** | {'; '.join(idle)} | | |")
    refusals = [attack for attack in ATTACKS if attack.refused]
    broken = [attack.name for attack in refusals if attack.refused and attack.refused() != "refused"]
    rows.append(f"| all | hostile bytes for intake and decoder | {len(refusals)} | {len(broken)} | |")
    fine &= not broken
    for level in LEVELS:
        for what, tally in (
            ("submissions", submissions(course, level)),
            ("attempts on the kernel", attempts(newest[_LAYERS[level]], level)),
        ):
            if tally.missing:
                rows.append(f"| {level} | {what} | not here: {tally.missing} | | |")
                continue
            limits = ", ".join(tally.limits)
            rows.append(f"| {level} | {what} | {tally.tried} | {len(tally.paid)} | {limits} |")
            if level != "none" and tally.paid:
                fine = False
                rows.append(f"| {level} | **pays** | {'; '.join(tally.paid)} | | |")
    return "\n".join(rows), fine


def main() -> int:
    """Run what the arguments ask for."""
    parser = argparse.ArgumentParser(prog="python -m tests.attacks", description=__doc__)
    parser.add_argument("--matrix", action="store_true", help="every combination of layers, user and ABI")
    parser.add_argument("--write", action="store_true", help="write docs/isolation.md")
    parser.add_argument("--long", action="store_true", help="1,000 submissions in warm graders, twice")
    arguments = parser.parse_args()
    root = find_root(Path(__file__))
    course = load_course(root)
    started = time.monotonic()
    if arguments.long:
        runs = [poison.run(course, 1000, jobs=jobs, seed=jobs) for jobs in (1, 2)]
        _say("\n".join(map(str, runs)))
        return 0 if all(mixed.fine for mixed in runs) else 1
    columns = list(matrix.measure(full=arguments.matrix))
    rows, fine = table(course, columns)
    text = matrix.page(columns, rows)
    _say(text if arguments.matrix else rows)
    if arguments.write:
        (root / "docs" / "isolation.md").write_text(text, encoding="utf-8")
    seconds = time.monotonic() - started
    found = "nothing pays" if fine else "SOMETHING PAYS, OR PROVES NOTHING"
    _say(f"\n{len(ATTACKS)} attacks in {seconds:.0f} s: {found}")
    return 0 if fine else 1


def _say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
