"""What there is to show of one exercise now: made by the desk, drawn by the renderers."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from grader.records import CaseResult, Exercise, Status


@dataclass(frozen=True)
class View:
    """The first thing that is not right in one exercise, and where one stands in the course."""

    exercise: Exercise
    path: Path
    status: Status
    passed: int
    total: int
    case: CaseResult | None = None
    output: str = ""
    problem: str = ""
    isolation: str = ""  # the level, where the code ran less locked than graded code does
    our_fault: bool = False
    hints_shown: int = 0
    place: int = 1
    of: int = 1
    sections: tuple[tuple[str, int, int], ...] = field(default=())

    @property
    def done(self) -> bool:
        """Tell whether every visible check passes."""
        return self.status is Status.PASSED
