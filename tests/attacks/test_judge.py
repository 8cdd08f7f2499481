"""What keeps the judge busy, breaks it or deceives a suite: each was possible once."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import pytest
import torch

from grader.course import Course
from grader.judge.bench import SandboxBench
from grader.judge.compare import show
from grader.judge.evidence import violation
from grader.judge.oracle import ReferenceOracle
from grader.judge.session import JudgedRun
from grader.pipeline import Grader
from grader.records import Status
from grader.sandbox import wire, wire_read
from grader.sandbox.api import Answer, FunctionOutline, Outline, RawTensor, Reply
from tests.attacks.hostile import HostileSandbox, Twist
from tests.support.submit import graded, submission

HUGE = RawTensor("bool", (2,) * 18, bytes(1 << 18))  # torch takes ten seconds to write it down


def judged(warm: Grader, slug: str, twist: Twist, **options: Any) -> JudgedRun:
    """Judge right work of one exercise, answered by hostile workers."""
    assert isinstance(warm.oracle, ReferenceOracle)
    source = warm.course.solution_path(slug).read_text("utf-8")
    bench = SandboxBench(
        warm.course, submission("eve", **{slug: source}), HostileSandbox(warm.oracle, twist), **options
    )
    return warm.judge.run([slug], bench, warm.seed)


@pytest.mark.parametrize("events", [[HUGE], [HUGE] * 50, [b"x" * (30 << 20)], HUGE, ["forward", 7]])
def test_events_that_are_no_texts_are_not_written_down(warm: Grader, events: Any) -> None:
    """A tensor in place of an event keeps the judge no longer than any other wrong answer."""

    def twist(right: Answer) -> Reply:
        return Answer(dict.fromkeys(right.values, 7.5) | {"events": events}, right.arguments)

    judged(warm, "ex17_one_cycle", lambda right: right)  # the answers and known mistakes are worked out once
    started = time.perf_counter()
    cases = judged(warm, "ex17_one_cycle", twist).cases
    assert time.perf_counter() - started < 8
    assert {case.status for case in cases} == {Status.FAILED}
    assert not any(case.timeline for case in cases)


def test_bytes_are_counted_and_not_shown() -> None:
    """Sixty megabytes in place of a number are a few characters in a row."""
    assert show(b"\xff" * (60 << 20)) == f"{60 << 20} bytes"


@pytest.mark.parametrize("shape", [(2**62, 2**62, 0), (0, 2**62, 4), (0, 2**63 - 1, 2)])
def test_an_empty_tensor_has_dimensions_that_torch_can_make(shape: tuple[int, ...]) -> None:
    """Bytes of no tensor fit any dimensions beside a zero; torch fails at some, so the decoder does first."""
    with pytest.raises(RuntimeError):
        torch.empty(shape)
    frame = wire.encode(RawTensor("float64", shape, b""), bytes(16))
    with pytest.raises(wire.DecodeError):
        wire_read.decode(frame, bytes(16))


def test_a_text_of_many_functions_is_followed_once(course: Course) -> None:
    """The time to follow names grows with their number, not with its square."""
    names = {f"f{number}": 1 for number in range(20_000)}
    functions = {name: FunctionOutline("", 1, {}) for name in names}
    task = course.exercises["ex05_square"].tasks[0]
    started = time.perf_counter()
    assert violation(task, Outline({**functions, "square_gradient": FunctionOutline("", 1, names)})) is None
    assert time.perf_counter() - started < 5


def test_time_is_bounded_within_a_case_as_well(warm: Grader) -> None:
    """Where a submission's time is up, no further call of a case is made, nor a counterexample searched."""
    calls: list[float] = []

    def slow(right: Answer) -> Reply:
        time.sleep(0.3)
        calls.append(time.monotonic())
        return right

    cases = judged(warm, "ex01_difference_quotient", slow, budget_seconds=1.0).cases
    assert len(calls) <= 5
    assert sum(case.status is Status.NOT_RUN for case in cases) > 3


# --- suites -------------------------------------------------------------------------------------

FIRST_IS_RIGHT = """
LAST = [None]
def check_gradient(f, gradient, points):
    first = f is not LAST[0]
    LAST[0] = f
    return first
"""


def test_the_order_of_questions_tells_no_answers(warm: Grader) -> None:
    """Saying yes to the first question of each case and no to the others is worth next to nothing."""
    found: dict[str, Any] = {}
    exec(FIRST_IS_RIGHT, found)
    check: Callable[..., bool] = found["check_gradient"]
    function = object()
    assert [check(function, claim, []) for claim in ("right", "wrong", "wrong")] == [True, False, False]
    report = graded(warm, ex25_gradient_checker=FIRST_IS_RIGHT)
    assert (report.score or 0.0) <= 1.0
