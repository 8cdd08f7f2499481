"""Write what students open from the solutions: `exercises/<slug>.py` and its notebook.

    stale = build(course)               writes what differs, and tells what that was
    stale = build(course, check=True)   only tells

Equal solutions give equal bytes, so a generated file changes only where its solution or the table did.
"""

from __future__ import annotations

import ast
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from grader.author.prose import markdown
from grader.course import Course
from grader.marks import clean_text, parse, stub_text
from grader.records import Exercise, Task
from grader.store import write_atomically

CHECK_CELL = 'from grader.notebook_check import check\n\ncheck("{slug}")'
BY_HAND = "By hand: autograd may not appear in what earns these points."


def build(course: Course, only: Iterable[str] | None = None, *, check: bool = False) -> list[Path]:
    """Bring stubs and notebooks up to date, those of `only` or of all exercises that have a solution.

    Gives the paths that were stale; with `check` nothing is written. Raises CourseError where a
    solution's marks are wrong.
    """
    stale: list[Path] = []
    for slug in course.exercises if only is None else only:
        if not course.solution_path(slug).is_file():
            continue
        for path, text in generated(course, slug).items():
            if path.is_file() and path.read_bytes() == text.encode():
                continue
            stale.append(path)
            if not check:
                write_atomically(path, text.encode())
    return stale


def generated(course: Course, slug: str) -> dict[Path, str]:
    """Give the text of every file that is generated for one exercise."""
    path = course.solution_path(slug)
    stub = stub_text(path.read_text(encoding="utf-8"), str(path))
    return {
        course.stub_path(slug): stub,
        course.notebook_path(slug): notebook_text(course.exercises[slug], stub),
    }


def solution(course: Course, slug: str) -> str:
    """Give one exercise's reference solution without its marks."""
    path = course.solution_path(slug)
    return clean_text(path.read_text(encoding="utf-8"), str(path))


def notebook_text(exercise: Exercise, code: str) -> str:
    """Give the notebook of an exercise around `code`, a stub or any other version of its file.

    One code cell holds the whole file but its docstring, which becomes the text above it; the
    last cell runs the checks.
    """
    tree = parse(code, exercise.slug)
    cells = [_markdown(_introduction(exercise, tree))]
    cells += [_markdown(_task(task, tree)) for task in exercise.tasks]
    cells += [_code(_without_docstring(tree, code), "exercise")]
    cells += [_code(CHECK_CELL.format(slug=exercise.slug), "check")]
    for index, cell in enumerate(cells):
        cell["id"] = f"{exercise.slug}-{index:02d}"
    notebook = {
        "cells": cells,
        "metadata": {
            "exercise": exercise.slug,
            "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
            "language_info": {"name": "python"},
        },
        "nbformat": 4,
        "nbformat_minor": 5,
    }
    return json.dumps(notebook, indent=1, ensure_ascii=False, sort_keys=True) + "\n"


def _introduction(exercise: Exercise, tree: ast.Module) -> str:
    return f"# {exercise.title}\n\n{markdown(ast.get_docstring(tree) or '')}".strip()


def _task(task: Task, tree: ast.Module) -> str:
    points = f"{task.points:g} point{'' if task.points == 1 else 's'}"
    parts = [f"## Task {task.number}: {task.title} ({points})"]
    for node in tree.body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and node.name in task.functions:
            idea = markdown((ast.get_docstring(node) or "").partition("\n\n")[0])
            parts.append(f"`{_signature(node)}`\n\n{idea}".strip())
    if task.by_hand:
        parts.append(f"*{BY_HAND}*")
    return "\n\n".join(parts)


def _signature(node: ast.FunctionDef | ast.ClassDef) -> str:
    if isinstance(node, ast.ClassDef):
        bases = ", ".join(ast.unparse(base) for base in node.bases)
        return f"class {node.name}({bases})" if bases else f"class {node.name}"
    returns = f" -> {ast.unparse(node.returns)}" if node.returns else ""
    return f"{node.name}({ast.unparse(node.args)}){returns}"


def _without_docstring(tree: ast.Module, code: str) -> str:
    if ast.get_docstring(tree) is None:
        return code.strip("\n")
    lines = code.splitlines()[tree.body[0].end_lineno or 0 :]
    return "\n".join(lines).strip("\n")


def _markdown(source: str) -> dict[str, Any]:
    return {"cell_type": "markdown", "metadata": {}, "source": _lines(source)}


def _code(source: str, tag: str) -> dict[str, Any]:
    return {
        "cell_type": "code",
        "execution_count": None,
        "metadata": {"tags": [tag]},
        "outputs": [],
        "source": _lines(source),
    }


def _lines(source: str) -> list[str]:
    """Give a cell's source as the list of lines that notebook files keep."""
    return source.splitlines(keepends=True)
