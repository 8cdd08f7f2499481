"""A check in a notebook grades what stands in the cells."""

from __future__ import annotations

import types
from collections.abc import Callable

import pytest

from grader import notebook_check
from grader.author.build import notebook_text
from grader.course import Course
from grader.notebook_check import Trouble, Verdict, cells_source, check, latest, relevant
from grader.student import progress
from grader.student.desk import Desk
from tests.student.conftest import EX15, NEVER_CLEARED, UPHILL, solved, with_body

Kernel = Callable[..., None]


@pytest.fixture
def kernel(monkeypatch: pytest.MonkeyPatch) -> Kernel:
    """Give a function that pretends a kernel has run some cells of a notebook."""

    def pretend(*cells: str, path: str = "") -> None:
        shell = types.SimpleNamespace(
            history_manager=types.SimpleNamespace(input_hist_raw=["", *cells]),
            user_ns={"__vsc_ipynb_file__": path} if path else {},
        )
        monkeypatch.setattr(notebook_check, "_shell", lambda: shell)

    return pretend


def save(course: Course, code: bytes) -> str:
    """Save the notebook with some code in its cell."""
    path = course.notebook_path(EX15)
    path.write_text(notebook_text(course.exercises[EX15], code.decode()))
    return str(path)


def test_executed_cells(folder: Course, kernel: Kernel) -> None:
    """With no notebook on disk, what was run last counts: no magics, no experiments, no other exercises."""
    first, last = (with_body(folder, body).decode() for body in (UPHILL, NEVER_CLEARED))
    other = folder.pristine("ex05_square").decode()
    kernel(
        "%matplotlib inline\nimport torch",
        other,
        first,
        "1/0",
        f"%%time\n{last}",
        "manual_update(1, 2)",
        "def (",
    )
    source = cells_source(folder, EX15)[1].decode()
    assert NEVER_CLEARED in source
    assert UPHILL not in source
    assert "square_gradient" not in source
    assert "1/0" not in source
    compile(source, "cells", "exec")


def test_saved_notebook(folder: Course, kernel: Kernel) -> None:
    """A saved notebook counts when it holds what was run last, or something that was not run yet."""
    old, new = with_body(folder, UPHILL), with_body(folder, NEVER_CLEARED)
    path = save(folder, new)
    kernel(old.decode(), path=path)
    assert NEVER_CLEARED in cells_source(folder, EX15)[1].decode()


def test_unsaved_cells(folder: Course, kernel: Kernel) -> None:
    """Cells that were run after the notebook was saved count before the saved ones."""
    from grader.author.build import _without_docstring
    from grader.marks import parse

    old, new = (with_body(folder, body).decode() for body in (UPHILL, NEVER_CLEARED))
    path = save(folder, old.encode())
    cell = _without_docstring(parse(old, "old"), old)
    kernel(cell, new, path=path)
    assert NEVER_CLEARED in cells_source(folder, EX15)[1].decode()


def test_cells_are_sorted() -> None:
    """Definitions are kept once, in order; what no file would hold is left out."""
    cells = [
        "import math",
        "def f(): return 1",
        "x = f()",
        "def f(): return 2",
        "def g(): pass",
        "def h(): pass",
    ]
    kept = relevant(cells, {"f"}, {"g"})
    assert kept == ["import math", "def f(): return 1", "def f(): return 2", "def h(): pass"]
    assert latest(kept) == ["import math", "def f(): return 2", "def h(): pass"]


def test_check_shows_itself(desk: Desk, kernel: Kernel, monkeypatch: pytest.MonkeyPatch) -> None:
    """The verdict is HTML in a notebook and the terminal's screen elsewhere; trouble is a sentence."""
    monkeypatch.setattr(notebook_check, "kernel_desk", lambda _: desk)
    kernel(with_body(desk.course, NEVER_CLEARED).decode())
    verdict = check("ex15", course=desk.course.root)
    assert isinstance(verdict, Verdict)
    assert not verdict.passed
    assert "the gradients are never cleared" in verdict._repr_html_()
    assert "✗ task 1" in repr(verdict)
    assert "\x1b" not in repr(verdict)
    kernel(solved(desk.course, EX15).decode())
    assert "passes" in repr(check(EX15, course=desk.course.root))
    assert isinstance(check("ex99", course=desk.course.root), Trouble)


def test_untouched_notebook_undoes_nothing(desk: Desk) -> None:
    """A module that passes stays done when the notebook beside it, as handed out, is checked."""
    module, notebook = desk.course.stub_path(EX15), desk.course.notebook_path(EX15)
    module.write_bytes(solved(desk.course, EX15))
    try:
        assert desk.check(EX15).done
        assert not desk.check_source(EX15, desk.course.pristine(EX15), notebook).done
        assert progress.load(desk.course.root).of(EX15).state == "done"
        desk.check_source(EX15, with_body(desk.course, UPHILL), notebook)
        assert progress.load(desk.course.root).of(EX15).state == "open"
    finally:
        module.write_bytes(desk.course.pristine(EX15))
