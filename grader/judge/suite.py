"""What suites are written with: everything a `test_*.py` or `misconceptions.py` imports.

A suite file is an ordinary pytest file. It chooses inputs, asks for observations through the
`check` fixture and carries its task, title and weight in the `case` decorator:

    @case(task=1, title="2w for a vector")
    def test_vector(check: Check, draw: Draw) -> None:
        check("gradient", w=draw.tensor(4))

`check` runs the exercise's probe of that name on the submission (in a locked worker) and on the
reference solution (in the judge), with equal inputs, and compares the two observations.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol, TypeVar

import pytest
import torch

F = TypeVar("F", bound=Callable[..., Any])


def case(*, task: int, title: str, weight: float = 1.0, visibility: str | None = None) -> Callable[[F], F]:
    """Mark a test function as a case.

    `weight` is its share of the task's points among the task's hidden cases; visible cases are
    practice and carry none. Visibility follows the file (test_visible.py, test_hidden.py) unless
    given ("after_due_date", "after_published").
    """

    def mark(function: F) -> F:
        for name, value in (("task", task), ("title", title), ("points", weight)):
            function = getattr(pytest.mark, name)(value)(function)
        if visibility is not None:
            function = pytest.mark.visibility(visibility)(function)
        return function

    return mark


@dataclass(frozen=True, slots=True)
class Observation:
    """What one probe call saw: `values` it wrote down, `arguments` as they were afterwards.

    `memory` has the arguments whose lists or dicts are said to be rearranged, as they lie in memory.
    """

    values: dict[str, Any]
    arguments: dict[str, Any]
    memory: dict[str, Any] = field(default_factory=dict)

    def __getitem__(self, key: str) -> Any:
        """Give one observed value."""
        return self.values[key]


class Check(Protocol):
    """The fixture that compares the submission's observation with the reference's."""

    def __call__(
        self,
        probe: str,
        *,
        only: Sequence[str] | None = None,
        ignore: Sequence[str] = (),
        rtol: float | None = None,
        atol: float | None = None,
        **inputs: Any,
    ) -> Observation:
        """Compare all observed values and the arguments afterwards; give the submission's.

        `only`/`ignore` name keys of `values` (or "arguments"). Tolerances default to 1e-9/1e-12
        in float64 and for Python floats, 1e-5/1e-7 in float32. Structure, Python type, shape and
        dtype are compared first and exactly.
        """

    def observe(self, probe: str, **inputs: Any) -> Observation:
        """Give the submission's observation without comparing it."""

    def expected(self, probe: str, **inputs: Any) -> Observation:
        """Give the reference solution's observation."""

    def equal(
        self,
        what: str,
        yours: Any,
        expected: Any,
        *,
        rtol: float | None = None,
        atol: float | None = None,
    ) -> None:
        """Compare one value by the same rules; a difference fails the case with a row."""

    def fail(self, message: str) -> None:
        """Fail the case with a sentence a beginner understands."""


class Draw(Protocol):
    """The fixture that draws inputs: fixed for a seed, exercise and case.

    The search for a public counterexample runs the same case with small integers and the
    smallest sizes, so take every size and number from here.
    """

    def number(self, low: float = -3.0, high: float = 3.0) -> float:
        """Give a number that is exact in float32 and not zero."""

    def tensor(
        self,
        *shape: int,
        low: float = -3.0,
        high: float = 3.0,
        dtype: torch.dtype = torch.float64,
    ) -> torch.Tensor:
        """Give a tensor without zeros, float64 unless told otherwise."""

    def size(self, low: int, high: int) -> int:
        """Give an integer from low to high, both included (low, when inputs are to be small)."""

    def rate(self) -> float:
        """Give an unusual learning rate between 0.01 and 0.09, exact in float32."""

    def choice(self, options: Sequence[Any]) -> Any:
        """Give one of the options."""


@dataclass(frozen=True, slots=True)
class Twin:
    """A known-wrong implementation: the reference solution with some names replaced."""

    id: str
    because: str
    hint: str
    replaces: Mapping[str, Any] = field(hash=False)
    equals: tuple[str, ...] = ()


def twin(
    id: str,
    *,
    replaces: str,
    because: str,
    hint: str,
    equals: tuple[str, ...] = (),
    also: Mapping[str, Any] | None = None,
) -> Callable[[Any], Twin]:
    """Turn a wrong function (or class) into the twin `id` of the exercise.

    `because` ends the sentence "This matches what happens when ...". `replaces` is the name it
    takes in the module; `also` replaces further names. `equals` lists twins that no observation
    can tell from this one: then the gap is shown and nothing is named.
    """

    def build(wrong: Any) -> Twin:
        return Twin(
            id=id,
            because=because,
            hint=hint,
            replaces={replaces: wrong, **(also or {})},
            equals=equals,
        )

    return build
