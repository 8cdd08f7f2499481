"""Who knows the answers: the reference solution and its twins, or the key of a student's release."""

from __future__ import annotations

import importlib
import re
import types
from dataclasses import dataclass
from typing import Protocol

from grader.course import Course
from grader.errors import CourseError
from grader.judge.compare import Tolerance, equal
from grader.judge.subject import Seen, TrustedSubject, fingerprint, load_module, namespace
from grader.judge.suite import Observation, Twin
from grader.sandbox import eager
from grader.sandbox.api import Raised

# Students' arithmetic may round in another order than the twin's.
_TWIN_TOLERANCE = Tolerance(rtol=1e-6, atol=1e-10, nan_is_nan=True)
_NUMBERS = re.compile(r"-?\d+(\.\d+)?(e-?\d+)?|0x[0-9a-f]+")


@dataclass(frozen=True, slots=True)
class Misconception:
    """What is said of a twin once it is recognised."""

    id: str
    because: str
    hint: str
    equals: tuple[str, ...] = ()


class Oracle(Protocol):
    """Answers for probe calls: what is right, and what each twin does."""

    def expected(self, slug: str, probe: str, inputs: dict[str, object]) -> Seen:
        """Give the right observation."""

    def misconceptions(self, slug: str) -> list[Misconception]:
        """Give the exercise's known mistakes, in order; places are their identity."""

    def mistaken(self, slug: str, place: int, probe: str, inputs: dict[str, object]) -> Seen | None:
        """Give what the twin at `place` observes, or None where that is not known."""


class ReferenceOracle:
    """Runs the same probe on the reference solution and on the twins, each call once."""

    def __init__(self, course: Course) -> None:
        eager.without_compiler()
        self._course = course
        self._references: dict[str, tuple[TrustedSubject, types.ModuleType]] = {}
        self._twins: dict[str, list[tuple[Twin, TrustedSubject]]] = {}
        self._seen: dict[tuple[str, int], Seen] = {}

    def reference(self, slug: str) -> tuple[TrustedSubject, types.ModuleType]:
        """Give the reference solution as a subject and as a module."""
        if slug not in self._references:
            path = self._course.solution_path(slug)
            if not path.is_file():
                raise CourseError(f"{path}: the reference solution is missing")
            module = load_module(f"solutions.{slug}", path.read_bytes(), str(path))
            self._references[slug] = (TrustedSubject(module, self.probe(slug)), module)
        return self._references[slug]

    def probe(self, slug: str) -> types.ModuleType:
        """Give the exercise's probe module."""
        return importlib.import_module(f"grader.suites.{slug}.probe")

    def twins(self, slug: str) -> list[tuple[Twin, TrustedSubject]]:
        """Give every twin of the exercise with its subject, in the order of the file."""
        if slug not in self._twins:
            module = importlib.import_module(f"grader.suites.{slug}.misconceptions")
            _, reference = self.reference(slug)
            found = [value for value in vars(module).values() if isinstance(value, Twin)]
            self._twins[slug] = [
                (twin, TrustedSubject(namespace(reference, twin.replaces), self.probe(slug)))
                for twin in found
            ]
        return self._twins[slug]

    def expected(self, slug: str, probe: str, inputs: dict[str, object]) -> Seen:
        """Run the probe on the reference solution."""
        key = (fingerprint(slug, probe, inputs), -1)
        if key not in self._seen:
            self._seen[key] = self.reference(slug)[0].observe(probe, inputs)
        return self._seen[key]

    def misconceptions(self, slug: str) -> list[Misconception]:
        """Give what is said of each twin."""
        return [Misconception(t.id, t.because, t.hint, t.equals) for t, _ in self.twins(slug)]

    def mistaken(self, slug: str, place: int, probe: str, inputs: dict[str, object]) -> Seen | None:
        """Run the probe on the twin."""
        key = (fingerprint(slug, probe, inputs), place)
        if key not in self._seen:
            self._seen[key] = self.twins(slug)[place][1].observe(probe, inputs)
        return self._seen[key]


def same_seen(left: Seen, right: Seen, *, events: bool = False) -> bool:
    """Tell whether two observations show the same behaviour; numbers in messages do not count.

    With `events`, only the recorded order of events is compared.
    """
    if isinstance(left, Observation) and isinstance(right, Observation):
        if events:
            return bool(left.values.get("events") == right.values.get("events"))
        return equal(without_events(left), without_events(right), _TWIN_TOLERANCE)
    if isinstance(left, Raised) and isinstance(right, Raised):
        return events or (
            left.type == right.type
            and left.missing == right.missing
            and _NUMBERS.sub("#", left.message[:2000]) == _NUMBERS.sub("#", right.message[:2000])
        )
    return False


def without_events(seen: Observation) -> tuple[dict[str, object], dict[str, object]]:
    """Give what counts for right and wrong: everything but the order of events."""
    return {k: v for k, v in seen.values.items() if k != "events"}, seen.arguments
