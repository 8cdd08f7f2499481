"""All texts of a submission are read by the first worker; one that is too much for it costs only itself."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest

from grader.judge.bench import SandboxBench
from grader.judge.oracle import ReferenceOracle
from grader.pipeline import Grader
from grader.records import Status
from grader.sandbox.api import Job, Outline
from tests.attacks.hostile import HostileWorker
from tests.support.submit import submission

SLUGS = ("ex05_square", "ex06_neuron", "ex07_forward_loss")
BAD = "# this text kills whoever reads it\n"


class Reader(HostileWorker):
    """Answers rightly; dies over a bad text, or reads nothing where it is given too much."""

    too_much = False

    @property
    def outlines(self) -> list[Outline]:
        """Give them, or say that the worker is dead."""
        if self.too_much and len(self._texts) > 1:
            return []
        if any(text.startswith(BAD.encode()) for text in self._texts):
            self.stop()
            return [Outline(error=(1, "the file could not be examined"))]
        return super().outlines


@dataclass
class Readers:
    """A sandbox of readers, which notes their jobs."""

    oracle: ReferenceOracle
    too_much: bool = False
    jobs: list[Job] = field(default_factory=list)

    def open(self, job: Job) -> Reader:
        """Open one."""
        self.jobs.append(job)
        worker = Reader(job, self.oracle, lambda answer: answer)
        worker.too_much = self.too_much
        return worker


def judged(warm: Grader, readers: Readers, **sources: str) -> dict[str, set[Status]]:
    """Judge these sources; give each exercise's statuses."""
    bench = SandboxBench(warm.course, submission("ada", **sources), readers, slugs=tuple(sources))
    run = warm.judge.run(tuple(sources), bench, warm.seed)
    bench.close()
    return {slug: {case.status for case in run.cases if case.id.startswith(slug)} for slug in sources}


def right(warm: Grader) -> dict[str, str]:
    """Give right sources."""
    return {slug: warm.course.solution_path(slug).read_text(encoding="utf-8") for slug in SLUGS}


@pytest.fixture
def readers(warm: Grader) -> Readers:
    """Give a sandbox of readers."""
    assert isinstance(warm.oracle, ReferenceOracle)
    return Readers(warm.oracle)


def test_the_first_worker_reads_all_texts(warm: Grader, readers: Readers) -> None:
    """It is given all of them, its own first; no other worker is given any."""
    sources = right(warm)
    assert judged(warm, readers, **sources) == {slug: {Status.PASSED} for slug in SLUGS}
    first, *others = readers.jobs
    assert first.to_outline == tuple(text.encode() for text in sources.values())
    assert {job.to_outline for job in others} == {()}


def test_an_untouched_stub_is_not_read(warm: Grader, readers: Readers) -> None:
    """What was handed out needs no reader, and neither does what nobody handed in."""
    sources = right(warm) | {SLUGS[1]: warm.course.pristine(SLUGS[1]).decode()}
    found = judged(warm, readers, **sources)
    assert found[SLUGS[1]] == {Status.NOT_ATTEMPTED}
    assert readers.jobs[0].to_outline == (sources[SLUGS[0]].encode(), sources[SLUGS[2]].encode())


@pytest.mark.parametrize("bad", SLUGS)
def test_a_text_that_kills_its_reader_costs_only_itself(warm: Grader, readers: Readers, bad: str) -> None:
    """Whichever exercise it belongs to, the others keep their points, and it has an error."""
    sources = right(warm)
    sources[bad] = BAD + sources[bad]
    found = judged(warm, readers, **sources)
    assert found == {slug: {Status.ERROR if slug == bad else Status.PASSED} for slug in SLUGS}


def test_texts_too_long_for_one_answer_are_read_one_by_one(warm: Grader, readers: Readers) -> None:
    """A worker that reads none of many is asked for one."""
    readers.too_much = True
    assert judged(warm, readers, **right(warm)) == {slug: {Status.PASSED} for slug in SLUGS}
    assert len([job for job in readers.jobs if job.to_outline]) == 1 + len(SLUGS)


def test_large_texts_are_read_one_by_one(warm: Grader, readers: Readers) -> None:
    """So that no exercise pays for reading the others with its own time."""
    sources = right(warm)
    sources[SLUGS[2]] += "# long\n" * 50_000
    assert judged(warm, readers, **sources) == {slug: {Status.PASSED} for slug in SLUGS}
    assert [len(job.to_outline or ()) for job in readers.jobs].count(1) == len(SLUGS)
