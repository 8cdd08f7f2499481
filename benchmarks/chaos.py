"""2,000 submissions while things die: the batch three times, a judge every 50 reports, Dask workers.

    python -m benchmarks chaos

In the end the reports equal those of a run that nothing disturbed.
"""

from __future__ import annotations

import os
import random
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterable, Iterator
from pathlib import Path

from benchmarks.batch import command
from benchmarks.population import ROOT, populate
from grader.classroom.pool import Work
from grader.records import ScoreReport
from tests.support.processes import cmdline, descendants, gone, stable

COUNT = 2000
SLUGS = ("ex00_ready", "ex05_square")
EVERY = 50


def main() -> None:
    """Print how long each run took, and what differs."""
    with tempfile.TemporaryDirectory() as name:
        place = Path(name)
        populate(place / "in", COUNT, SLUGS, hostile=0.02)
        started = time.perf_counter()
        subprocess.run(
            command(place / "in", place / "calm", SLUGS), cwd=ROOT, capture_output=True, check=True
        )
        calm_seconds = time.perf_counter() - started
        calm = stable(place / "calm")
        print(f"undisturbed: {len(calm)} reports in {calm_seconds:.0f} s")
        started = time.perf_counter()
        killed, family = disturbed(place)
        seconds = time.perf_counter() - started
        print(f"disturbed: {seconds:.0f} s; the batch killed 3 times, judges killed: {killed}")
        print(f"processes left over: {0 if gone(family) else 'some'}")
        compare(calm, stable(place / "wild"))
        for workers in (2, 4):
            on_dask(place, workers, calm, calm_seconds)


def compare(calm: dict[str, bytes], other: dict[str, bytes]) -> None:
    """Print how many reports differ."""
    different = [name for name in calm if other.get(name) != calm[name]]
    print(f"reports: {len(other)}, different: {len(different)} {different[:5]}")


def disturbed(place: Path) -> tuple[int, list[int]]:
    """Run the batch to its end in spite of it all; give the judges killed and every process there was."""
    chance = random.Random(4)
    moments = sorted(chance.sample(range(COUNT // 20, COUNT - COUNT // 20), 3))
    killed, family = 0, list[int]()
    next_judge = EVERY
    while True:
        batch = subprocess.Popen(
            command(place / "in", place / "wild", SLUGS),
            cwd=ROOT,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        while batch.poll() is None:
            there = (
                sum(1 for entry in os.scandir(place / "wild") if entry.name.startswith("student-"))
                if (place / "wild").exists()
                else 0
            )
            if moments and there >= moments[0]:
                family += descendants(batch.pid)
                batch.kill()
                moments.pop(0)
            elif there >= next_judge:
                judges = [pid for pid in descendants(batch.pid) if "grader.classroom.serve" in cmdline(pid)]
                if judges:
                    os.kill(chance.choice(judges), signal.SIGKILL)
                    killed += 1
                    next_judge = there + EVERY
            time.sleep(0.05)
        if batch.returncode == 0:
            return killed, family


class KillsOne:
    """A runner that kills a Dask worker half-way."""

    def __init__(self, cluster: object, pid: int) -> None:
        self.cluster, self.pid = cluster, pid

    def run(self, work: Iterable[Work]) -> Iterator[tuple[Work, ScoreReport]]:
        """Pass the reports on."""
        for number, done in enumerate(self.cluster.run(work)):  # type: ignore[attr-defined]
            if number == COUNT // 2:
                os.kill(self.pid, signal.SIGKILL)
            yield done


def on_dask(place: Path, workers: int, calm: dict[str, bytes], calm_seconds: float) -> None:
    """Run the same on a Dask cluster, one of its workers killed half-way; print time and differences."""
    import distributed

    from grader.classroom.batch import Batch, Terms
    from grader.classroom.cluster import Cluster
    from grader.classroom.serve import Settings
    from grader.course import load_course
    from grader.records import Level

    course = load_course(ROOT)
    settings = Settings(
        course_root=str(ROOT),
        seed=course.seed,
        min_isolation=Level.STANDARD,
        exercises=SLUGS,
        suite_digest=course.suite_digest,
    )
    out = place / f"dask-{workers}"
    batch = Batch(course, place / "in", out, Terms(seed=course.seed, exercises=SLUGS))
    batch.find()
    with distributed.LocalCluster(
        n_workers=workers, threads_per_worker=1, processes=True, dashboard_address=None
    ) as local:
        with distributed.Client(local) as client:
            victim = sorted(client.run(os.getpid).values())[0]
        started = time.perf_counter()
        with Cluster(local.scheduler_address, settings, workers) as cluster:
            batch.run(KillsOne(cluster, victim))
        seconds = time.perf_counter() - started
    extra = 1000 * (seconds - calm_seconds) / COUNT
    print(
        f"dask, {workers} workers, one killed: {seconds:.0f} s, {extra:+.0f} ms a submission against the pool"
    )
    compare(calm, stable(out))
