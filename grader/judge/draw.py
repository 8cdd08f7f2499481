"""Draw inputs: fixed for a seed, exercise, case and size; small integers for counterexamples."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Any

import torch

_STEPS = 64  # numbers are multiples of 1/64: exact in float32, never zero


class SeededDraw:
    """The `draw` fixture. `small` is None for grading, or a number of extra entries (0, 1, 2 ...)."""

    def __init__(self, seed: int, *key: str, small: int | None = None) -> None:
        text = "\0".join((str(seed), *key, "" if small is None else f"small{small}"))
        number = int.from_bytes(hashlib.sha256(text.encode()).digest()[:7], "little")
        self._generator = torch.Generator().manual_seed(number)
        self._small = small

    def _integer(self, low: int, high: int) -> int:
        return int(torch.randint(low, high + 1, (), generator=self._generator))

    def number(self, low: float = -3.0, high: float = 3.0) -> float:
        """Give a number that is exact in float32 and not zero."""
        return float(self.tensor(low=low, high=high))

    def tensor(
        self,
        *shape: int,
        low: float = -3.0,
        high: float = 3.0,
        dtype: torch.dtype = torch.float64,
    ) -> torch.Tensor:
        """Give a tensor without zeros."""
        step = 1 if self._small is not None and high - low >= 2 else _STEPS
        first, last = round(low * step), round(high * step)
        units = torch.randint(first, last + 1, shape, generator=self._generator)
        nonzero = 1 if last >= 1 else -1
        units = torch.where(units == 0, torch.full_like(units, nonzero), units)
        return (units.to(torch.float64) / step).to(dtype)

    def size(self, low: int, high: int) -> int:
        """Give an integer from low to high; near low when inputs are to be small."""
        if self._small is not None:
            return min(low + self._small, high)
        return self._integer(low, high)

    def rate(self) -> float:
        """Give an unusual learning rate between 0.01 and 0.09, exact in float32."""
        if self._small is not None:
            return self._integer(2, 5) / 64
        return self._integer(11, 92) / 1024

    def choice(self, options: Sequence[Any]) -> Any:
        """Give one of the options."""
        return options[self._integer(0, len(options) - 1)]
