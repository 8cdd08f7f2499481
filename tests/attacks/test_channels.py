"""Quiet ways out of hidden calls: each was open once, or is narrow by design."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from msgspec.structs import replace

from grader.judge.bench import SandboxBench
from grader.judge.caserun import Channel
from grader.judge.oracle import ReferenceOracle
from grader.judge.subject import Seen, fingerprint
from grader.pipeline import Grader
from grader.records import Outcome, ScoreReport, Usage, Visibility
from grader.report import redact
from grader.sandbox.api import Answer, Ended, Job, Reply, Worker
from tests.attacks.hostile import HostileSandbox, HostileWorker
from tests.attacks.model import RIGHT, WRONG
from tests.attacks.run import SLUG, hidden_inputs
from tests.support import reports
from tests.support.submit import cases, graded, submission

OTHER = "ex08_neuron_gradient"


@dataclass
class Watch:
    """A sandbox that notes how many of its workers live at one time, and with which seed."""

    inner: HostileSandbox
    workers: list[HostileWorker] = field(default_factory=list)
    most: int = 0
    seeds: set[int] = field(default_factory=set)

    def open(self, job: Job) -> HostileWorker:
        """Open and count."""
        worker = self.inner.open(job)
        self.workers.append(worker)
        self.seeds.add(job.seed)
        self.most = max(self.most, sum(each.alive for each in self.workers))
        return worker


def _watched(warm: Grader, seed: int) -> Watch:
    assert isinstance(warm.oracle, ReferenceOracle)
    watch = Watch(HostileSandbox(warm.oracle, wrongly))
    bench = SandboxBench(warm.course, submission("eve", **{SLUG: RIGHT, OTHER: RIGHT}), watch)
    warm.judge.run([SLUG, OTHER], bench, seed)
    return watch


def wrongly(right: Answer) -> Reply:
    """Answer wrongly, so that a counterexample is searched for as well."""
    return Answer(dict.fromkeys(right.values, 7.5), right.arguments)


def test_one_process_of_a_submission_runs_at_a_time(warm: Grader) -> None:
    """A thread left in one process cannot watch another by load or memory."""
    watch = _watched(warm, 1)
    assert len(watch.workers) >= 2
    assert watch.most == 1
    assert not any(worker.alive for worker in watch.workers)


# A thread that outlives the visible calls and prints whatever it can see, hidden inputs as well.
SPY = """
import threading, time
import torch
seen = []
def watch():
    while True:
        print("watched", [each.flatten().tolist() if hasattr(each, "flatten") else each for each in seen])
        time.sleep(0.001)
threading.Thread(target=watch, daemon=True).start()
def square_gradient(w):
    seen[:] = [*seen[-3:], w.clone() if hasattr(w, "clone") else w]
    print("called with", w.flatten().tolist() if hasattr(w, "flatten") else w)
    time.sleep(0.003)
    return 2 * w
def square_autograd(w):
    return w, w
"""


def test_what_a_worker_of_visible_calls_prints_later_is_not_shown(warm: Grader) -> None:
    """The worker goes on to hidden calls: its output up to there is shown, and nothing after."""
    overheard: list[Worker] = []

    class Overhear:
        def open(self, job: Job) -> Worker:
            overheard.append(warm.sandbox.open(job))
            return overheard[-1]

    bench = SandboxBench(warm.course, submission("eve", **{SLUG: SPY}), Overhear())
    shown = warm.judge.run([SLUG], bench, warm.seed).outputs[SLUG]
    bench.close()
    hidden = {
        repr(number)
        for inputs in hidden_inputs(warm.course, warm.seed)
        for value in inputs.values()
        for number in (value.flatten().tolist() if hasattr(value, "flatten") else [value])
        if len(repr(number)) > 5
    }
    raw = overheard[0].output
    assert any(f"watched [[{number}" in raw or f", {number}" in raw for number in hidden)  # it did see them
    assert "called with 3.0" in shown or "called with [3.0]" in shown
    assert not any(number in shown for number in hidden)


def test_no_worker_goes_back_from_hidden_calls(warm: Grader) -> None:
    """Once a worker has had a hidden input, it gets no visible or public call, whatever died in between."""
    assert isinstance(warm.oracle, ReferenceOracle)
    oracle: ReferenceOracle = warm.oracle
    now: list[Channel] = []
    served: list[list[Channel]] = []

    class Mortal(HostileWorker):
        def __init__(self, job: Job) -> None:
            super().__init__(job, oracle, wrongly)
            served.append([])

        def call(self, probe: str, inputs: dict[str, Any]) -> Reply:
            mine = next(calls for calls, worker in zip(served, workers, strict=True) if worker is self)
            mine.append(now[-1])
            self._twist = (lambda right: right) if now[-1] == "visible" else wrongly
            gone = now[-1] == "hidden" and sum(map(len, served)) % 3 == 0
            return Ended("exited", "gone") if gone else super().call(probe, inputs)

    class Sandbox:
        def open(self, job: Job) -> HostileWorker:
            workers.append(Mortal(job))
            return workers[-1]

    class Bench(SandboxBench):
        def observe(self, slug: str, channel: Channel, probe: str, inputs: dict[str, Any]) -> Seen:
            now.append(channel)
            return super().observe(slug, channel, probe, inputs)

    workers: list[Mortal] = []
    sources = {slug: warm.course.solution_path(slug).read_text("utf-8") for slug in (SLUG, OTHER)}
    warm.judge.run([SLUG, OTHER], Bench(warm.course, submission("eve", **sources), Sandbox()), warm.seed)
    orders = {tuple(dict.fromkeys(calls)) for calls in served}
    assert orders == {("visible", "hidden"), ("hidden",), ("public",)}


def test_a_workers_seed_says_nothing_of_the_runs_seed(warm: Grader) -> None:
    """The random state that a submission can read is the same for every course seed."""
    assert _watched(warm, 1).seeds == _watched(warm, 2).seeds


def test_what_a_run_used_is_not_a_students_business() -> None:
    """Memory and times could spell an input; neither is in what a student sees."""
    report = replace(
        reports.halfway(), usage=Usage(wall_seconds=1.5, cpu_seconds=1.25, peak_memory_mib=123.5)
    )
    assert redact(report, "student").usage == Usage()
    hidden = [case for case in redact(report, "student").cases if case.visibility is Visibility.HIDDEN]
    assert {case.duration_seconds for case in hidden} == {0.0}


def test_our_own_failures_are_told_without_their_reason() -> None:
    """A path or a hidden value in an internal error stays with the instructor."""
    report = replace(reports.internal_error(), reason="JudgeError: /course/solutions/x.py: expected 1.484375")
    assert "solutions" in redact(report, "instructor").reason
    shown = redact(report, "student")
    assert shown.outcome is Outcome.INTERNAL_ERROR
    assert "/" not in shown.reason
    assert "1.484375" not in shown.reason


MULTIPLES = """
import torch
def square_gradient(w):
    first = w.flatten()[0].item() if isinstance(w, torch.Tensor) else float(w)
    if first in (3.0, 4.0):
        return 2 * w
    return 2 * w * (abs(round(first * 64)) % 11 + 2)
def square_autograd(w):
    return w, w
"""


def test_no_ratio_is_said_of_hidden_answers(warm: Grader) -> None:
    """Multiples of right answers on hidden inputs are never put into words: they could spell an input."""
    report = redact(graded(warm, **{SLUG: MULTIPLES}), "student")
    wrong = [case for case in cases(report, SLUG) if case.task == 1 and case.visibility is Visibility.HIDDEN]
    said = {found for case in wrong for found in re.findall(r"is (\S+) times", case.message)}
    shown = {row.ratio for case in wrong if case.counterexample for row in case.counterexample.rows}
    assert said <= shown


def test_a_counterexample_does_not_show_hidden_inputs(warm: Grader) -> None:
    """In no exercise does a counterexample hold a hidden call's inputs, also where a case draws none."""
    oracle = warm.oracle
    assert isinstance(oracle, ReferenceOracle)
    slugs = list(warm.course.exercises)
    sources = {slug: warm.course.solution_path(slug).read_text("utf-8") for slug in slugs}
    seen: dict[str, set[str]] = {"hidden": set(), "public": set(), "visible": set()}

    class Recorder(SandboxBench):
        def observe(self, slug: str, channel: Channel, probe: str, inputs: dict[str, Any]) -> Seen:
            seen[channel].add(fingerprint(slug, probe, inputs))
            if channel == "public":
                shown[slug] = fingerprint(slug, probe, inputs)
            return oracle.expected(slug, probe, inputs) if channel == "visible" else Ended("exited", "no")

    shown: dict[str, str] = {}
    given = submission("eve", **sources)
    judged = warm.judge.run(slugs, Recorder(warm.course, given, HostileSandbox(oracle, wrongly)), warm.seed)
    with_example = {case.exercise for case in judged.cases if case.counterexample}
    assert len(with_example) > 15
    last_shown = {shown[slug] for slug in with_example}
    assert not last_shown & (seen["hidden"] - seen["visible"])


def test_another_seed_gives_the_same_public_inputs(warm: Grader) -> None:
    """What a student sees of counterexamples does not depend on the seed that hidden inputs come from."""
    found = []
    for seed in (1, 2):
        assert isinstance(warm.oracle, ReferenceOracle)
        bench = SandboxBench(
            warm.course, submission("eve", **{SLUG: WRONG}), HostileSandbox(warm.oracle, wrongly)
        )
        results = warm.judge.run([SLUG], bench, seed).cases
        found.append([case.counterexample for case in results])
    assert found[0] == found[1]
    first, second = (hidden_inputs(warm.course, seed) for seed in (1, 2))
    assert str(first) != str(second)


def test_redacting_keeps_no_path_of_the_machine() -> None:
    """Reasons why isolation is weaker are told to students without the paths in them."""
    base: ScoreReport = reports.halfway()
    isolation = replace(
        base.isolation, degraded=("no namespaces: bwrap: /home/prof/course: denied", "no filter")
    )
    assert redact(replace(base, isolation=isolation), "student").isolation.degraded == ("no filter",)
