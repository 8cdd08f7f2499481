"""Draw a picture with matplotlib: SVG or PNG, no background, in colours that read on light and on dark."""

from __future__ import annotations

import html
import math
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

from grader.errors import UsageError
from grader.messages import say
from grader.picture import Panel, Picture

# Each has a contrast of more than 3 to white and to the dark themes' near-black.
_INK = "#808791"
_COLOURS = ("#d9622b", "#2f8f6b", "#7b78d1", "#b8861b")
_MARK_SIZE = 4
_COLUMNS = 3


def save(picture: Picture, path: Path) -> None:
    """Write a picture; the ending says how. Raises UsageError for other endings than .svg and .png."""
    kind = path.suffix.lower().removeprefix(".")
    if kind not in ("svg", "png"):
        raise UsageError(say("plot_kind", file=path.name))
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(drawn(picture, kind))


def drawn(picture: Picture, kind: str = "svg") -> bytes:
    """Give the bytes of a picture; the same picture gives the same bytes."""
    import matplotlib as mpl
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    settings: Any = {"svg.hashsalt": "grader", "svg.fonttype": "none", "font.size": 9, "text.color": _INK}
    with mpl.rc_context(settings | {"axes.edgecolor": _INK}):
        columns = min(max(len(picture.panels), 1), _COLUMNS)
        rows = math.ceil(len(picture.panels) / columns) or 1
        figure = Figure(figsize=(max(4.2 * columns, 5.2), 3.2 * rows), layout="constrained")
        FigureCanvasAgg(figure)
        for number, panel in enumerate(picture.panels, 1):
            _draw(figure.add_subplot(rows, columns, number), panel)
        file = BytesIO()
        metadata = (
            {"Title": picture.title, "Date": None, "Description": picture.text} if kind == "svg" else {}
        )
        figure.savefig(file, format=kind, transparent=True, dpi=144, metadata=metadata)
    return file.getvalue()


def _draw(axes: Any, panel: Panel) -> None:
    axes.set_title(panel.title, color=_INK)
    axes.set_xlabel(panel.x_label, color=_INK)
    axes.set_ylabel(panel.y_label, color=_INK)
    axes.tick_params(colors=_INK, which="both")
    axes.spines[["top", "right"]].set_visible(False)
    if panel.contour is not None:
        grid = panel.contour
        top = max(max(row) for row in grid.z)
        levels = [top * (at / 12) ** 2 for at in range(1, 13)]
        axes.contour(grid.x, grid.y, grid.z, levels=levels, colors=_INK, linewidths=0.6, alpha=0.7)
    for number, line in enumerate(panel.lines):
        points = [
            (x, y) for x, y in zip(line.x, line.y, strict=True) if math.isfinite(x) and math.isfinite(y)
        ]
        axes.plot(
            [x for x, _ in points],
            [y for _, y in points],
            label=line.label,
            color=_COLOURS[number % len(_COLOURS)],
            marker=line.mark or None,
            markersize=_MARK_SIZE * (3 if line.mark == "*" else 1),
            linestyle=line.style or "none",
            linewidth=1.6,
        )
    for number, (x, label) in enumerate(panel.upright):
        # One upright for each line has its line's colour.
        colour = _COLOURS[number if len(panel.upright) == len(panel.lines) else -1 - number]
        axes.axvline(x, color=colour, linestyle=":", linewidth=1.4, label=label)
    if panel.log_x:
        axes.set_xscale("log")
    if panel.log_y:
        axes.set_yscale("log")
        _plain_ticks(axes)
    if len(panel.lines) + len(panel.upright) > 1:
        below = {"loc": "upper center", "bbox_to_anchor": (0.5, -0.16), "ncols": 2} if panel.contour else {}
        axes.legend(frameon=False, labelcolor=_INK, **below)


def _plain_ticks(axes: Any) -> None:
    """Write 0.3 instead of 3 × 10^-1 where a logarithmic axis spans less than two decades."""
    low, high = axes.get_ylim()
    if high / low >= 100:
        return
    decades = range(math.floor(math.log10(low)), math.ceil(math.log10(high)) + 1)
    ticks = [digit * 10.0**decade for decade in decades for digit in (1, 2, 3, 5)]
    shown = [tick for tick in ticks if low <= tick <= high]
    axes.set_yticks(shown, [f"{tick:g}" for tick in shown])
    axes.set_yticks([], minor=True)


@dataclass(frozen=True)
class Shown:
    """A picture that shows itself in a notebook's cell, with its words below."""

    picture: Picture

    def __repr__(self) -> str:
        return self.picture.text

    def _repr_html_(self) -> str:
        svg = drawn(self.picture).decode()
        svg = svg[svg.index("<svg") :].replace(
            "<svg ", f'<svg role="img" aria-label="{html.escape(self.picture.title)}" ', 1
        )
        return f"<figure>{svg}<figcaption>{html.escape(self.picture.text)}</figcaption></figure>"
