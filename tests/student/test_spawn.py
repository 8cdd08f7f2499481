"""Where processes cannot be forked: the same verdicts, at a level that says so."""

from __future__ import annotations

from grader.course import Course
from grader.records import Level
from grader.render.cell import cell
from grader.render.screen import Screen
from grader.sandbox.settings import Settings
from grader.student.desk import Desk
from tests.student.conftest import EX15, NEVER_CLEARED, solved, with_body
from tests.student.test_screen import drawn


def test_spawn_says_the_same(folder: Course) -> None:
    """By spawn a mistake is named, a right answer passes, and the level claims no more than it has."""
    settings = Settings(spawn=True, seccomp=False, landlock_abi_cap=0, namespaces=False)
    file = folder.stub_path(EX15)
    with Desk(folder, sandbox=settings) as desk:
        file.write_bytes(with_body(folder, NEVER_CLEARED))
        view = desk.check(EX15)
        assert view.case is not None
        assert "the gradients are never cleared" in view.case.cause
        said = f"Isolation here: {desk.isolation.level.value}. Your code runs as when you start it yourself."
        assert said in drawn(Screen(view, keys=True))
        assert said in cell(view)
        file.write_bytes(solved(folder, EX15))
        assert desk.check(EX15).done
        assert desk.isolation.level in (Level.NONE, Level.LIMITED)
