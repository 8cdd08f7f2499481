"""Run the corpus: grade the submissions, try the system, hand bytes to the readers; say what paid."""

from __future__ import annotations

import contextlib
import os
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import torch

from grader.course import Course
from grader.judge import bench
from grader.judge.ahead import RightAnswers
from grader.judge.caserun import Channel
from grader.judge.draw import SeededDraw
from grader.judge.oracle import ReferenceOracle
from grader.judge.session import Judge, JudgedRun
from grader.judge.subject import Seen
from grader.pipeline import Grader, Options
from grader.records import Level, ScoreReport
from grader.report import redact, to_json
from grader.sandbox.api import Answer, Ended, Job, Limits
from grader.sandbox.host import Sandbox
from grader.sandbox.settings import Settings
from tests.attacks.corpus import ATTACKS
from tests.attacks.model import WRONG, Attack
from tests.attacks.system import NONE, TOKEN
from tests.support.submit import submission

SLUG = "ex05_square"
EXERCISES = ("ex00_ready", SLUG)
LEVELS: dict[str, Options] = {
    "none": Options(exercises=EXERCISES, min_isolation=Level.NONE, sandbox=NONE),
    "standard": Options(exercises=EXERCISES, sandbox=Settings(namespaces=False)),
    "strong": Options(exercises=EXERCISES, min_isolation=Level.STRONG),
}
GRADED = tuple(attack for attack in ATTACKS if attack.source)
_NAIVE = (Path(__file__).parent / "naive_probe.py").read_bytes()


@dataclass(frozen=True)
class Found:
    """What grading an attack gave; `leaks` is what of the secrets its author was shown."""

    report: ScoreReport
    leaks: tuple[str, ...]
    honest: float

    @property
    def pays(self) -> bool:
        """Tell whether it was worth it."""
        return bool(self.leaks) or (self.report.score or 0.0) > self.honest + 1e-9


@contextlib.contextmanager
def short_limits() -> Iterator[None]:
    """Let calls run out of time after one second, so that the corpus takes minutes and not hours."""
    long = bench.LIMITS, bench.SHORT
    bench.LIMITS = replace(bench.LIMITS, wall_seconds=1.0, cpu_seconds=2)
    bench.SHORT = replace(bench.SHORT, wall_seconds=0.5, cpu_seconds=1)
    try:
        yield
    finally:
        bench.LIMITS, bench.SHORT = long


@contextlib.contextmanager
def grading(course: Course, level: str) -> Iterator[Grader]:
    """Give a warm grader of a level, with a token in its environment that nobody may see."""
    os.environ[TOKEN] = "token-of-the-grader"
    try:
        with short_limits(), Grader(course, LEVELS[level]) as grader:
            yield grader
    finally:
        os.environ.pop(TOKEN, None)


# --- submissions ------------------------------------------------------------------------------


class Arena:
    """Grades attacks with one grader, against its honest wrong version and its secrets."""

    def __init__(self, grader: Grader) -> None:
        self.grader = grader
        plain = self.graded(WRONG)
        self.honest = plain.score or 0.0
        shown = to_json(redact(plain, "student")).decode()
        self.secrets = tuple(text for text in _secrets(grader.course, grader.seed) if text not in shown)

    def graded(self, source: str) -> ScoreReport:
        """Grade a source of the one exercise."""
        text = source.replace(", ROOT)", f", {str(self.grader.course.root)!r})")
        return self.grader.grade_submission(submission("eve", **{SLUG: text})).report

    def fight(self, attack: Attack) -> Found:
        """Grade an attack and look at what its author is shown."""
        report = self.graded(attack.source)
        shown = to_json(redact(report, "student")).decode()
        return Found(report, tuple(text for text in self.secrets if text in shown), self.honest)


def _secrets(course: Course, seed: int) -> list[str]:
    """Give texts that must never be shown: hidden numbers, answers, suite code, paths, environment."""
    numbers = [value for inputs in hidden_inputs(course, seed) for value in _numbers(inputs)]
    texts = [form for number in numbers for form in _forms(number) if len(form.lstrip("-")) >= 6]
    suite = (course.suite_dir(SLUG) / "test_hidden.py").read_text("utf-8")
    code = [line.strip() for line in suite.splitlines() if line.strip().startswith(("check(", "def test_"))]
    # The interpreter's own folders are no secret: a submission must be able to import from them.
    inside = [f"{course.root}/{name}" for name in ("grader", "solutions", "exercises", "tests")]
    places = [*inside, "/suites/", "test_hidden", "misconceptions"]
    return [*dict.fromkeys([*texts, *code, *places, "token-of-the-grader"])]


def hidden_inputs(course: Course, seed: int) -> list[dict[str, Any]]:
    """Give the inputs of the exercise's hidden calls."""
    found: list[dict[str, Any]] = []

    class Recorder(RightAnswers):
        def observe(self, slug: str, channel: Channel, probe: str, inputs: dict[str, Any]) -> Seen:
            if channel == "hidden":
                found.append(inputs)
            return super().observe(slug, channel, probe, inputs)

    oracle = ReferenceOracle(course)
    judge = Judge(course, oracle)
    judge.start()
    try:
        judged: JudgedRun = judge.run([SLUG], Recorder(oracle), seed)
    finally:
        judge.close()
    assert all(case.status.value == "passed" for case in judged.cases)
    return found


def _numbers(inputs: dict[str, Any]) -> Iterator[float]:
    for value in inputs.values():
        flat = value.flatten().tolist() if isinstance(value, torch.Tensor) else [value]
        for number in flat:
            yield float(number)
            yield 2 * float(number)


def _forms(number: float) -> list[str]:
    return [repr(number), f"{number:.6g}", number.hex()]


# --- positive controls --------------------------------------------------------------------------


def deceives(open_door: Sandbox, attack: Attack) -> bool:
    """Tell whether an attack deceives the grader in one process that it is aimed at."""
    limits = Limits(wall_seconds=20, cpu_seconds=20)
    job = Job(f"{SLUG}.py", attack.source.encode(), (("naive.probe", _NAIVE),), 1, limits)
    worker = open_door.open(job)
    probe = "scalar" if attack.naive == "exit" else attack.naive
    with tempfile.TemporaryDirectory(prefix="grader-naive-") as name:
        inputs = {}
        if probe == "pytest_runner":
            Path(name).chmod(0o755)
            test = Path(name) / "test_naive.py"
            test.write_text(f"import {SLUG}\ndef test_it():\n    assert {SLUG}.square_gradient(3.0) == 6.0\n")
            inputs = {"folder": name}
        try:
            reply = worker.call(probe, inputs)
        finally:
            worker.close()
    if isinstance(reply, Ended):  # a process that ended with code 0 is a passed one, for many
        return attack.naive == "exit" and reply.reason == "exited"
    return isinstance(reply, Answer) and reply.values["passed"] is True


__all__ = [
    "EXERCISES",
    "GRADED",
    "LEVELS",
    "Arena",
    "Found",
    "SeededDraw",
    "deceives",
    "grading",
    "hidden_inputs",
]
