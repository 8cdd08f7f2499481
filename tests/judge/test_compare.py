"""How two observations are compared."""

import math
from typing import Any

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from grader.judge.compare import Tolerance, describe, differences, equal, rows, show

T = torch.tensor
F64 = torch.float64

REFUSED: list[tuple[Any, Any, str]] = [
    (torch.ones(1), torch.ones(1000), "shape"),
    (torch.empty(0), torch.ones(1), "shape"),
    (torch.ones(3, 1), torch.ones(1, 3), "shape"),
    (torch.ones(2), torch.ones(2, dtype=F64), "dtype"),
    (T([math.nan]), T([1.0]), "value"),
    (T([math.nan]), T([math.nan]), "value"),
    (math.nan, math.nan, "value"),
    (math.inf, 1.0, "value"),
    (10**400, 1.0, "value"),
    (-math.inf, math.inf, "value"),
    (None, T([1.0]), "type"),
    ([1.0], T([1.0]), "type"),
    ("1.0", 1.0, "type"),
    (True, 1.0, "type"),
    (True, 1, "type"),
    ([1.0, 2.0], [1.0], "length"),
    ({"a": 1}, {"b": 1}, "keys"),
    ([], {}, "type"),
    (T([1.0 + 1e-7], dtype=F64), T([1.0], dtype=F64), "value"),
]


@pytest.mark.parametrize(("yours", "expected", "kind"), REFUSED)
def test_refuses(yours: Any, expected: Any, kind: str) -> None:
    """A value of another structure, type, shape, dtype or size differs, and the kind is named."""
    found = next(differences(yours, expected, "x"))
    assert found.kind == kind
    assert describe(found)
    assert rows(found)


@pytest.mark.parametrize(
    ("yours", "expected"),
    [
        (3, 3.0),
        ((1.0, 2.0), [1.0, 2.0]),
        (T([1.0 + 1e-12], dtype=F64), T([1.0], dtype=F64)),
        (T([1.0 + 5e-6]), T([1.0])),
        (T([]), T([])),
        (math.inf, math.inf),
        (-0.0, 0.0),
        ({"a": [T([1])]}, {"a": [T([1])]}),
    ],
)
def test_accepts(yours: Any, expected: Any) -> None:
    """Equal values pass, a list for a tuple and an int for a float as well."""
    assert equal(yours, expected)


def test_rows_show_wrong_elements_only_with_their_ratio() -> None:
    """The rows name the wrong elements, show both values and the ratio."""
    found = next(differences(T([1.0, 4.0, 3.0]), T([1.0, 2.0, 3.0]), "gradient"))
    (row,) = rows(found)
    assert (row.what, row.yours, row.expected, row.ratio) == ("gradient[1]", "4", "2", "2")


def test_rows_are_few_for_many_differences() -> None:
    """A large tensor shows a few elements and says how many more there are."""
    found = next(differences(torch.zeros(50), torch.ones(50), "g"))
    shown = rows(found)
    assert len(shown) == 6
    assert shown[-1].what == "... 45 more"


def test_numbers_that_print_alike_get_more_digits() -> None:
    """Two numbers that differ in the ninth digit do not look equal in the row."""
    (row,) = rows(next(differences(1.00000001, 1.0, "x")))
    assert row.yours != row.expected


def test_tolerance_can_be_widened() -> None:
    """A contract with its own tolerance is judged by it."""
    assert equal(T([1.00001], dtype=F64), T([1.0], dtype=F64), Tolerance(rtol=1e-4))


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20) | st.binary(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.tuples(inner, inner)
        | st.dictionaries(st.text(max_size=3), inner, max_size=3)
    ),
    max_leaves=12,
)


@given(VALUES, VALUES)
def test_never_raises_and_always_explains(yours: Any, expected: Any) -> None:
    """Whatever a submission returns, the comparison gives differences that can be shown."""
    for found in differences(yours, expected, "x"):
        assert describe(found)
        assert rows(found)
        assert len(show(found.yours)) <= 60
