"""Compare two observations: structure, type, shape and dtype first, then values; NaN equals nothing.

`torch.isclose` broadcasts, so it is asked only where shapes agree. `torch.testing.assert_close` says the
same, and imports torch's distributed tensors for it, which takes as long as torch itself.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

import torch

from grader.records import Row

Kind = Literal["type", "length", "keys", "shape", "dtype", "value"]

_TOLERANCES = {
    torch.float64: (1e-9, 1e-12),
    torch.complex128: (1e-9, 1e-12),
    torch.float32: (1e-5, 1e-7),
    torch.complex64: (1e-5, 1e-7),
    torch.float16: (1e-2, 1e-3),
    torch.bfloat16: (2e-2, 1e-2),
}
_MOST_ROWS = 6


@dataclass(frozen=True, slots=True)
class Tolerance:
    """Relative and absolute tolerance; None means the default of the dtype."""

    rtol: float | None = None
    atol: float | None = None
    nan_is_nan: bool = False  # for recognising a mistake, never for judging a value

    def of(self, dtype: torch.dtype) -> tuple[float, float]:
        """Give (rtol, atol) for a dtype."""
        rtol, atol = _TOLERANCES.get(dtype, (0.0, 0.0))
        return (rtol if self.rtol is None else self.rtol, atol if self.atol is None else self.atol)


@dataclass(frozen=True, slots=True)
class Difference:
    """One place where two observations differ; `what` is its path, such as gradient[1]."""

    what: str
    kind: Kind
    yours: Any
    expected: Any


DEFAULT = Tolerance()


def differences(
    yours: Any, expected: Any, what: str = "", tolerance: Tolerance = DEFAULT
) -> Iterator[Difference]:
    """Yield where `yours` differs from `expected`, in reading order."""
    if isinstance(expected, torch.Tensor):
        yield from _tensor(yours, expected, what, tolerance)
    elif isinstance(expected, dict):
        yield from _mapping(yours, expected, what, tolerance)
    elif isinstance(expected, (list, tuple)):
        yield from _sequence(yours, expected, what, tolerance)
    elif isinstance(expected, float):
        yield from _number(yours, expected, what, tolerance)
    elif type(yours) is not type(expected):
        yield Difference(what, "type", yours, expected)
    elif yours != expected:
        yield Difference(what, "value", yours, expected)


def equal(yours: Any, expected: Any, tolerance: Tolerance = DEFAULT) -> bool:
    """Tell whether there is no difference."""
    return next(differences(yours, expected, "", tolerance), None) is None


def _number(yours: Any, expected: float, what: str, tolerance: Tolerance) -> Iterator[Difference]:
    if type(yours) not in (int, float):
        yield Difference(what, "type", yours, expected)
        return
    rtol, atol = tolerance.of(torch.float64)
    try:
        value = float(yours)
    except OverflowError:
        value = math.inf
    if value == expected or (tolerance.nan_is_nan and math.isnan(value) and math.isnan(expected)):
        return
    if not math.isfinite(value) or abs(value - expected) > atol + rtol * abs(expected):
        yield Difference(what, "value", yours, expected)


def _sequence(yours: Any, expected: Any, what: str, tolerance: Tolerance) -> Iterator[Difference]:
    if not isinstance(yours, (list, tuple)):
        yield Difference(what, "type", yours, expected)
    elif len(yours) != len(expected):
        yield Difference(what, "length", yours, expected)
    else:
        for index, (mine, right) in enumerate(zip(yours, expected, strict=True)):
            yield from differences(mine, right, f"{what}[{index}]", tolerance)


def _mapping(yours: Any, expected: Any, what: str, tolerance: Tolerance) -> Iterator[Difference]:
    if not isinstance(yours, dict):
        yield Difference(what, "type", yours, expected)
    elif set(yours) != set(expected):
        yield Difference(what, "keys", yours, expected)
    else:
        for key, right in expected.items():
            path = f"{what}[{key!r}]" if what else str(key)
            yield from differences(yours[key], right, path, tolerance)


def _tensor(yours: Any, expected: torch.Tensor, what: str, tolerance: Tolerance) -> Iterator[Difference]:
    if type(yours) is not torch.Tensor:
        yield Difference(what, "type", yours, expected)
    elif yours.shape != expected.shape:
        yield Difference(what, "shape", yours, expected)
    elif yours.dtype != expected.dtype:
        yield Difference(what, "dtype", yours, expected)
    elif not _close(yours, expected, tolerance):
        yield Difference(what, "value", yours, expected)


def _close(yours: torch.Tensor, expected: torch.Tensor, tolerance: Tolerance) -> bool:
    if torch.equal(yours, expected):
        return True
    rtol, atol = tolerance.of(expected.dtype)
    close = torch.isclose(yours, expected, rtol=rtol, atol=atol, equal_nan=tolerance.nan_is_nan)
    return bool(close.all())


# --- words and rows ---------------------------------------------------------------------------


def describe(difference: Difference) -> str:
    """Say in one sentence how the two differ, without the values."""
    what = difference.what or "the result"
    yours, expected = difference.yours, difference.expected
    if difference.kind == "type":
        return f"{what} is {type_words(yours)}, expected {type_words(expected)}."
    if difference.kind == "shape":
        return f"{what} has shape {shape_words(yours)}, expected {shape_words(expected)}."
    if difference.kind == "dtype":
        return f"{what} is {dtype_words(yours)}, expected {dtype_words(expected)}."
    if difference.kind == "length":
        return f"{what} has {len(yours)} entries, expected {len(expected)}."
    if difference.kind == "keys":
        return f"{what or 'the result'} has the keys {_keys(yours)}, expected {_keys(expected)}."
    return f"{what} differs from the expected value."


def rows(difference: Difference) -> tuple[Row, ...]:
    """Give the gap as rows what / yours / expected / ratio, a few at most."""
    what, yours, expected = difference.what, difference.yours, difference.expected
    if difference.kind == "value" and isinstance(expected, torch.Tensor) and expected.ndim > 0:
        wrong = _wrong_elements(yours, expected)
        many = len(wrong) > _MOST_ROWS
        shown = wrong[: _MOST_ROWS - 1] if many else wrong
        result = [
            _row(f"{what}[{', '.join(map(str, at))}]", yours[at].item(), expected[at].item()) for at in shown
        ]
        if many:
            result.append(Row(what=f"... {len(wrong) - len(shown)} more", yours="", expected=""))
        return tuple(result)
    return (_row(what, yours, expected),)


def _wrong_elements(yours: torch.Tensor, expected: torch.Tensor) -> list[tuple[int, ...]]:
    rtol, atol = DEFAULT.of(expected.dtype)
    close = torch.isclose(yours, expected, rtol=rtol, atol=atol)
    if bool(close.all()):  # differed under a tighter tolerance than the default
        close = yours == expected
    return [tuple(int(i) for i in at) for at in torch.nonzero(~close)]


def _row(what: str, yours: Any, expected: Any) -> Row:
    left, right = show(yours), show(expected)
    if left == right and isinstance(expected, float) and isinstance(yours, (int, float)):
        left, right = f"{yours:.12g}", f"{expected:.12g}"
    return Row(what=what, yours=left, expected=right, ratio=_ratio(yours, expected))


def _ratio(yours: Any, expected: Any) -> str:
    mine, right = as_number(yours), as_number(expected)
    if mine is None or right is None or right == 0 or not math.isfinite(mine) or not math.isfinite(right):
        return ""
    return f"{mine / right:.4g}"


def as_number(value: Any) -> float | None:
    """Give a real number for a float, an int or a one-element tensor, else None."""
    if isinstance(value, torch.Tensor) and value.numel() == 1 and not value.is_complex():
        return float(value.double().item())
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        try:
            return float(value)
        except OverflowError:
            return None
    return None


def show(value: Any, limit: int = 60) -> str:
    """Show a value as a student would type it, six digits, on one short line."""
    text = _show(value)
    return text if len(text) <= limit else text[: limit - 1] + "…"


def _show(value: Any) -> str:
    if isinstance(value, torch.Tensor):
        if value.numel() > 12:
            return f"tensor of shape {shape_words(value)}"
        return _show(value.tolist())
    if isinstance(value, float):
        return f"{value:.6g}"
    if isinstance(value, (list, tuple)):
        inner = ", ".join(_show(v) for v in value[:16]) + (", …" if len(value) > 16 else "")
        return f"[{inner}]" if isinstance(value, list) else f"({inner})"
    if isinstance(value, dict):
        return "{" + ", ".join(f"{k!r}: {_show(v)}" for k, v in list(value.items())[:8]) + "}"
    if isinstance(value, bytes):
        return f"{len(value)} bytes"
    if isinstance(value, int) and abs(value) > 10**15:
        return f"an integer of {value.bit_length()} bits"
    return repr(value)


def type_words(value: Any) -> str:
    """Name a value's type in words a beginner knows."""
    if isinstance(value, torch.Tensor):
        return f"a tensor of shape {shape_words(value)}"
    if value is None:
        return "None (is a return missing?)"
    names = {
        float: "a float", int: "an int", str: "a str", bool: "a bool",
        list: "a list", tuple: "a tuple", dict: "a dict", bytes: "bytes",
    }  # fmt: skip
    return names.get(type(value), type(value).__name__)


def shape_words(value: torch.Tensor) -> str:
    """Write a shape as (3,) or ()."""
    return str(tuple(value.shape))


def dtype_words(value: torch.Tensor) -> str:
    """Write a dtype without its module."""
    return str(value.dtype).removeprefix("torch.")


def _keys(value: Any) -> str:
    return ", ".join(sorted(str(k)[:40] for k in list(value)[:12])) or "none"
