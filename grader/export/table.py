"""CSV tables that no spreadsheet runs."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence

from grader.render import words

_SIGNS = "=+\\-@\uff1d\uff0b\uff0d\uff20"
_OPENS_A_FORMULA = re.compile(f"[{_SIGNS}\\t\\r\\n]")
_AFTER_A_SEMICOLON = re.compile(f"(;\\s*)(?=[{_SIGNS}])")  # a new cell where a locale separates by ;


def text_cell(text: str, limit: int = 1000) -> str:
    """Give text as one line that is never a formula: an apostrophe goes before a sign that starts one."""
    shown = _AFTER_A_SEMICOLON.sub(r"\1'", words.line(text, limit))
    if _OPENS_A_FORMULA.match(shown) or _OPENS_A_FORMULA.match(text.lstrip(" ")):
        return f"'{shown}"
    return shown


def number_cell(value: float | None) -> str:
    """Give a number as written everywhere: a dot, at most two decimals; nothing for None."""
    return "" if value is None else words.points(value)


def write_table(rows: Iterable[Sequence[str]]) -> str:
    """Write rows as CSV (RFC 4180); cells must be made by `text_cell` and `number_cell`."""
    file = io.StringIO()
    csv.writer(file, lineterminator="\r\n").writerows(rows)
    return file.getvalue()
