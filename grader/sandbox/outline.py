"""Say what a Python source text shows, without running any of it.

Runs in the locked worker before the student's module, because parsing hostile text is work for a
process that may die. Standard library only. The text is the student's: everything here ends in an
`Outline`, in `Outline.error` at worst, unless the interpreter itself is brought down.
"""

from __future__ import annotations

import ast
import hashlib
import re
import warnings
from collections.abc import Iterator

from grader.sandbox.api import FunctionOutline, Outline
from grader.sandbox.names import Names, is_written
from grader.sandbox.scopes import (
    DEFINITIONS,
    Definition,
    Scope,
    bindings,
    identifiers,
    is_main_guard,
    local_scope,
    module_scope,
    outer_parts,
    walk,
)

_DOCUMENTED = (*DEFINITIONS, ast.Module)
SOURCE_LIMIT = 1 << 20
NOT_UTF8 = "this file is not UTF-8 text; save it as UTF-8 in your editor and hand it in again"
_COOKIE = re.compile(rb"^[ \t\f]*#.*?coding[:=][ \t]*([-\w.]+)")
_BLANK = re.compile(rb"^[ \t\f]*(?:#.*)?$")
_HIDDEN = re.compile("[\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]")
# Letters of other alphabets that look exactly like a Latin one. Greek letters that a formula uses
# (eta, theta, nu, rho, Delta ...) are not among them.
_LOOKALIKES = frozenset(
    "\u0430\u0435\u043e\u0440\u0441\u0443\u0445\u0455\u0456\u0458\u04bb\u0501\u051b\u051d"
    "\u0410\u0412\u0415\u041a\u041c\u041d\u041e\u0420\u0421\u0422\u0423\u0425\u0406\u0408\u0405"
    "\u0391\u0392\u0395\u0396\u0397\u0399\u039a\u039c\u039d\u039f\u03a1\u03a4\u03a5\u03a7\u03bf"
)
_NODE_LIMIT = 120_000  # about 2 s; a file of 1 MiB can have a million
_MARKS = ";,.({[=+\n"  # each about a node: 300,000 "{a}" in one f-string keep the parser busy for a minute
_HELD_LIMIT = 20_000  # names that variables take over from what they hold, in all
_FOLLOWED_LIMIT = 2_000_000  # names looked at to find out where functions put what they are given
_TOO_LONG = "this file is too long and intricate to be read; hand in only your own code"


def outline(source: bytes) -> Outline:
    """Outline the top-level functions, classes and assigned names of a source text.

    `names` hold what a function reads from outside itself. Its own parameters and variables are
    left out where they stand alone, and read "?.backward" where an attribute of them is read: no
    name of theirs is one of the module's. An import is recorded where it stands, "torch.autograd.*"
    for a star. Methods have an entry of their own beside their class's ("Value.backward"), assigned
    names one with what they may hold. Code under `if __name__ == "__main__":` never runs here and is
    left out.
    """
    try:
        text, problem = source_text(source)
        if problem:
            return Outline(error=problem)
        if sum(map(text.count, _MARKS)) > _NODE_LIMIT:
            return Outline(error=(1, _TOO_LONG))
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tree = ast.parse(text)
        for number, node in enumerate(walk(tree)):
            if number == _NODE_LIMIT:
                return Outline(error=(1, _TOO_LONG))
            _forget_layout(node)
        return _Outliner(tree).outline(_warnings(text, tree))
    except SyntaxError as error:
        return Outline(error=(error.lineno or 1, _friendly(error)))
    except (RecursionError, MemoryError):
        return Outline(error=(1, "this code is nested too deeply to be read; split it into smaller steps"))
    except _TooIntricateError:
        return Outline(error=(1, _TOO_LONG))
    except ValueError:
        return Outline(error=(1, "this file holds characters that Python code cannot have; retype that part"))


def source_text(source: bytes) -> tuple[str, tuple[int, str] | None]:
    """Decode a source as UTF-8 with LF line ends, or give (line, what to do) as second value.

    A declared other encoding is refused although the bytes may decode: Python would obey it.
    """
    if len(source) > SOURCE_LIMIT:
        return "", (1, f"this file is larger than {SOURCE_LIMIT >> 20} MiB; hand in only your own code")
    if b"\0" in source:
        return "", (source[: source.index(b"\0")].count(b"\n") + 1, NOT_UTF8)
    first_lines = re.split(rb"\r\n|\r|\n", source.removeprefix(b"\xef\xbb\xbf"), maxsplit=2)[:2]
    for number, line in enumerate(first_lines, 1):
        found = _COOKIE.match(line)
        if found and found[1].lower().replace(b"_", b"-") not in (b"utf-8", b"utf8", b"ascii", b"us-ascii"):
            return "", (number, NOT_UTF8)
        if found or not _BLANK.match(line):
            break
    try:
        text = source.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        return "", (source[: error.start].count(b"\n") + 1, NOT_UTF8)
    return text.replace("\r\n", "\n").replace("\r", "\n"), None


class _TooIntricateError(Exception):
    """The text is made to keep a reader busy."""


class _Outliner:
    """Walks the module's statements in order, so that what a name means is known at each."""

    def __init__(self, tree: ast.Module) -> None:
        self.tree = tree
        self.scope = module_scope(tree)
        self.entries: dict[str, FunctionOutline] = {}
        self.given: dict[str, Names] = {}
        self.module_names = self._names()
        self.module_digest = hashlib.sha256()
        self.held = self.followed = 0
        self.plain: set[str] = set()  # functions, not classes or values
        self.written: list[tuple[str, FunctionOutline]] = []  # by `global`, whenever it is called

    def _names(self) -> Names:
        return Names(given=self.given)

    def outline(self, found: tuple[str, ...]) -> Outline:
        self._block(self.tree.body, certain=True)
        for name, writer in self.written:
            self._enter(name, writer, keep_old=True)
        self._hand_on()
        module = FunctionOutline(self.module_digest.hexdigest(), 1, dict(self.module_names))
        return Outline(functions=self.entries, module=module, warnings=found)

    def _block(self, statements: list[ast.stmt], *, certain: bool) -> None:
        for statement in statements:
            if isinstance(statement, DEFINITIONS):
                self._definition(statement, certain=certain)
            elif is_main_guard(statement) and "__name__" not in self.scope.bound:
                self._block(getattr(statement, "orelse", []), certain=certain)
            else:
                self._statement(statement, certain=certain)

    def _definition(self, node: Definition, *, certain: bool) -> None:
        self._enter(node.name, self._entry(node, [self.scope]), keep_old=not certain)
        for name in _globals_written(node):
            self.written.append((name, FunctionOutline("", node.lineno, {node.name: node.lineno})))
        if not isinstance(node, ast.ClassDef):
            self.plain.add(node.name)
        else:
            inside = [self.scope, local_scope(node)]
            for method in node.body:
                if isinstance(method, DEFINITIONS):
                    self._enter(f"{node.name}.{method.name}", self._entry(method, inside), keep_old=False)
        self._runs_at_once(node, [self.scope])

    def _runs_at_once(self, node: Definition, scopes: list[Scope]) -> None:
        """Add to the module's names what a definition runs at once: decorators, defaults, a class's body."""
        for part in outer_parts(node):
            self.module_names.read(part, scopes)
        if isinstance(node, ast.ClassDef):
            inside = [*scopes, local_scope(node)]
            for statement in node.body:
                if isinstance(statement, DEFINITIONS):
                    self._runs_at_once(statement, inside)
                else:
                    self.module_names.read(statement, inside)

    def _statement(self, node: ast.stmt, *, certain: bool) -> None:
        """Record a statement of the module itself; blocks of it may hold definitions too."""
        inner = [block for block in _blocks(node) if any(isinstance(s, DEFINITIONS) for s in _inside(block))]
        if inner:
            self.module_names.read(_head(node), [self.scope])
            self.module_digest.update(_dump(_head(node)))
            for block in _blocks(node):
                self._block(block, certain=False)
            return
        names = self._names()
        names.read(node, [self.scope])
        self.module_names.add(names)
        self.module_digest.update(_dump(node))
        for name in bindings(node, self.scope):
            replaced = certain and _rebinds(node, name)
            self._enter(name, self._value(node, names, name), keep_old=not replaced)

    def _value(self, node: ast.stmt, names: Names, name: str) -> FunctionOutline:
        """Outline an assigned name. A function that is redefined later lives on in what holds it."""
        held = Names(names)
        for read in names:
            old = self.entries.get(read)
            if old is not None and read != name:
                held.add(old.names)
                self.held += len(old.names)
                if self.held > _HELD_LIMIT:
                    raise _TooIntricateError
        value = getattr(node, "value", None)
        shown = value if isinstance(value, ast.Lambda) else node
        return FunctionOutline(hashlib.sha256(_dump(shown)).hexdigest(), node.lineno, dict(held))

    def _entry(self, node: Definition, scopes: list[Scope]) -> FunctionOutline:
        names = self._names()
        names.read(node, scopes)
        return FunctionOutline(hashlib.sha256(_dump(node)).hexdigest(), node.lineno, dict(names))

    def _hand_on(self) -> None:
        """Enter what calls are given: a function keeps it where it writes, an object or a class in itself."""
        for receiver, given in self.given.items():
            head = receiver.rstrip(".")
            if head not in self.entries:
                continue
            for name in self._written_by(head) if receiver in self.plain else [head]:
                line = self.entries[name].line
                self._enter(name, FunctionOutline("", line, dict(given)), keep_old=True)

    def _written_by(self, function: str) -> set[str]:
        """Give the module's names that a function, or what it reaches, puts something into."""
        found: set[str] = set()
        seen: set[str] = set()
        waiting = [function]
        while waiting:
            reached = waiting.pop()
            if reached in seen or reached not in self.entries:
                continue
            seen.add(reached)
            found |= {name for name, writer in self.written if reached in writer.names}
            for name in self.entries[reached].names:
                head = name.partition(".")[0]
                waiting.append(head)
                if is_written(name) and head in self.entries:
                    found.add(head)
            self.followed += len(self.entries[reached].names) + len(self.written)
            if self.followed > _FOLLOWED_LIMIT:
                raise _TooIntricateError
        return found

    def _enter(self, name: str, entry: FunctionOutline, *, keep_old: bool) -> None:
        """Enter a definition; the last one wins where it surely replaces the one before."""
        old = self.entries.get(name)
        if keep_old and old is not None:
            names = Names(old.names)
            names.add(entry.names)
            entry = FunctionOutline(entry.digest or old.digest, entry.line, dict(names))
        self.entries[name] = entry


def _dump(node: ast.AST) -> bytes:
    """Give the tree as text: no positions and comments, so layout changes nothing."""
    return ast.dump(node).encode("utf-8", "surrogatepass")


def _forget_layout(node: ast.AST) -> None:
    """Take docstrings away, and the u of u"...": neither means anything."""
    if isinstance(node, ast.Constant):
        node.kind = None
    if not isinstance(node, _DOCUMENTED) or not node.body:
        return
    first = node.body[0]
    value = first.value if isinstance(first, ast.Expr) else None
    if isinstance(value, ast.Constant) and isinstance(value.value, str):
        del node.body[0]


def _blocks(node: ast.stmt) -> list[list[ast.stmt]]:
    parts: list[ast.AST] = [node, *getattr(node, "handlers", []), *getattr(node, "cases", [])]
    found = [getattr(part, name, None) for part in parts for name in ("body", "orelse", "finalbody")]
    return [block for block in found if isinstance(block, list) and block]


def _inside(block: list[ast.stmt]) -> Iterator[ast.stmt]:
    waiting = list(block)
    while waiting:
        statement = waiting.pop()
        yield statement
        if not isinstance(statement, DEFINITIONS):
            waiting += [inner for body in _blocks(statement) for inner in body]


def _head(node: ast.stmt) -> ast.AST:
    """Give a copy of a compound statement without its blocks: its tests, iterators and contexts."""
    parts: list[ast.AST] = [node, *getattr(node, "handlers", []), *getattr(node, "cases", [])]
    heads: list[ast.expr] = []
    for part in parts:
        for name, value in ast.iter_fields(part):
            if name in ("body", "orelse", "finalbody", "handlers", "cases"):
                continue
            for item in value if isinstance(value, list) else [value]:
                if isinstance(item, ast.withitem):
                    heads += [item.context_expr]
                elif isinstance(item, ast.expr) and not isinstance(getattr(item, "ctx", None), ast.Store):
                    heads += [item]
    return ast.Tuple(elts=heads, ctx=ast.Load())


def _rebinds(node: ast.stmt, name: str) -> bool:
    """Tell whether a plain assignment replaces the name's value altogether."""
    if isinstance(node, ast.Assign):
        return any(isinstance(target, ast.Name) and target.id == name for target in node.targets)
    return isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name)


def _globals_written(node: ast.AST) -> set[str]:
    return {name for inner in walk(node) if isinstance(inner, ast.Global) for name in inner.names}


def _friendly(error: SyntaxError) -> str:
    said = (error.msg or "invalid syntax").strip()
    if isinstance(error, TabError):
        return "this line mixes tabs and spaces; indent with four spaces"
    if isinstance(error, IndentationError):
        return f"the indentation is off ({said}); lines of one block start at the same column"
    if said == "invalid syntax":
        return "look for a missing colon, bracket or quote here or just above"
    if "Exceeds the limit" in said:
        return "this number has too many digits"
    if "null byte" in said:
        return NOT_UTF8
    return said


def _warnings(text: str, tree: ast.Module) -> tuple[str, ...]:
    """Warn of text that reads otherwise than it runs: invisible characters, look-alike letters."""
    found: list[str] = []
    hidden = _HIDDEN.search(text)
    if hidden:
        line = text.count("\n", 0, hidden.start()) + 1
        code = f"U+{ord(hidden[0]):04X}"
        found.append(f"line {line}: an invisible character, {code}; the text may run otherwise than it reads")
    for node in [] if _LOOKALIKES.isdisjoint(text) else ast.walk(tree):
        for name in identifiers(node):
            if any(letter in _LOOKALIKES for letter in name):
                line = getattr(node, "lineno", 1)
                found.append(f"line {line}: a name is spelt with letters that only look Latin: {name!a}")
                return tuple(found)
    return tuple(found)
