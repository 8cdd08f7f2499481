"""Turn a docstring into Markdown for a notebook, keeping every formula and table as it was typed.

A docstring is written to be read as plain text: a heading stands directly above an indented section, and
formulas are indented or aligned. What looks like sentences or a list flows; all else is fenced.
"""

from __future__ import annotations

import re
import textwrap

_ITEM = re.compile(r"(\d+\.|[-*]) ")
_ALIGNED = re.compile(r"\S {2,}\S")
_STAR = re.compile(r"(?<=[\w)\]])\*+(?=[\w(\[])")
_HEADING = re.compile(r"[^.:,;]{1,60}")


def markdown(docstring: str) -> str:
    """Give Markdown for a docstring as inspect.getdoc or ast.get_docstring gives it."""
    parts: list[str] = []
    for block in re.split(r"\n\s*\n", docstring.strip("\n")):
        lines = block.splitlines()
        if _is_section(lines):
            parts.append(_heading(lines[0]))
            lines = lines[1:]
        parts.append(_block(lines))
    return "\n\n".join(parts)


def _is_section(lines: list[str]) -> bool:
    """Tell a heading with what is indented below it from anything else."""
    below = lines[1:]
    if not below or lines[0].startswith(" ") or _ITEM.match(lines[0]):
        return False
    return all(line.startswith(" ") for line in below)


def _heading(line: str) -> str:
    return f"### {line}" if _HEADING.fullmatch(line) else _escaped(line)


def _block(lines: list[str]) -> str:
    indented = lines[0].startswith(" ")
    text = textwrap.dedent("\n".join(lines))
    first = text.splitlines()[0]
    if first.startswith(">>>"):
        return f"```pycon\n{text}\n```"
    if _ITEM.match(first):
        return _escaped(text)
    if indented and not _is_prose(text):
        return f"```text\n{text}\n```"
    return _escaped(text)


def _is_prose(text: str) -> bool:
    """Tell sentences from formulas: one margin, nothing aligned, an end."""
    lines = text.splitlines()
    if any(line.startswith(" ") or _ALIGNED.search(line) for line in lines):
        return False
    return lines[-1].rstrip(")").endswith((".", ":", "!", "?", ",", ";"))


def _escaped(text: str) -> str:
    """Keep the stars of w**2 from becoming bold type; code in backticks keeps its own."""
    pieces = re.split(r"(`[^`]*`)", text)
    return "".join(p if p.startswith("`") else _STAR.sub(_backslashes, p) for p in pieces)


def _backslashes(stars: re.Match[str]) -> str:
    return stars[0].replace("*", "\\*")
