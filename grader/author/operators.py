"""The operators that make mutants: each looks at one node of the syntax tree and proposes changes.

An operator is a function of the node, the statement around it and the names that imports bind. To add
one, write it and list it in OPERATORS.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from dataclasses import dataclass

Node = ast.stmt | ast.expr
Position = tuple[int, int]

_ARITHMETIC: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Div,
    ast.Div: ast.Mult,
    ast.FloorDiv: ast.Mult,
    ast.Mod: ast.Mult,
    ast.Pow: ast.Mult,
    ast.MatMult: ast.Mult,
}
_COMPARISONS: dict[type[ast.cmpop], tuple[type[ast.cmpop], ...]] = {
    ast.Lt: (ast.LtE, ast.GtE),
    ast.LtE: (ast.Lt, ast.Gt),
    ast.Gt: (ast.GtE, ast.LtE),
    ast.GtE: (ast.Gt, ast.Lt),
    ast.Eq: (ast.NotEq,),
    ast.NotEq: (ast.Eq,),
    ast.Is: (ast.IsNot,),
    ast.IsNot: (ast.Is,),
    ast.In: (ast.NotIn,),
    ast.NotIn: (ast.In,),
}
_COMPOUND = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.With, ast.Try, ast.If)
_HARMLESS = (ast.Pass, ast.Import, ast.ImportFrom, ast.Global, ast.Nonlocal, ast.AnnAssign)


@dataclass(frozen=True, slots=True)
class Change:
    """Text that replaces the source from `start` to `end` (line from 1, column in UTF-8 bytes)."""

    operator: str
    start: Position
    end: Position
    text: str


Operator = Callable[[Node, ast.stmt, frozenset[str]], Iterator[Change]]


def constant(node: Node, _: ast.stmt, __: frozenset[str]) -> Iterator[Change]:
    """Change a number a little, flip a bool, spoil a string."""
    if not isinstance(node, ast.Constant):
        return
    value = node.value
    if isinstance(value, bool):
        yield _instead(node, "constant", repr(not value))
    elif isinstance(value, int):
        yield _instead(node, "constant", repr(value + 1))
        yield _instead(node, "constant", f"({value - 1})" if value < 1 else repr(value - 1))
    elif isinstance(value, float):
        yield _instead(node, "constant", repr(value * 2 or 1.0))
        yield _instead(node, "constant", repr(value / 2 or -1.0))
    elif isinstance(value, str):
        yield _instead(node, "constant", repr(f"{value}?"))


def arithmetic(node: Node, _: ast.stmt, __: frozenset[str]) -> Iterator[Change]:
    """Use the opposite arithmetic operator."""
    if isinstance(node, ast.BinOp) and (other := _ARITHMETIC.get(type(node.op))):
        yield _instead(node, "arithmetic", ast.BinOp(node.left, other(), node.right))
    if isinstance(node, ast.AugAssign):
        if other := _ARITHMETIC.get(type(node.op)):
            yield _instead(node, "arithmetic", ast.unparse(ast.AugAssign(node.target, other(), node.value)))
        yield _instead(node, "assignment", f"{ast.unparse(node.target)} = {ast.unparse(node.value)}")


def operand(node: Node, _: ast.stmt, __: frozenset[str]) -> Iterator[Change]:
    """Lose one side of an operation: a forgotten factor or term."""
    if isinstance(node, ast.BinOp):
        yield _instead(node, "operand", node.left)
        yield _instead(node, "operand", node.right)


def comparison(node: Node, _: ast.stmt, __: frozenset[str]) -> Iterator[Change]:
    """Move the border of a comparison, or turn it round."""
    if not isinstance(node, ast.Compare):
        return
    for place, old in enumerate(node.ops):
        for new in _COMPARISONS[type(old)]:
            ops = [*node.ops[:place], new(), *node.ops[place + 1 :]]
            yield _instead(node, "comparison", ast.Compare(node.left, ops, node.comparators))


def boolean(node: Node, _: ast.stmt, __: frozenset[str]) -> Iterator[Change]:
    """Swap `and` with `or`."""
    if isinstance(node, ast.BoolOp):
        other = ast.Or() if isinstance(node.op, ast.And) else ast.And()
        yield _instead(node, "boolean", ast.BoolOp(other, node.values))


def sign(node: Node, _: ast.stmt, __: frozenset[str]) -> Iterator[Change]:
    """Drop a minus or a `not`."""
    if isinstance(node, ast.UnaryOp):
        yield _instead(node, "sign", node.operand)


def condition(node: Node, _: ast.stmt, __: frozenset[str]) -> Iterator[Change]:
    """Negate what a branch, a loop or a filter asks."""
    tests: list[ast.expr] = []
    if isinstance(node, ast.If | ast.While | ast.IfExp | ast.Assert):
        tests = [node.test]
    elif isinstance(node, ast.ListComp | ast.SetComp | ast.GeneratorExp | ast.DictComp):
        tests = [test for generator in node.generators for test in generator.ifs]
    for test in tests:
        yield _instead(test, "condition", ast.UnaryOp(ast.Not(), test))


def statement(node: Node, _: ast.stmt, __: frozenset[str]) -> Iterator[Change]:
    """Drop a statement, or a whole loop; give nothing back."""
    if not isinstance(node, ast.stmt) or isinstance(node, _COMPOUND + _HARMLESS):
        return
    if isinstance(node, ast.Return):
        yield _instead(node, "statement", "return None")
    elif isinstance(node, ast.Break | ast.Continue):
        yield _instead(node, "statement", "continue" if isinstance(node, ast.Break) else "break")
    else:
        yield _instead(node, "statement", "pass")


def once(node: Node, _: ast.stmt, __: frozenset[str]) -> Iterator[Change]:
    """Leave a loop after its first round."""
    if not isinstance(node, ast.For | ast.While):
        return
    last = node.body[-1]
    if last.lineno > node.lineno and not isinstance(last, ast.Return | ast.Raise | ast.Break | ast.Continue):
        indent = " " * last.col_offset
        end = (last.end_lineno or last.lineno, last.end_col_offset or 0)
        yield Change("once", end, end, f"\n{indent}break")


def context(node: Node, _: ast.stmt, __: frozenset[str]) -> Iterator[Change]:
    """Run the body of a `with` without it, torch.no_grad() above all."""
    if isinstance(node, ast.With) and all(item.optional_vars is None for item in node.items):
        last = node.items[-1].context_expr
        end = (last.end_lineno or last.lineno, last.end_col_offset or 0)
        yield Change("context", (node.lineno, node.col_offset), end, "if True")


def arguments(node: Node, _: ast.stmt, __: frozenset[str]) -> Iterator[Change]:
    """Swap two neighbouring arguments, or forget one that is named."""
    if not isinstance(node, ast.Call):
        return
    for place in range(len(node.args) - 1):
        first, second = node.args[place : place + 2]
        if isinstance(first, ast.Starred) or isinstance(second, ast.Starred):
            continue
        swapped = [*node.args[:place], second, first, *node.args[place + 2 :]]
        yield _instead(node, "arguments", ast.Call(node.func, swapped, node.keywords))
    for place in range(len(node.keywords)):
        rest = node.keywords[:place] + node.keywords[place + 1 :]
        yield _instead(node, "keyword", ast.Call(node.func, node.args, rest))


def order(node: Node, around: ast.stmt, _: frozenset[str]) -> Iterator[Change]:
    """Give back a tuple with two neighbours swapped."""
    if isinstance(node, ast.Tuple) and isinstance(around, ast.Return) and around.value is node:
        for place in range(len(node.elts) - 1):
            elements = [*node.elts]
            elements[place : place + 2] = reversed(elements[place : place + 2])
            yield _instead(node, "order", ast.Tuple(elements, ast.Load()))


def method(node: Node, _: ast.stmt, imported: frozenset[str]) -> Iterator[Change]:
    """Forget a method without arguments (`.detach()`, `.clone()`, `.mean()`) or a transpose."""
    owner: ast.expr | None = None
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and not node.args:
        owner = node.func.value
    elif isinstance(node, ast.Attribute) and node.attr in {"T", "mT"} and isinstance(node.ctx, ast.Load):
        owner = node.value
    if owner is not None and not (_root(owner) in imported and not isinstance(owner, ast.Call)):
        yield _instead(node, "method", owner)


OPERATORS: tuple[Operator, ...] = (
    statement,
    once,
    context,
    condition,
    constant,
    arithmetic,
    operand,
    comparison,
    boolean,
    sign,
    arguments,
    order,
    method,
)


def _instead(node: Node, operator: str, new: str | ast.expr) -> Change:
    """Replace a whole node; brackets around an expression keep what surrounds it bound as before."""
    end = (node.end_lineno or node.lineno, node.end_col_offset or 0)
    text = new if isinstance(new, str) else f"({ast.unparse(new)})"
    return Change(operator, (node.lineno, node.col_offset), end, text)


def _root(node: ast.expr) -> str:
    """Give the name an attribute chain begins with."""
    while isinstance(node, ast.Attribute):
        node = node.value
    return node.id if isinstance(node, ast.Name) else ""
