"""Run every gate on every exercise and collect what is wrong.

for finding in check(course, ["ex05_square"]):
    finding.slug, finding.gate, finding.problems
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from grader.author.gates import TEXT_GATES, stray
from grader.author.trials import LONG_TRIALS, TRIALS
from grader.author.workbench import Opener, Workbench
from grader.course import Course
from grader.errors import CourseError

Gate = Callable[[Workbench], list[str]]
GATES: tuple[Gate, ...] = (*TEXT_GATES, *TRIALS)
LONG_GATES: tuple[Gate, ...] = LONG_TRIALS  # minutes: run where they are named
COURSE = "(course)"


@dataclass(frozen=True, slots=True)
class Finding:
    """What one gate says of one exercise; `problems` is None where it could not be asked."""

    slug: str
    gate: str
    problems: tuple[str, ...] | None

    @property
    def passed(self) -> bool:
        """Tell whether the gate was asked and found nothing."""
        return self.problems == ()


def check(
    course: Course, slugs: Iterable[str], sandbox: Opener, *, gates: Iterable[str] = (), whole: bool = True
) -> Iterator[Finding]:
    """Give each gate's finding as soon as it is known, exercise by exercise.

    Gates that need files which are missing are not asked. `gates` names the only ones to run;
    `whole` looks at the course as a whole, too, last.
    """
    named = set(gates)
    chosen = [gate for gate in (*GATES, *LONG_GATES) if gate.__name__ in named] if named else [*GATES]
    for slug in slugs:
        bench = Workbench(course, slug, sandbox)
        try:
            yield from _exercise(bench, chosen)
        finally:
            bench.close()
    if whole and (not named or "stray" in named):
        yield Finding(COURSE, "stray", tuple(stray(course)))


def _exercise(bench: Workbench, chosen: list[Gate]) -> Iterator[Finding]:
    missing = TEXT_GATES[0](bench)
    broken = False
    for gate in chosen:
        if broken or (missing and gate is not TEXT_GATES[0]):
            yield Finding(bench.slug, gate.__name__, None)
            continue
        try:
            problems = tuple(gate(bench))
        except CourseError as error:
            problems, broken = (str(error),), True
        except Exception as error:  # an author's file may break in any way; the other exercises go on
            problems, broken = (f"{type(error).__name__}: {error}",), True
        yield Finding(bench.slug, gate.__name__, problems)


def descriptions() -> dict[str, str]:
    """Give every gate's name and what it says must hold."""
    told = {gate.__name__: (gate.__doc__ or "").strip().splitlines()[0] for gate in (*GATES, *LONG_GATES)}
    return {**told, "stray": "No file belongs to no exercise."}
