"""Knowing the calls before they are made: right for right work, and without effect on any verdict."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import pytest

from grader.judge.bench import SandboxBench
from grader.judge.oracle import ReferenceOracle
from grader.pipeline import Grader
from grader.records import CaseResult
from grader.sandbox.api import Answer, Job, Reply
from tests.attacks.hostile import HostileWorker, Twist
from tests.support.submit import submission

SLUGS = (
    "ex00_ready", "ex01_difference_quotient", "ex02_central_difference", "ex03_step_size", "ex04_direction",
    "ex05_square", "ex06_neuron", "ex07_forward_loss", "ex08_neuron_gradient", "ex09_gradient_size",
    "ex10_autograd_check", "ex11_batch_gradient", "ex12_numerical_gradient", "ex13_accumulation",
    "ex14_zero_grad", "ex15_manual_update", "ex16_learning_rate", "ex17_one_cycle", "ex18_train",
    "ex19_train_until", "ex20_fix_the_loop", "ex21_mlp_backward", "ex22_autograd_engine",
    "ex23_custom_function", "ex24_optimizers", "ex25_gradient_checker",
)  # fmt: skip

Calls = Sequence[tuple[str, dict[str, Any]]]


class Listener(HostileWorker):
    """Notes which calls it was told of, and which were made before and after the news."""

    def __init__(self, job: Job, oracle: ReferenceOracle, twist: Twist) -> None:
        super().__init__(job, oracle, twist)
        self.told: list[tuple[str, dict[str, Any]]] | None = None
        self.untold: list[tuple[str, dict[str, Any]]] = []
        self.made: list[tuple[str, dict[str, Any]]] = []

    def expect(self, calls: Calls) -> None:
        """Note them."""
        self.told = list(calls)

    def call(self, probe: str, inputs: dict[str, Any]) -> Reply:
        """Note it and answer."""
        (self.untold if self.told is None else self.made).append((probe, inputs))
        return super().call(probe, inputs)


@dataclass
class Listening:
    """A sandbox of listeners."""

    oracle: ReferenceOracle
    twist: Twist
    workers: list[Listener] = field(default_factory=list)

    def open(self, job: Job) -> Listener:
        """Open one."""
        self.workers.append(Listener(job, self.oracle, self.twist))
        return self.workers[-1]


def _heard(warm: Grader, slug: str, twist: Twist) -> Listening:
    assert isinstance(warm.oracle, ReferenceOracle)
    sandbox = Listening(warm.oracle, twist)
    source = warm.course.solution_path(slug).read_text(encoding="utf-8")
    bench = SandboxBench(warm.course, submission("ada", **{slug: source}), sandbox)
    warm.judge.run([slug], bench, warm.seed, counterexamples=False)
    return sandbox


def test_every_exercise_is_listened_to(warm: Grader) -> None:
    """The list above is the course's."""
    assert tuple(warm.course.exercises) == SLUGS


@pytest.mark.parametrize("slug", SLUGS)
def test_right_work_is_asked_exactly_what_was_foretold(warm: Grader, slug: str) -> None:
    """One worker serves it all: visible calls without a word before, then the hidden ones as announced."""
    (worker,) = _heard(warm, slug, lambda right: right).workers
    visible = [case for case in warm.judge.cases[slug] if case.channel == "visible"]
    assert len(worker.untold) >= len(visible)
    assert worker.made == worker.told != []


def test_wrong_work_is_asked_less_and_nothing_else(warm: Grader) -> None:
    """Where a case ends early, its later calls are announced and not made."""
    sandbox = _heard(warm, "ex18_train", lambda right: Answer(dict.fromkeys(right.values, 7.5), {}))
    (worker,) = sandbox.workers
    assert worker.told
    rest = iter(worker.told)
    assert all(call in rest for call in worker.made)
    assert 0 < len(worker.made) < len(worker.told)


def _verdicts(cases: Sequence[CaseResult]) -> list[tuple[str, str, str]]:
    return [(case.id, case.status.value, case.message) for case in cases]


def test_being_told_changes_no_verdict(warm: Grader, monkeypatch: pytest.MonkeyPatch) -> None:
    """A submission that counts its calls, prints, crashes and hangs is judged the same without the news."""
    source = """
        import os, time
        calls = 0
        def train(model, X, y, learning_rate, steps):
            global calls
            calls += 1
            print(calls)
            if steps == 2: os._exit(0)
            return [float(calls)] * steps
    """
    given = submission("eve", ex18_train=source)
    told = warm.grade_submission(given, exercises=["ex18_train"]).report
    monkeypatch.setattr(SandboxBench, "_tell", lambda *_: None)
    untold = warm.grade_submission(given, exercises=["ex18_train"]).report
    assert _verdicts(told.cases) == _verdicts(untold.cases)
    assert told.exercises == untold.exercises
