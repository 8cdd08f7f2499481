"""A picture as data: what to draw, and the same in words for whoever does not see it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Line:
    """One line of a panel; `mark` is drawn at every point, `style` is a dash pattern."""

    label: str
    x: tuple[float, ...]
    y: tuple[float, ...]
    mark: str = ""
    style: str = "-"


@dataclass(frozen=True)
class Contour:
    """Heights over a grid: one row of `z` for each y."""

    x: tuple[float, ...]
    y: tuple[float, ...]
    z: tuple[tuple[float, ...], ...]


@dataclass(frozen=True)
class Panel:
    """One pair of axes. `upright` are labelled vertical lines: (x, label)."""

    title: str
    x_label: str
    y_label: str
    lines: tuple[Line, ...]
    log_x: bool = False
    log_y: bool = False
    contour: Contour | None = None
    upright: tuple[tuple[float, str], ...] = ()


@dataclass(frozen=True)
class Picture:
    """Panels side by side; `text` says in sentences what is to be seen, with the numbers."""

    title: str
    text: str
    panels: tuple[Panel, ...]
