"""The console that commands print on: plain where it is no terminal, no colours with NO_COLOR."""

from __future__ import annotations

from rich.console import Console


def console() -> Console:
    """Give the console for standard output."""
    return Console(highlight=False, markup=False, emoji=False, soft_wrap=False)
