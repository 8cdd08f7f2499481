"""Read the marks of a solution: what a student gets to see, what a reader gets, and which lines solve it.

A solution is the only source of its stub and its notebook. Between two marks stands what a student writes:

    ### BEGIN SOLUTION
    return side * side
    ### STUB
    # return side
    ### END SOLUTION

The stub takes the lines after `### STUB`, uncommented; where there are none, a function raises
NotImplementedError and anything else (an import, a helper) vanishes. The clean text keeps the solution only.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import takewhile

from grader.errors import CourseError

BEGIN, STUB, END = "### BEGIN SOLUTION", "### STUB", "### END SOLUTION"
_MARK = re.compile(r"\s*###\s*(BEGIN|END|STUB)\b", re.IGNORECASE)
_COMMENTED = re.compile(r"(\s*)#(?: (.*)|)$")
_DEFINITIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)


@dataclass(frozen=True, slots=True)
class Region:
    """The lines of one solution, counted from 1: marks at `begin` and `end`, perhaps one at `stub`."""

    begin: int
    end: int
    stub: int | None = None

    @property
    def solution(self) -> range:
        """Give the lines that solve it."""
        return range(self.begin + 1, self.stub or self.end)

    @property
    def given(self) -> range:
        """Give the commented lines that a stub starts from."""
        return range(self.stub + 1, self.end) if self.stub else range(0)


_Replace = Callable[[list[str], Region, ast.Module], list[str]]


def regions(source: str, name: str) -> list[Region]:
    """Find the marked regions of `source`.

    Raises CourseError with `name` and the line where marks are misspelt, nested or left open.
    """
    found: list[Region] = []
    begin = stub = None
    for line, text in enumerate(source.splitlines(), start=1):
        mark = text.strip()
        if mark == BEGIN and begin is None:
            begin, stub = line, None
        elif mark == STUB and begin is not None and stub is None:
            stub = line
        elif mark == END and begin is not None:
            found.append(Region(begin, line, stub))
            begin = None
        elif _MARK.match(text):
            raise CourseError(f"{name}:{line}: {mark!r} is misspelt or out of place")
    if begin is not None:
        raise CourseError(f"{name}:{begin}: {BEGIN!r} without {END!r}")
    return found


def stub_text(source: str, name: str) -> str:
    """Give the text a student starts from.

    Raises CourseError where the marks or the result are not sound Python.
    """
    return _rebuild(source, name, _stub_lines)


def clean_text(source: str, name: str) -> str:
    """Give the solution as it reads without its marks.

    Raises CourseError where the marks or the result are not sound Python.
    """
    return _rebuild(source, name, _solution_lines)


def enclosing(tree: ast.Module, line: int) -> ast.AST:
    """Give the innermost function or class around a line, or the module."""
    inner: ast.AST = tree
    for node in ast.walk(tree):  # breadth first, so that the last hit is the innermost
        if isinstance(node, _DEFINITIONS) and node.lineno <= line <= (node.end_lineno or 0):
            inner = node
    return inner


def _rebuild(source: str, name: str, replace: _Replace) -> str:
    lines = source.splitlines()
    tree = parse(source, name)
    kept: list[str] = []
    done = 0
    for region in regions(source, name):
        kept += lines[done : region.begin - 1]
        done = region.end
        new = replace(lines, region, tree)
        if not new:  # of the blank lines on both sides of the gap, the wider ones stay
            above, below = _blank(reversed(kept)), _blank(lines[done:])
            del kept[len(kept) - min(above, below) :]
        kept += new
    text = "\n".join(kept + lines[done:]).strip("\n") + "\n"
    parse(text, name)
    return text


def _solution_lines(lines: list[str], region: Region, _: ast.Module) -> list[str]:
    return [lines[line - 1] for line in region.solution]


def _stub_lines(lines: list[str], region: Region, tree: ast.Module) -> list[str]:
    if region.stub:
        return [_uncomment(lines[line - 1]) for line in region.given]
    owner = enclosing(tree, region.begin)
    if not isinstance(owner, ast.FunctionDef | ast.AsyncFunctionDef):
        return []
    mark = lines[region.begin - 1]
    indent = mark[: len(mark) - len(mark.lstrip())]
    return [f'{indent}raise NotImplementedError("{owner.name}: your turn")']


def _uncomment(line: str) -> str:
    match = _COMMENTED.fullmatch(line.rstrip())
    return (match[1] + (match[2] or "")).rstrip() if match else line.rstrip()


def _blank(lines: Iterable[str]) -> int:
    return sum(1 for _ in takewhile(lambda line: not line.strip(), lines))


def parse(source: str, name: str) -> ast.Module:
    """Give the syntax tree; raises CourseError with `name` and the line where there is none."""
    try:
        return ast.parse(source)
    except SyntaxError as error:
        raise CourseError(f"{name}:{error.lineno}: {error.msg}") from None
