"""The names that a piece of code reads, and what it hands to whom."""

from __future__ import annotations

import ast
from collections.abc import Sequence

from grader.sandbox.scopes import (
    COMPREHENSIONS,
    DOTTED_LIMIT,
    IMPORTS,
    NESTED,
    Comprehension,
    Definition,
    Scope,
    chain,
    children,
    imported,
    local_scope,
    outer_parts,
    resolve,
    stored,
)

# Methods that put something into what they are called on.
_FILLERS = frozenset(
    ["append", "extend", "insert", "update", "setdefault", "add", "appendleft", "__setitem__"]
)


class Names(dict[str, int]):
    """Dotted names with the first line each is read on.

    `given` has, for what is called on the way, the names that its arguments read: `keep(f)` may put f
    wherever keep puts things; in `box.put(f)` it is "box." that is given f. Decorators and base classes
    are given what they stand at.
    """

    def __init__(self, names: dict[str, int] | None = None, given: dict[str, Names] | None = None) -> None:
        super().__init__(names or {})
        self.given: dict[str, Names] = {} if given is None else given

    def add(self, other: dict[str, int]) -> None:
        """Add other names; a line that is there stays."""
        for name, line in other.items():
            self.setdefault(name, line)

    def read(self, node: ast.AST, scopes: list[Scope]) -> None:
        """Add every name and attribute that is read in `node`, seen from the innermost scope."""
        if isinstance(node, ast.Name):
            if not isinstance(node.ctx, ast.Store):
                self._note(resolve(node.id, scopes, alone=True), node)
        elif isinstance(node, ast.Attribute):
            self._attribute(node, scopes)
        elif isinstance(node, IMPORTS):
            self.add(dict.fromkeys(imported(node), node.lineno))
        elif isinstance(node, ast.AugAssign):
            self._augmented(node, scopes)
        elif isinstance(node, NESTED):
            self._nested(node, scopes)
        elif isinstance(node, ast.Call):
            self.read(node.func, scopes)
            self._give([node.func], [*node.args, *node.keywords], scopes, scopes)
        elif isinstance(node, COMPREHENSIONS):
            self._comprehension(node, scopes)
        elif isinstance(node, ast.Subscript) and isinstance(node.ctx, ast.Store):
            self._written(node, scopes)
        else:
            if isinstance(node, ast.MatchClass):  # `case Point(x=1)` reads the attribute x
                self.add({f"?.{name}": node.cls.lineno for name in node.kwd_attrs})
            for child in children(node):
                self.read(child, scopes)

    def _note(self, names: list[str], node: ast.expr) -> None:
        self.add(dict.fromkeys((name[:DOTTED_LIMIT] for name in names), node.lineno))

    def _attribute(self, node: ast.Attribute, scopes: list[Scope]) -> None:
        root, tail = chain(node)
        if isinstance(node.ctx, ast.Store):  # p.grad = ... reads p alone, p.grad.data = ... reads p.grad
            self._written(node, scopes)
        elif isinstance(root, ast.Name):
            self._note([f"{name}.{tail}" for name in resolve(root.id, scopes)], node)
        else:
            self._note([f"?.{tail}"], node)
            self.read(root, scopes)

    def _written(self, node: ast.Attribute | ast.Subscript, scopes: list[Scope]) -> None:
        """Note `t.f = ...` as "t.f=" and `t[0] = ...` as "t.=" where t is no variable of a function."""
        for part in children(node):
            self.read(part, scopes)
        root, tail = chain(node) if isinstance(node, ast.Attribute) else (node.value, "")
        while isinstance(root, (ast.Attribute, ast.Subscript)):
            root = root.value
        if isinstance(root, ast.Name):
            outside = [name for name in resolve(root.id, scopes) if name != "?"]
            self._note([f"{name}.{tail}=" for name in outside], node)

    def _augmented(self, node: ast.AugAssign, scopes: list[Scope]) -> None:
        """Read the target as well: `p.grad *= 0` looks at p.grad."""
        if isinstance(node.target, (ast.Attribute, ast.Name)):
            target = ast.copy_location(_as_read(node.target), node.target)
            self.read(target, scopes)
        else:
            self.read(node.target, scopes)
        self.read(node.value, scopes)

    def _nested(self, node: Definition | ast.Lambda, scopes: list[Scope]) -> None:
        inner = [*scopes, local_scope(node)]
        for part in outer_parts(node):
            self.read(part, scopes)
        body = node.body if isinstance(node.body, list) else [node.body]
        keywords = [keyword.value for keyword in getattr(node, "keywords", [])]
        receivers = [*getattr(node, "decorator_list", []), *getattr(node, "bases", []), *keywords]
        self._give(receivers, body, inner, scopes)

    def _give(
        self, receivers: list[ast.expr], parts: Sequence[ast.AST], inside: list[Scope], scopes: list[Scope]
    ) -> None:
        """Read parts, and note that the receivers are given what these read."""
        read = Names(given=self.given)
        for part in parts:
            read.read(part, inside)
        self.add(read)
        for receiver in receivers if read else ():
            root, dot = receiver, ""
            while isinstance(root, (ast.Attribute, ast.Subscript, ast.Call)):
                dot = "." if isinstance(root, ast.Attribute) else dot
                root = root.func if isinstance(root, ast.Call) else root.value
            if isinstance(root, ast.Name):
                for name in resolve(root.id, scopes):
                    head, inner_dot, _ = name.partition(".")
                    self.given.setdefault(head + (dot or inner_dot), Names()).add(read)

    def _comprehension(self, node: Comprehension, scopes: list[Scope]) -> None:
        targets = {name for generator in node.generators for name in stored(generator.target)}
        inner = [*scopes, Scope("comprehension", targets)]
        self.read(node.generators[0].iter, scopes)
        for child in children(node):
            if child is not node.generators[0]:
                self.read(child, inner)
        for condition in node.generators[0].ifs:
            self.read(condition, inner)


def is_written(name: str) -> bool:
    """Tell whether reading this dotted name means to put something into what its first part stands for."""
    rest = name.partition(".")[2]
    return rest.endswith("=") or rest in _FILLERS


def _as_read(node: ast.Attribute | ast.Name) -> ast.expr:
    if isinstance(node, ast.Name):
        return ast.Name(node.id, ast.Load())
    return ast.Attribute(node.value, node.attr, ast.Load())
