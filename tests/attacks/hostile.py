"""A sandbox whose workers answer with whatever they are told, to show that the judge survives any reply."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from grader.judge.oracle import ReferenceOracle
from grader.judge.subject import from_raw, to_raw
from grader.judge.suite import Observation
from grader.sandbox.api import Answer, Job, Outline, Reply, WorkerUsage
from grader.sandbox.outline import outline

# Changes the right reply to one call; the slug and the probe's name come with it.
Twist = Callable[[Answer], Reply]


class HostileWorker:
    """Answers each call with a twisted version of the right observation."""

    def __init__(self, job: Job, oracle: ReferenceOracle, twist: Twist) -> None:
        self._slug = job.filename.removesuffix(".py")
        self._texts = (job.source,) if job.to_outline is None else job.to_outline
        self._oracle = oracle
        self._twist = twist
        self._alive = True

    @property
    def output(self) -> str:
        """Give hostile text."""
        return "printed \x1b[2J\u202e::error::forged"

    @property
    def alive(self) -> bool:
        """Tell whether it was stopped."""
        return self._alive

    @property
    def outlines(self) -> list[Outline]:
        """Give the true outlines: they are made before a submission runs."""
        return [outline(text) for text in self._texts]

    @property
    def outline(self) -> Outline:
        """Give the first."""
        return self.outlines[0]

    def expect(self, calls: Sequence[tuple[str, dict[str, Any]]]) -> None:
        """Need no warning."""

    def call(self, probe: str, inputs: dict[str, Any]) -> Reply:
        """Answer as told."""
        right = self._oracle.expected(self._slug, probe, from_raw(inputs))
        assert isinstance(right, Observation)
        return self._twist(Answer(to_raw(right.values), to_raw(right.arguments)))

    def stop(self) -> None:
        """End."""
        self._alive = False

    def close(self) -> WorkerUsage:
        """End."""
        self.stop()
        return WorkerUsage()


class HostileSandbox:
    """Opens hostile workers."""

    def __init__(self, oracle: ReferenceOracle, twist: Twist) -> None:
        self._oracle = oracle
        self.twist = twist

    def open(self, job: Job) -> HostileWorker:
        """Give a worker for a job."""
        return HostileWorker(job, self._oracle, self.twist)
