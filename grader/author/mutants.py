"""Small mechanical mistakes in a solution: the suite must notice each one, or say why it cannot.

    for mutant in mutants(source, "solutions/ex05_square.py"):
        mutant.source     the whole file with one change, without marks
        mutant.key        operator, function, statement before and after: the same when lines move

Only code between the marks inside a function changes. A change is spliced into the text at the position
that the syntax tree gives, so everything else stays as it was, and the order is that of the text.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass

from grader.author.operators import OPERATORS, Change
from grader.marks import clean_text, parse, regions


@dataclass(frozen=True, slots=True)
class Key:
    """What names a mutant in a table, whatever line it is on."""

    operator: str
    function: str
    original: str
    replacement: str

    def __str__(self) -> str:
        """Give one readable line."""
        return f"{self.function}: {self.original}  →  {self.replacement}  ({self.operator})"


@dataclass(frozen=True, slots=True)
class Mutant:
    """One changed solution; `line` is that of the solution file, `source` has no marks."""

    key: Key
    line: int
    source: str


def mutants(source: str, name: str) -> list[Mutant]:
    """Give every mutant of a marked solution, in the order of the text, none twice.

    Raises CourseError where the marks are wrong.
    """
    tree = parse(source, name)
    text = _Text(source)
    solved = {line for region in regions(source, name) for line in region.solution}
    imported = _imported(tree)
    found: list[Mutant] = []
    seen = {ast.dump(tree)}
    for statement, node, function in _places(tree):
        if not solved.issuperset(range(node.lineno, (node.end_lineno or node.lineno) + 1)):
            continue
        for operator in OPERATORS:
            for change in operator(node, statement, imported):
                mutated = text.splice(change)
                new = parse(mutated, f"{name}, mutated by {change.operator}")
                dump = ast.dump(new)
                if dump in seen:
                    continue
                seen.add(dump)
                key = Key(change.operator, function, _header(statement), _header(_at(new, statement)))
                found.append(Mutant(key, node.lineno, clean_text(mutated, name)))
    return found


class _Text:
    """A source that changes are spliced into; columns of the syntax tree count UTF-8 bytes."""

    def __init__(self, source: str) -> None:
        self._bytes = source.encode()
        self._starts = [0]
        for line in self._bytes.splitlines(keepends=True):
            self._starts.append(self._starts[-1] + len(line))

    def splice(self, change: Change) -> str:
        """Give the source with one change."""
        start = self._starts[change.start[0] - 1] + change.start[1]
        end = self._starts[change.end[0] - 1] + change.end[1]
        return (self._bytes[:start] + change.text.encode() + self._bytes[end:]).decode()


def _places(
    node: ast.AST, path: tuple[str, ...] = (), statement: ast.stmt | None = None
) -> Iterator[tuple[ast.stmt, ast.stmt | ast.expr, str]]:
    """Walk statements and expressions inside functions, each with its statement and function.

    `statement` is None outside functions, `path` the names of the classes and functions around.
    """
    for child in ast.iter_child_nodes(node):
        if _is_fixed(node, child):
            continue
        inside = child if statement and isinstance(child, ast.stmt) else statement
        if inside and isinstance(child, ast.stmt | ast.expr):
            yield inside, child, ".".join(path)
        if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef):
            yield from _places(child, (*path, child.name), child)
        elif isinstance(child, ast.ClassDef):
            yield from _places(child, (*path, child.name), inside)
        else:
            yield from _places(child, path, inside)


def _is_fixed(parent: ast.AST, child: ast.AST) -> bool:
    """Tell what is no behaviour: documentation, annotations, decorators, texts of errors, format strings."""
    if isinstance(child, ast.Expr) and isinstance(child.value, ast.Constant):
        return True
    if isinstance(parent, ast.FunctionDef | ast.AsyncFunctionDef):
        return child is parent.returns or child in parent.decorator_list or isinstance(child, ast.arguments)
    if isinstance(parent, ast.AnnAssign) and child is parent.annotation:
        return True
    return isinstance(parent, ast.Raise) or isinstance(child, ast.JoinedStr)


def _imported(tree: ast.Module) -> frozenset[str]:
    """Give the names that imports bind, anywhere."""
    return frozenset(
        (alias.asname or alias.name).partition(".")[0]
        for node in ast.walk(tree)
        if isinstance(node, ast.Import | ast.ImportFrom)
        for alias in node.names
    )


def _header(statement: ast.stmt) -> str:
    """Give a statement as one line; of a compound one the line that opens it."""
    lines = ast.unparse(statement).splitlines()
    return next((line for line in lines if not line.startswith("@")), "")


def _at(tree: ast.Module, old: ast.stmt) -> ast.stmt:
    """Find the statement that begins where `old` does."""
    for node in ast.walk(tree):
        if isinstance(node, ast.stmt) and (node.lineno, node.col_offset) == (old.lineno, old.col_offset):
            return node
    raise AssertionError(f"no statement at {old.lineno}:{old.col_offset}")  # a splice never moves it
