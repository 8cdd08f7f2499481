"""Name the mistake behind a failed task: a constant ratio, a twin, or only the gap.

A cause is claimed only where one twin, and no other with another id, behaves exactly like the
submission on every call of the task.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeGuard

import torch

from grader.judge.caserun import Call, CaseRun
from grader.judge.compare import Difference, as_number
from grader.judge.oracle import Misconception, Oracle, same_seen
from grader.judge.suite import Observation
from grader.messages import say
from grader.records import TimelineStep
from grader.text import clean_line

_STARTS = "forward"


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """A named mistake; `cause` ends the sentence "This matches what happens when ..."."""

    id: str
    cause: str
    hint: str


def diagnose(slug: str, runs: Sequence[CaseRun], oracle: Oracle) -> Diagnosis | None:
    """Give the one misconception that behaves like the submission on all calls of a task."""
    calls = [call for run in runs for call in run.calls]
    if not calls:
        return None
    found = oracle.misconceptions(slug)
    matching = [place for place in range(len(found)) if _matches(slug, place, calls, oracle)]
    if len({found[place].id for place in matching}) > 1:
        matching = [place for place in matching if _matches(slug, place, calls, oracle, events=True)]
    names = {found[place].id for place in matching}
    if len(names) != 1:
        return None
    known: Misconception = found[matching[0]]
    return Diagnosis(known.id, known.because, known.hint)


def _matches(slug: str, place: int, calls: Sequence[Call], oracle: Oracle, *, events: bool = False) -> bool:
    differs = False
    for call in calls:
        twin = oracle.mistaken(slug, place, call.probe, call.inputs)
        if twin is None or not same_seen(call.seen, twin, events=events):
            return False
        differs = differs or events or not same_seen(oracle.expected(slug, call.probe, call.inputs), twin)
    return differs


def ratio_sentence(runs: Sequence[CaseRun]) -> str:
    """Say that every wrong value is the same multiple of the right one, where that is so."""
    found = [d for run in runs if run.verdict for d in run.verdict.found]
    names = {d.what.partition("[")[0] for d in found}
    if not found or len(names) > 2 or any(d.kind != "value" for d in found):
        return ""
    ratios = [ratio for d in found for ratio in _ratios(d)]
    if len(_sizes(found)) < 2 or not math.isfinite(ratios[0]):
        return ""
    first = ratios[0]
    if any(not _alike(ratio, first) for ratio in ratios):
        return ""
    if math.isclose(first, 1.0, rel_tol=1e-3) or first == 0.0:
        return ""
    return say("ratio", ratio=f"{first:.4g}")


def same_ratio(run: CaseRun, seen: Sequence[CaseRun]) -> bool:
    """Tell whether a run's wrong values are the same multiple of the right ones as others'."""
    found = [d for other in (run, *seen) if other.verdict for d in other.verdict.found]
    if any(d.kind != "value" for d in found):
        return False
    ratios = [ratio for d in found for ratio in _ratios(d)]
    return all(_alike(ratio, ratios[0]) for ratio in ratios)


def _alike(ratio: float, other: float) -> bool:
    return math.isclose(ratio, other, rel_tol=1e-5, abs_tol=1e-12)


def _sizes(found: Sequence[Difference]) -> set[float]:
    """Give the different right values that a ratio rests on: one of them alone has a ratio to anything."""
    sizes: set[float] = set()
    for difference in found:
        expected = difference.expected
        number = as_number(expected)
        if isinstance(expected, torch.Tensor) and not expected.is_complex():
            sizes.update(abs(value) for value in expected.double().flatten().tolist())
        elif number is not None:
            sizes.add(abs(number))
    return sizes


def _ratios(difference: Difference) -> list[float]:
    yours, expected = difference.yours, difference.expected
    if isinstance(expected, torch.Tensor) and isinstance(yours, torch.Tensor) and not expected.is_complex():
        pairs = zip(yours.double().flatten().tolist(), expected.double().flatten().tolist(), strict=True)
        return [y / e if e else math.nan for y, e in pairs if y or e]
    mine, right = as_number(yours), as_number(expected)
    if mine is None or right is None:
        return [math.nan]
    return [mine / right if right else math.nan]


def timeline(slug: str, run: CaseRun, oracle: Oracle) -> tuple[TimelineStep, ...]:
    """Give the order of events per step, beside the expected one, for the last call that has it."""
    for call in reversed(run.calls):
        right = oracle.expected(slug, call.probe, call.inputs)
        if isinstance(call.seen, Observation) and isinstance(right, Observation):
            yours, expected = call.seen.values.get("events"), right.values.get("events")
            if _are_texts(yours) and _are_texts(expected) and "unknown" not in yours:
                return _steps(yours, expected)
    return ()


def _are_texts(events: object) -> TypeGuard[list[str]]:
    """Tell whether these can be events. A tensor in their place takes minutes to be written down."""
    return isinstance(events, list) and all(type(event) is str for event in events)


def _steps(yours: list[str], expected: list[str]) -> tuple[TimelineStep, ...]:
    if yours == expected:
        return ()
    left, right = _split(yours), _split(expected)
    count = max(len(left), len(right))
    return tuple(
        TimelineStep(
            step=index + 1,
            expected=right[index] if index < len(right) else (),
            yours=left[index] if index < len(left) else (),
        )
        for index in range(min(count, 8))
    )


def _split(events: list[str]) -> list[tuple[str, ...]]:
    steps: list[tuple[str, ...]] = []
    for event in events[:200]:
        if not steps or event == _STARTS:
            steps.append(())
        steps[-1] = (*steps[-1], clean_line(event, 20))
    return steps
