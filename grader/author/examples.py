"""Run the `>>>` examples of a solution: every number that a docstring prints is what really comes out."""

from __future__ import annotations

import ast
import doctest
import re

from grader.judge.subject import load_module
from grader.marks import parse
from grader.records import Exercise

_OPTIONS = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE


def failing(source: str, name: str) -> list[str]:
    """Execute the examples of a solution without marks; tell which print something else."""
    module = load_module(name, source.encode(), name)
    said: list[str] = []
    runner = doctest.DocTestRunner(optionflags=_OPTIONS, verbose=False)
    texts = [
        (name, ast.get_docstring(node) or "", _line(node)) for node, name in _documented(parse(source, name))
    ]
    for owner, text, line in texts:
        test = doctest.DocTestParser().get_doctest(text, dict(vars(module)), owner, name, line)
        output: list[str] = []
        runner.run(test, out=output.append, clear_globs=False)
        if output:
            said.append(f"the example in {owner} prints something else: {_short(''.join(output))}")
    return said


def without_example(source: str, exercise: Exercise) -> list[str]:
    """Give the functions of the table that no example of the file calls."""
    tree = parse(source, exercise.slug)
    parser = doctest.DocTestParser()
    examples = "\n".join(
        example.source
        for node, _ in _documented(tree)
        for example in parser.get_examples(ast.get_docstring(node) or "")
    )
    names = [name for task in exercise.tasks for name in task.functions]
    return [name for name in names if not re.search(rf"\b{re.escape(name)}\b", examples)]


def _documented(tree: ast.Module) -> list[tuple[ast.Module | ast.ClassDef | ast.FunctionDef, str]]:
    found: list[tuple[ast.Module | ast.ClassDef | ast.FunctionDef, str]] = [(tree, "the module's docstring")]
    for node in ast.walk(tree):
        if isinstance(node, ast.ClassDef | ast.FunctionDef):
            found.append((node, node.name))
    return found


def _line(node: ast.Module | ast.ClassDef | ast.FunctionDef) -> int:
    return node.body[0].lineno - 1 if node.body else 0


def _short(report: str) -> str:
    """Give what was expected and what came, in one line."""
    lines = [
        line.strip() for line in report.splitlines() if line.strip() and not line.startswith(("*", "File"))
    ]
    text = " ".join(lines)
    return text if len(text) <= 300 else text[:297] + "..."
