"""Whether two answers of one function are alike, as probes see it."""

from __future__ import annotations

from typing import Any

import pytest
import torch

from grader.suites.probe_tools import same

NAN = float("nan")


@pytest.mark.parametrize(
    ("first", "again", "expected"),
    [
        (torch.ones(2), torch.ones(2), True),
        (torch.ones(2), torch.ones(3), False),
        (torch.ones(2), torch.ones(2, dtype=torch.float64), False),
        (torch.tensor([NAN, 1.0]), torch.tensor([NAN, 1.0]), True),
        (torch.tensor([NAN, 1.0]), torch.tensor([NAN, 2.0]), False),
        ({"w": torch.ones(1), "b": 1.0}, {"w": torch.ones(1), "b": 1.0}, True),
        ({"w": 1.0}, {"w": 1.0, "b": 1.0}, False),
        ([1.0, NAN], [1.0, NAN], True),
        ([1.0], [1.0, 1.0], False),
        (0.1, 0.1 + 1e-18, True),
        (0.1, 0.1 + 1e-16, False),
        (1, 1.0, False),
        (None, None, True),
        (torch.ones(()), 1.0, False),
    ],
)
def test_same(first: Any, again: Any, *, expected: bool) -> None:
    """Answers are alike if structure, dtype, shape and every bit are, and NaN is like NaN."""
    assert same(first, again) is expected
