"""Turn a notebook's bytes into one Python source; nothing in it is executed.

Code cells are joined in order, so the last definition wins, as it would in the notebook run from
top to bottom. Magics and shell lines are left out line for line, so that line numbers hold.
The JSON is somebody else's: it is read with caps, and what its outputs hold is never looked at.
"""

from __future__ import annotations

import bisect
import json
import re
from dataclasses import dataclass
from typing import Any

from grader.messages import say

NOTEBOOK_LIMIT = 8 << 20  # pictures in outputs are large
SOURCE_LIMIT = 1 << 20
CELL_LIMIT = 5_000
_CONTAINER_LIMIT = 200_000  # of objects and lists: 8 MiB of {} would be 2.7 million
_DAMAGED = say("notebook_damaged")
_PYTHON_CELL_MAGICS = frozenset({"%%time", "%%timeit", "%%capture", "%%prun"})
_MAGIC = re.compile(r"\s*(?:[%!?]|[\w.]+\s*=\s*(?:!|%[A-Za-z])|[\w.*]+\?{1,2}\s*$)")
_CHECK_IMPORT = re.compile(r"\s*from\s+grader\.notebook_check\s+import\s+check\s*(?:#.*)?$")
_CHECK_CALL = re.compile(r"\s*check\(\s*(?:\"\w*\"|'\w*')?\s*\)\s*(?:#.*)?$")
_TOKEN = re.compile(
    r"""[rRbBuUfF]{0,2}(?P<triple>\"\"\"|''')|"(?:\\.|[^"\\])*"?|'(?:\\.|[^'\\])*'?|(?P<comment>\#.*)
    |(?P<open>[\[({])|(?P<close>[\])}])""",
    re.VERBOSE,
)


class NotebookError(Exception):
    """A notebook cannot be read; the text says what to do, `code` what kind of trouble it is."""

    def __init__(self, message: str, code: str = "notebook") -> None:
        super().__init__(message)
        self.code = code


@dataclass(frozen=True)
class CellLines:
    """Where each code cell begins in the joined source."""

    starts: tuple[int, ...]

    def locate(self, line: int) -> tuple[int, int]:
        """Give (code cell, line in it) of a line of the source, all counted from 1."""
        cell = max(bisect.bisect_right(self.starts, line), 1)
        return cell, line - (self.starts[cell - 1] if self.starts else 1) + 1


@dataclass(frozen=True)
class Notebook:
    """A notebook as Python source: UTF-8 with LF, one empty line between cells."""

    source: bytes
    cells: CellLines
    dropped: tuple[str, ...] = ()  # "cell 3, line 2: %matplotlib inline"


def read_notebook(data: bytes) -> Notebook:
    """Give the Python source of a notebook. Raises NotebookError with a sentence for the student."""
    lines: list[str] = []
    starts: list[int] = []
    dropped: list[str] = []
    size = 0
    cells = _code_cells(_document(data))
    has_check = any(_CHECK_IMPORT.match(line) for text in cells for line in text.splitlines())
    for number, text in enumerate(cells, 1):
        size += len(text)
        if number > CELL_LIMIT or size > SOURCE_LIMIT:
            raise NotebookError(say("notebook_code", mib=SOURCE_LIMIT >> 20), "too_large")
        starts.append(len(lines) + 1)
        kept, magics = _without_magics(re.split(r"\r\n|\r|\n", text), has_check=has_check)
        lines += [*kept, ""]
        dropped += [
            say("notebook_line", cell=number, line=line, text=magic.strip()[:60]) for line, magic in magics
        ]
    source = "\n".join(lines).encode("utf-8", "replace")
    if len(source) > SOURCE_LIMIT:
        raise NotebookError(say("notebook_code", mib=SOURCE_LIMIT >> 20), "too_large")
    return Notebook(source, CellLines(tuple(starts)), tuple(dropped))


def _document(data: bytes) -> dict[str, Any]:
    if len(data) > NOTEBOOK_LIMIT:
        raise NotebookError(say("notebook_too_large", mib=NOTEBOOK_LIMIT >> 20), "too_large")
    if data.count(b"{") + data.count(b"[") > _CONTAINER_LIMIT:
        raise NotebookError(say("notebook_intricate"), "too_large")
    try:
        document = json.loads(data.decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise NotebookError(say("notebook_not_utf8"), "encoding") from None
    except (ValueError, RecursionError, MemoryError):
        raise NotebookError(_DAMAGED) from None
    if not isinstance(document, dict):
        raise NotebookError(_DAMAGED)
    return document


def _code_cells(document: dict[str, Any]) -> list[str]:
    """Give the text of the code cells; notebooks of older formats are converted first."""
    if "cells" not in document:
        document = _upgraded(document)
    cells = document.get("cells")
    if not isinstance(cells, list):
        raise NotebookError(_DAMAGED)
    found = []
    for cell in cells:
        if not isinstance(cell, dict) or cell.get("cell_type") != "code":
            continue
        source = cell.get("source", "")
        parts = source if isinstance(source, list) else [source]
        if not all(isinstance(part, str) for part in parts):
            raise NotebookError(_DAMAGED)
        found.append("".join(parts))
    return found


def _upgraded(document: dict[str, Any]) -> dict[str, Any]:
    """Convert a notebook of format 1 to 3, as Jupyter would."""
    if not isinstance(document.get("worksheets"), list):
        raise NotebookError(_DAMAGED)
    import nbformat

    try:
        converted = nbformat.convert(nbformat.from_dict(document), 4)  # type: ignore[no-untyped-call]
    except Exception:  # the converter trusts its input: anything may come out of it
        raise NotebookError(_DAMAGED) from None
    return dict(converted)


def _without_magics(lines: list[str], *, has_check: bool) -> tuple[list[str], list[tuple[int, str]]]:
    """Blank what only a notebook understands, where a statement may begin; say what and where.

    The course's own check cell goes as well, without a word: checking is what is happening.
    """
    first = next((index for index, line in enumerate(lines) if line.strip()), 0)
    if lines[first].lstrip().startswith("%%"):
        word = lines[first].split()[0]
        if word not in _PYTHON_CELL_MAGICS:
            return [""] * len(lines), [(first + 1, lines[first])]
    kept: list[str] = []
    magics: list[tuple[int, str]] = []
    state = _State()
    in_magic = False
    for number, line in enumerate(lines, 1):
        is_check = has_check and state.at_start and (_CHECK_IMPORT.match(line) or _CHECK_CALL.match(line))
        if in_magic or is_check or (state.at_start and _MAGIC.match(line)):
            if not in_magic and not is_check:
                magics.append((number, line))
            indent = line[: len(line) - len(line.lstrip())]
            kept.append(f"{indent}pass" if indent and not in_magic else "")
            in_magic = line.rstrip().endswith("\\")
            continue
        kept.append(line)
        state.feed(line)
    return kept, magics


class _State:
    """Follows strings and brackets just far enough to tell where a statement may begin."""

    def __init__(self) -> None:
        self.depth = 0
        self.quote = ""
        self.continued = False

    @property
    def at_start(self) -> bool:
        """Tell whether the next line begins a statement."""
        return not (self.depth or self.quote or self.continued)

    def feed(self, line: str) -> None:
        """Take in one line."""
        at = 0
        comment = False
        while at < len(line):
            if self.quote:
                end = _end_of_string(line, at, self.quote)
                if end < 0:
                    break
                at, self.quote = end, ""
                continue
            token = _TOKEN.search(line, at)
            if token is None:
                break
            at = token.end()
            if token["triple"]:
                self.quote = token["triple"]
            elif token["comment"]:
                comment = True
            elif token["open"]:
                self.depth += 1
            elif token["close"]:
                self.depth = max(self.depth - 1, 0)
        self.continued = not comment and not self.quote and line.endswith("\\")


def _end_of_string(line: str, at: int, quote: str) -> int:
    """Give where a triple-quoted string ends, or -1; a backslash protects what follows it."""
    while at < len(line):
        if line[at] == "\\":
            at += 2
        elif line.startswith(quote, at):
            return at + len(quote)
        else:
            at += 1
    return -1
