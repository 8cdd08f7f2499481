"""Small charts as plain numbers, for templates that draw them as SVG in the page's own colours."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from grader.render.statistics import BINS, bins, quantile

LEFT, RIGHT, TOP, BOTTOM = 40.0, 630.0, 30.0, 180.0


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar, in the chart's coordinates, and what it stands for."""

    x: float
    y: float
    width: float
    height: float
    count: int
    range: str

    @property
    def title(self) -> str:
        """Say the bar in words."""
        return f"{self.range}: {self.count}"


@dataclass(frozen=True, slots=True)
class Histogram:
    """All that is drawn of a distribution."""

    bars: tuple[Bar, ...]
    all: tuple[Bar, ...]
    ticks: tuple[dict[str, Any], ...]
    mark: dict[str, Any] | None
    most: int
    unit: str


def histogram(values: Sequence[float], high: float, unit: str, middle: str) -> Histogram:
    """Lay out a histogram of values within [0, high], with the median marked; `middle` is how it is said."""
    counts = bins(values, 0.0, high)
    most = max(counts, default=0) or 1
    width = (RIGHT - LEFT) / BINS
    step = high / BINS
    bars = tuple(
        Bar(
            x=round(LEFT + number * width + 1, 1),
            y=round(BOTTOM - (BOTTOM - TOP) * count / most, 1),
            width=round(width - 2, 1),
            height=round((BOTTOM - TOP) * count / most, 1),
            count=count,
            range=f"{number * step:g} to {(number + 1) * step:g}",
        )
        for number, count in enumerate(counts)
    )
    ticks = tuple(
        {
            "x": round(LEFT + (RIGHT - LEFT) * part / 4, 1),
            "text": f"{high * part / 4:g}",
            "anchor": "end" if part == 4 else "middle",
        }
        for part in range(5)
    )
    mark = _median(values, high, middle)
    return Histogram(tuple(bar for bar in bars if bar.count), bars, ticks, mark, most, unit)


def _median(values: Sequence[float], high: float, told: str) -> dict[str, Any] | None:
    middle = quantile(values, 0.5)
    if middle is None:
        return None
    share = min(middle / high, 1.0)
    anchor = "start" if share < 0.2 else "end" if share > 0.8 else "middle"
    return {"x": round(LEFT + (RIGHT - LEFT) * share, 1), "text": f"median {told}", "anchor": anchor}
