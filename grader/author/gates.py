"""What must hold for every exercise, one small function each; most need nothing but its files.

A gate takes the bench of one exercise and gives the problems it finds, each a sentence. The first line of its
docstring is its description. `TEXT_GATES` read files, `TRIALS` (in `trials.py`) grade.
"""

from __future__ import annotations

import ast
import re
from pathlib import Path

from grader.author import examples
from grader.author.build import build
from grader.author.equivalents import equivalents
from grader.author.mutants import mutants
from grader.author.workbench import Workbench
from grader.course import TABLE, Course
from grader.marks import clean_text, parse, regions

SUITE_FILES = ("__init__.py", "probe.py", "test_visible.py", "test_hidden.py", "misconceptions.py")
HINTS = 3
# What a first hint may not hold; f(w + h) and w = 3 are mathematics, not code.
_CODE = re.compile(r"`|[a-z_]\w+\(|[a-z_]\w*\.[a-z_]|[-+*/]=|==|\*\*|\breturn\b|\blambda\b", re.IGNORECASE)
_UNFINISHED = re.compile(r"\b(TODO|FIXME|XXX)\b")


def files(bench: Workbench) -> list[str]:
    """Solution and suite are there."""
    course, slug = bench.course, bench.slug
    wanted = [course.solution_path(slug), *(course.suite_dir(slug) / name for name in SUITE_FILES)]
    return [f"{_shown(course, path)} is missing" for path in wanted if not path.is_file()]


def table(bench: Workbench) -> list[str]:
    """Points sum, tasks count up, functions exist, three hints, and the first without code."""
    exercise, problems = bench.exercise, []
    if abs(sum(task.points for task in exercise.tasks) - exercise.points) > 1e-9:
        problems.append(f"the tasks' points do not sum to {exercise.points:g}")
    if [task.number for task in exercise.tasks] != list(range(1, len(exercise.tasks) + 1)):
        problems.append("tasks are not numbered 1, 2, 3 ...")
    if len(exercise.hints) != HINTS or not all(hint.strip() for hint in exercise.hints):
        problems.append(f"{len(exercise.hints)} hints instead of {HINTS}")
    elif found := _CODE.search(exercise.hints[0]):
        problems.append(f"the first hint holds code: {exercise.hints[0][: found.end()][-30:]!r}")
    return problems + _functions(bench)


def _functions(bench: Workbench) -> list[str]:
    """Compare the table's functions with those that the solution solves."""
    source, name = _source(bench)
    tree = parse(source, name)
    defined = {node.name for node in tree.body if isinstance(node, ast.FunctionDef | ast.ClassDef)}
    listed = {function for task in bench.exercise.tasks for function in task.functions}
    problems = [
        f"{function} is in the table and not in the solution" for function in sorted(listed - defined)
    ]
    solved = {_outermost(tree, region.begin) for region in regions(source, name)}
    return problems + [f"{function} is solved and in no task" for function in sorted(solved - listed - {""})]


def _outermost(tree: ast.Module, line: int) -> str:
    for node in tree.body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and node.lineno <= line <= (node.end_lineno or 0):
            return node.name
    return ""


def finished(bench: Workbench) -> list[str]:
    """No TODO is left in the solution, the suite or the table."""
    course, slug = bench.course, bench.slug
    paths = [course.solution_path(slug), *sorted(course.suite_dir(slug).glob("*.py"))]
    texts = [(_shown(course, path), path.read_text(encoding="utf-8")) for path in paths]
    texts.append((str(TABLE), repr(bench.exercise)))
    return [
        f"{name}:{text[: found.start()].count(chr(10)) + 1}: {found[0]} is left"
        for name, text in texts
        if (found := _UNFINISHED.search(text))
    ]


def worked_examples(bench: Workbench) -> list[str]:
    """Every >>> example prints what it says, and every function has one."""
    source, name = _source(bench)
    text = clean_text(source, name)
    missing = [
        f"no >>> example calls {function}" for function in examples.without_example(text, bench.exercise)
    ]
    return missing + examples.failing(text, name)


def fresh(bench: Workbench) -> list[str]:
    """Stub and notebook are what the solution makes."""
    stale = build(bench.course, [bench.slug], check=True)
    return [f"{_shown(bench.course, path)} is stale: run `grader dev build`" for path in stale]


def documented(bench: Workbench) -> list[str]:
    """Docstrings stand outside the marks: the file's, and one for every function of the table."""
    source, name = _source(bench)
    tree = parse(source, name)
    solved = {line for region in regions(source, name) for line in region.solution}
    problems = [] if ast.get_docstring(tree) else ["the file has no docstring"]
    for node in tree.body:
        listed = {function for task in bench.exercise.tasks for function in task.functions}
        if not isinstance(node, ast.FunctionDef | ast.ClassDef) or node.name not in listed:
            continue
        if not ast.get_docstring(node) or node.body[0].lineno in solved:
            problems.append(f"{node.name} has no docstring in the stub")
    return problems


def excused(bench: Workbench) -> list[str]:
    """Every entry in the table of equivalent mutants belongs to a mutant that exists."""
    source, name = _source(bench)
    known = {mutant.key for mutant in mutants(source, name)}
    return [
        f"no such mutant any more: {key}" for key in equivalents(bench.course, bench.slug) if key not in known
    ]


TEXT_GATES = (files, table, documented, finished, worked_examples, fresh, excused)


def stray(course: Course) -> list[str]:
    """Tell which files in the course's folders belong to no exercise of the table."""
    found = [
        *course.stub_path("").parent.glob("*.py"),
        *course.notebook_path("").parent.glob("*.ipynb"),
        *course.solution_path("").parent.glob("*.py"),
        *(path for path in course.suite_dir("").glob("ex*") if path.is_dir()),
        *(path for path in (course.root / "tests" / "alternatives").glob("*") if path.is_dir()),
        *(path for path in (course.root / "tests" / "by_hand").glob("*") if path.is_dir()),
    ]
    names = sorted(_shown(course, path) for path in found if path.stem not in course.exercises)
    return [f"{name} belongs to no exercise of the table" for name in names if "__pycache__" not in name]


def _source(bench: Workbench) -> tuple[str, str]:
    path = bench.course.solution_path(bench.slug)
    return path.read_text(encoding="utf-8"), _shown(bench.course, path)


def _shown(course: Course, path: Path) -> str:
    """Give a path as an author types it."""
    return str(path.relative_to(course.root)) if path.is_relative_to(course.root) else str(path)
