"""Which name means what: scopes, import aliases and dotted names of a syntax tree.

Python's own rules, as far as text can tell: a function's parameters and variables are its own, a
class body is not seen from its methods, an import or `t = torch.autograd` gives another name.
"""

from __future__ import annotations

import ast
import builtins
from collections.abc import Iterator
from dataclasses import dataclass, field

_ALIAS_LIMIT = 8  # of one name; alternating assignments could double them without end
DOTTED_LIMIT = 200  # characters of a dotted name
_BUILTINS = frozenset(dir(builtins))
# Fields that never hold a part of a tree: texts, numbers, operators, how a name is used.
_NO_PARTS = frozenset(
    """
    id attr arg name asname module level kind type_comment rest kwd_attrs conversion simple is_async
    ctx op ops
    """.split()  # noqa: SIM905
)
_PART_FIELDS: dict[type, tuple[str, ...]] = {
    kind: () if kind is ast.Constant else tuple(name for name in kind._fields if name not in _NO_PARTS)
    for kind in vars(ast).values()
    if isinstance(kind, type) and issubclass(kind, ast.AST)
}
Definition = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef
Comprehension = ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp
# For isinstance, which a tuple answers in half the time of a union; every node is asked several times.
DEFINITIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
COMPREHENSIONS = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)
IMPORTS = (ast.Import, ast.ImportFrom)
NESTED = (*DEFINITIONS, ast.Lambda)
_DECLARED = (ast.Global, ast.Nonlocal)


@dataclass
class Scope:
    """The names one scope binds: `bound` by assignment, `aliases` to other dotted names."""

    kind: str
    bound: set[str] = field(default_factory=set)
    aliases: dict[str, list[str]] = field(default_factory=dict)
    outside: set[str] = field(default_factory=set)  # declared global or nonlocal
    stars: list[str] = field(default_factory=list)


def resolve(name: str, scopes: list[Scope], *, alone: bool = False) -> list[str]:
    """Give the dotted names that `name` may stand for.

    A function's own variable is no name of the outside: nothing if it stands `alone`, else "?".
    """
    for depth in range(len(scopes) - 1, -1, -1):
        scope = scopes[depth]
        if scope.kind == "class" and depth < len(scopes) - 1:
            continue
        if name in scope.outside:
            scopes = scopes[:1] + [s for s in scopes[1:depth] if s.kind != "class"]
            return resolve(name, scopes, alone=alone)
        if name in scope.bound or name in scope.aliases:
            meanings = list(scope.aliases.get(name, ()))
            if name in scope.bound and not (alone and scope.kind != "module"):
                meanings.append(name if scope.kind == "module" else "?")
            return meanings
    stars = [] if name in _BUILTINS else [star for scope in scopes for star in scope.stars]
    return [name, *(f"{star}.{name}" for star in stars)]


def module_scope(tree: ast.Module) -> Scope:
    """Give the scope of a module."""
    return _fill(Scope("module"), tree.body)


def local_scope(node: Definition | ast.Lambda) -> Scope:
    """Give the scope that a function, lambda or class opens."""
    if isinstance(node, ast.ClassDef):
        return _fill(Scope("class"), node.body)
    arguments = node.args
    given = [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs]
    rest = [argument for argument in (arguments.vararg, arguments.kwarg) if argument]
    scope = Scope("function", {argument.arg for argument in given + rest})
    return _fill(scope, node.body if isinstance(node.body, list) else [node.body])


def _fill(scope: Scope, body: list[ast.stmt] | list[ast.expr]) -> Scope:
    nodes = [inner for part in body for inner in _own(part)]
    for node in nodes:
        if isinstance(node, _DECLARED) and scope.kind != "module":
            scope.outside.update(node.names)
    for node in nodes:
        scope.bound.update(name for name in _binds(node) if name not in scope.outside)
        if isinstance(node, IMPORTS):
            _import(scope, node)
    for node in nodes:
        if isinstance(node, ast.Assign):
            for target in node.targets:
                _assign(scope, target, node.value)
    return scope


def _import(scope: Scope, node: ast.Import | ast.ImportFrom) -> None:
    base = _base(node)
    for alias in node.names:
        if alias.name == "*":
            scope.stars.append(base)
        elif isinstance(node, ast.Import):
            short = alias.asname or alias.name.partition(".")[0]
            _alias(scope, short, alias.name if alias.asname else short)
        else:
            _alias(scope, alias.asname or alias.name, f"{base}.{alias.name}")


def _assign(scope: Scope, target: ast.expr, value: ast.expr) -> None:
    """Follow `t = torch.autograd`: reading `t.grad` reads `torch.autograd.grad`."""
    if isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple):
        for one, its in zip(target.elts, value.elts, strict=False):
            _assign(scope, one, its)
    if not isinstance(target, ast.Name) or target.id in scope.outside:
        return
    root, tail = chain(value) if isinstance(value, ast.Attribute) else (value, "")
    if not isinstance(root, ast.Name) or (root.id in scope.bound and scope.kind != "module"):
        return
    known = scope.aliases.get(root.id, [root.id] if tail else [])
    for meaning in list(known):
        _alias(scope, target.id, f"{meaning}.{tail}" if tail else meaning)


def _alias(scope: Scope, name: str, meaning: str) -> None:
    known = scope.aliases.setdefault(name, [])
    if meaning not in known and len(known) < _ALIAS_LIMIT:
        known.append(meaning[:DOTTED_LIMIT])


def _base(node: ast.Import | ast.ImportFrom) -> str:
    return "" if isinstance(node, ast.Import) else "." * node.level + (node.module or "")


def imported(node: ast.Import | ast.ImportFrom) -> list[str]:
    """Give the dotted names an import statement brings in."""
    base = _base(node)
    return [f"{base}.{alias.name}" if base else alias.name for alias in node.names]


def chain(node: ast.Attribute) -> tuple[ast.expr, str]:
    """Split `a.b.c` in its root expression and "b.c"."""
    attributes = [node.attr]
    value = node.value
    while isinstance(value, ast.Attribute):
        attributes.append(value.attr)
        value = value.value
    return value, ".".join(reversed(attributes))


def outer_parts(node: ast.AST) -> list[ast.AST]:
    """Give what a definition evaluates where it stands: decorators, defaults, bases, annotations."""
    return [child for name, value in ast.iter_fields(node) if name != "body" for child in _nodes(value)]


def _nodes(value: object) -> list[ast.AST]:
    items = value if isinstance(value, list) else [value]
    return [item for item in items if isinstance(item, ast.AST)]


def children(node: ast.AST) -> list[ast.AST]:
    """Give the parts of a node, without operators and the marks that say how a name is used.

    A quarter of what `ast.iter_child_nodes` costs, which every source text pays several times.
    """
    found: list[ast.AST] = []
    for name in _PART_FIELDS[type(node)]:
        value = getattr(node, name, None)
        if isinstance(value, list):
            found += [item for item in value if isinstance(item, ast.AST)]
        elif isinstance(value, ast.AST):
            found.append(value)
    return found


def walk(node: ast.AST) -> Iterator[ast.AST]:
    """Give a node and all inside it, in no particular order."""
    waiting = [node]
    while waiting:
        current = waiting.pop()
        yield current
        waiting += children(current)


def _own(node: ast.AST) -> Iterator[ast.AST]:
    """Walk a node without the insides of the functions and classes it defines."""
    waiting = [node]
    while waiting:
        current = waiting.pop()
        yield current
        nested = isinstance(current, NESTED)
        inside = outer_parts(current) if nested else children(current)
        if isinstance(current, COMPREHENSIONS):  # its targets are its own; what := binds is not
            inside = [part for part in _deep(inside) if isinstance(part, ast.NamedExpr)]
        waiting += reversed(inside)


def _deep(nodes: list[ast.AST]) -> Iterator[ast.AST]:
    for node in nodes:
        yield from walk(node)


def _binds(node: ast.AST) -> list[str]:
    """Give the names that this node itself binds, imports left out."""
    if isinstance(node, ast.Name):
        return [node.id] if isinstance(node.ctx, ast.Store) else []
    if isinstance(node, ast.expr):
        return []
    if isinstance(node, DEFINITIONS):
        return [node.name]
    if isinstance(node, (ast.ExceptHandler, ast.MatchAs, ast.MatchStar)):
        return [node.name] if node.name else []
    if isinstance(node, ast.MatchMapping):
        return [node.rest] if node.rest else []
    return []


def stored(node: ast.AST) -> list[str]:
    """Give the names that are bound in a node, imports left out."""
    return [name for inner in _own(node) for name in _binds(inner)]


def bindings(node: ast.stmt, scope: Scope) -> list[str]:
    """Give the module's own names that a statement sets or changes; `scope` is the module's.

    `f.helper = g` and `table["f"] = g` change f and table, and so may `table.append(g)`.
    """
    found = dict.fromkeys(stored(node))
    for inner in _own(node):
        target: ast.AST = inner
        if isinstance(inner, ast.Call) and isinstance(inner.func, ast.Attribute):
            target = inner.func if inner.args or inner.keywords else inner
        elif not isinstance(getattr(inner, "ctx", None), ast.Store):
            continue
        while isinstance(target, ast.Attribute | ast.Subscript):
            target = target.value
        if isinstance(target, ast.Name) and target.id in scope.bound:
            found.setdefault(target.id)
    return list(found)


def is_main_guard(node: ast.stmt) -> bool:
    """Tell whether this is `if __name__ == "__main__":`, whose block never runs when imported."""
    return (
        isinstance(node, ast.If)
        and isinstance(node.test, ast.Compare)
        and isinstance(node.test.left, ast.Name)
        and node.test.left.id == "__name__"
        and len(node.test.ops) == 1
        and isinstance(node.test.ops[0], ast.Eq)
        and isinstance(node.test.comparators[0], ast.Constant)
        and node.test.comparators[0].value == "__main__"
    )


def identifiers(node: ast.AST) -> list[str]:
    """Give the names that this node itself spells."""
    fields = [getattr(node, name, None) for name in ("id", "attr", "arg", "name", "asname")]
    return [name for name in fields if isinstance(name, str)]
