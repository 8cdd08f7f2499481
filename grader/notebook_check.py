"""Check an exercise from a notebook's cell, and see the verdict below it.

    from grader.notebook_check import check
    check("ex05_square")

What is graded is what stands in the cells, as a file of its own in a locked worker: not what happens to be
alive in the kernel. Cells are read from the saved notebook; what was run since it was saved comes from
the kernel's history. The warm grader is kept as long as the kernel lives.
"""

from __future__ import annotations

import ast
import atexit
import json
import os
from collections.abc import Iterable
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from typing import Any

from grader.course import Course, load_course
from grader.errors import GraderError
from grader.intake.notebook import NotebookError, read_notebook
from grader.student.warm import warm_desk
from grader.view import View

_desks: dict[Path, Any] = {}


@dataclass(frozen=True)
class Verdict:
    """A verdict that shows itself: as HTML in a notebook, as the terminal's screen elsewhere."""

    view: View

    @property
    def passed(self) -> bool:
        """Tell whether every visible check passes."""
        return self.view.done

    def __repr__(self) -> str:
        from rich.console import Console

        from grader.render.screen import Screen

        file = StringIO()
        console = Console(file=file, width=80, force_jupyter=False, force_terminal=False, color_system=None)
        console.print(Screen(self.view))
        return file.getvalue().rstrip()

    def _repr_html_(self) -> str:
        from grader.render.cell import cell

        return cell(self.view)


@dataclass(frozen=True)
class Trouble:
    """What is shown where no verdict can be given; never a traceback."""

    message: str

    def __repr__(self) -> str:
        return f"grader: {self.message}"


def check(exercise: str = "", *, course: str | Path | None = None) -> Verdict | Trouble:
    """Check an exercise by what stands in this notebook's cells; give a verdict that shows itself."""
    try:
        loaded = load_course(Path(course) if course else None)
        slug = loaded.exercise(exercise or notebook_path().stem).slug
        desk = kernel_desk(loaded)
        path, source = cells_source(loaded, slug)
        return Verdict(desk.check_source(slug, source, path))
    except (GraderError, NotebookError) as error:
        return Trouble(str(error))


def plot(exercise: str = "", *, course: str | Path | None = None) -> Any:
    """Draw what the code in this notebook's cells does; give a picture that shows itself."""
    from grader.render.plot import Shown
    from grader.student.plots import picture

    try:
        loaded = load_course(Path(course) if course else None)
        slug = loaded.exercise(exercise or notebook_path().stem).slug
        desk = kernel_desk(loaded)
        _, source = cells_source(loaded, slug)
        return Shown(picture(desk, slug, source))
    except (GraderError, NotebookError) as error:
        return Trouble(str(error))


def kernel_desk(course: Course) -> Any:
    """Give the kernel's desk for this course, warmed up at the first check."""
    if course.root not in _desks:
        import torch  # noqa: F401  the whole of it: a notebook's torch is the student's

        desk = warm_desk(course)
        atexit.register(desk.__exit__, None, None, None)
        _desks[course.root] = desk
    return _desks[course.root]


# --- what stands in the cells ---------------------------------------------------------------------


def cells_source(course: Course, slug: str) -> tuple[Path, bytes]:
    """Give the source of the cells, and the notebook it stands in.

    The saved notebook counts, unless its functions are ones that the kernel ran earlier (or are still
    as handed out) and newer ones have been run since.
    """
    wanted = {name for task in course.exercises[slug].tasks for name in task.functions}
    others = {
        name
        for each in course.exercises.values()
        for task in each.tasks
        for name in task.functions
        if name not in wanted
    }
    executed = relevant(history(), wanted, others)
    path = notebook_path(course.notebook_path(slug))
    saved = _saved(path)
    if saved is None:
        return path, as_file(latest(executed))
    newest, stands = _definitions(as_file(latest(executed)), wanted), _definitions(saved, wanted)
    versions = [_definitions(as_file([cell]), wanted) for cell in executed]
    was_run = all(any(each.get(name) == text for each in versions) for name, text in stands.items())
    untouched = stands == _definitions(course.pristine(slug), wanted)
    if not newest or newest.items() <= stands.items() or not (was_run or untouched):
        return path, saved
    return path, as_file(latest(executed))


def _definitions(source: bytes, wanted: set[str]) -> dict[str, str]:
    """Give the wanted functions and classes of a source, each as its syntax tree."""
    return {
        node.name: ast.dump(node)
        for node in _defined(source.decode("utf-8", "replace"))
        if node.name in wanted
    }


def relevant(cells: Iterable[str], wanted: set[str], others: set[str]) -> list[str]:
    """Keep the cells that make up a file: definitions and imports, and nothing of other exercises."""
    kept = []
    for cell in cells:
        names = defined_names(cell)
        if (names & others) and not (names & wanted):
            continue
        if names or _has_import(cell):
            kept.append(cell)
    return kept


def latest(cells: list[str]) -> list[str]:
    """Drop cells whose definitions a later cell makes again, so that each is there once, in order."""
    kept: list[str] = []
    seen: set[str] = set()
    for cell in reversed(cells):
        names = defined_names(cell) or {cell.strip()}
        if not names <= seen:
            kept.append(cell)
            seen |= names
    return kept[::-1]


def as_file(cells: list[str]) -> bytes:
    """Join cells to one source, without what only a notebook understands."""
    document = {"cells": [{"cell_type": "code", "source": cell} for cell in cells]}
    return read_notebook(json.dumps(document).encode()).source


def defined_names(cell: str) -> set[str]:
    """Give the functions and classes that a cell defines at its top."""
    return {node.name for node in _defined(cell)}


def _defined(cell: str) -> list[ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef]:
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
    return [node for node in _body(cell) if isinstance(node, kinds)]


def _has_import(cell: str) -> bool:
    body = _body(cell)
    ours = any(isinstance(n, ast.ImportFrom) and (n.module or "").startswith("grader") for n in body)
    return any(isinstance(n, ast.Import | ast.ImportFrom) for n in body) and not ours


def _body(cell: str) -> list[ast.stmt]:
    try:
        return ast.parse(as_file([cell])).body
    except (SyntaxError, ValueError, RecursionError, NotebookError):
        return []


def history() -> list[str]:
    """Give the cells this kernel has run, oldest first; none outside a kernel."""
    shell = _shell()
    if shell is None:
        return []
    return [str(cell) for cell in shell.history_manager.input_hist_raw if cell]


def notebook_path(guess: Path = Path()) -> Path:
    """Give the notebook that runs this kernel, as VS Code or Jupyter tell it; else the guess."""
    shell = _shell()
    told = shell.user_ns.get("__vsc_ipynb_file__") if shell is not None else None
    told = told or os.environ.get("JPY_SESSION_NAME")
    path = Path(str(told)) if told else None
    if path is not None and path.suffix == ".ipynb":
        return path if path.is_file() else Path.cwd() / path.name
    return guess


def _saved(path: Path) -> bytes | None:
    told = _shell() is not None and notebook_path() == path
    return _saved_bytes(path.read_bytes()) if told and path.is_file() else None


def _saved_bytes(data: bytes) -> bytes:
    return read_notebook(data).source if data else b""


def _shell() -> Any:
    try:
        from IPython.core.getipython import get_ipython
    except ImportError:
        return None
    return get_ipython()
