"""The same batch on a real Dask scheduler with worker processes: equal reports, also when one is killed."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest

from benchmarks.population import populate
from grader.classroom.batch import Batch, Terms
from grader.classroom.cluster import Cluster
from grader.classroom.pool import Work
from grader.classroom.serve import Settings
from grader.course import Course
from grader.errors import CourseError, UsageError
from grader.records import Level, ScoreReport
from tests.batch.test_batch import SLUGS, run
from tests.support.processes import cmdline, descendants, gone, stable

distributed: Any = pytest.importorskip("distributed")
COUNT = 16


@pytest.fixture(scope="module")
def class_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a folder of submissions, some wrong, some hostile."""
    folder = tmp_path_factory.mktemp("class")
    populate(folder, COUNT, SLUGS, hostile=0.1, wrong=0.3)
    return folder


@pytest.fixture(scope="module")
def by_pool(class_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """Give the reports that local judge processes write."""
    out = tmp_path_factory.mktemp("pool")
    assert run(class_folder, out).returncode == 0
    return stable(out)


@pytest.fixture(scope="module")
def scheduler() -> Iterator[Any]:
    """Start a scheduler with two worker processes, watched by nannies as on any cluster."""
    with distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None
    ) as cluster:
        yield cluster


def settings(course: Course, **changes: Any) -> Settings:
    """Give the settings of the batch."""
    plain = Settings(
        course_root=str(course.root),
        seed=course.seed,
        min_isolation=Level.STANDARD,
        exercises=SLUGS,
        suite_digest=course.suite_digest,
    )
    return msgspec.structs.replace(plain, **changes)


def batch(course: Course, folder: Path, out: Path) -> Batch:
    """Prepare a batch."""
    made = Batch(course, folder, out, Terms(seed=course.seed, exercises=SLUGS))
    made.find()
    return made


def worker_pids(cluster: Any) -> list[int]:
    """Give the process ids of the cluster's workers."""
    with distributed.Client(cluster) as client:
        return sorted(client.run(os.getpid).values())


def test_reports_are_those_of_local_judges(
    course: Course, class_folder: Path, by_pool: dict[str, bytes], scheduler: Any, tmp_path: Path
) -> None:
    """A cluster's reports equal those of local judges, also where machines have the course elsewhere."""
    elsewhere = settings(course, course_root="/nowhere/course")
    with Cluster(scheduler.scheduler_address, elsewhere, 2) as cluster:
        summary = batch(course, class_folder, tmp_path).run(cluster)
    assert summary.finished == COUNT
    assert stable(tmp_path) == by_pool


class KillsOne:
    """A runner that kills a Dask worker after the third report."""

    def __init__(self, cluster: Cluster, pid: int) -> None:
        self.cluster, self.pid = cluster, pid
        self.family: list[int] = []

    def run(self, work: Iterable[Work]) -> Iterator[tuple[Work, ScoreReport]]:
        """Pass the reports on."""
        for number, done in enumerate(self.cluster.run(work)):
            if number == 2:
                self.family = descendants(self.pid)
                os.kill(self.pid, signal.SIGKILL)
            yield done


def test_a_killed_worker_costs_a_retry_and_leaves_no_zygote(
    course: Course, class_folder: Path, by_pool: dict[str, bytes], scheduler: Any, tmp_path: Path
) -> None:
    """SIGKILL of a Dask worker in mid-run: every report is there and equal, its zygote and workers end."""
    victim = worker_pids(scheduler)[0]
    with Cluster(scheduler.scheduler_address, settings(course), 2) as cluster:
        runner = KillsOne(cluster, victim)
        summary = batch(course, class_folder, tmp_path).run(runner)
    assert summary.outcomes == {"graded": COUNT}
    assert stable(tmp_path) == by_pool
    assert runner.family
    assert gone([victim, *runner.family])


def test_workers_with_another_course_are_refused(
    course: Course, class_folder: Path, scheduler: Any, tmp_path: Path
) -> None:
    """A machine whose suites are not those of the batch stops it, by name, before anything is graded."""
    wrong = settings(course, suite_digest="sha256:00")
    with (
        Cluster(scheduler.scheduler_address, wrong, 2) as cluster,
        pytest.raises(CourseError, match="is not the one of this batch"),
    ):
        batch(course, class_folder, tmp_path).run(cluster)


def test_nobody_at_the_address_is_a_usage_error(course: Course, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where no scheduler answers, that is said with the address."""
    monkeypatch.setattr("grader.classroom.cluster._CONNECT_SECONDS", 2)
    with (
        pytest.raises(UsageError, match=r"127\.0\.0\.1:9"),
        Cluster("tcp://127.0.0.1:9", settings(course), 1),
    ):
        pass


def test_the_command_starts_a_local_cluster_and_resumes(
    class_folder: Path, by_pool: dict[str, bytes], tmp_path: Path
) -> None:
    """`--cluster local` grades the same, and a second run grades nothing."""
    first = run(class_folder, tmp_path, "--cluster", "local")
    assert first.returncode == 0, first.stderr
    assert "Traceback" not in first.stderr
    assert stable(tmp_path) == by_pool
    second = run(class_folder, tmp_path, "--cluster", "local")
    assert f"{COUNT} kept from before" in second.stdout


def test_a_scheduler_that_dies_ends_the_batch_and_keeps_what_is_graded(
    class_folder: Path, by_pool: dict[str, bytes], tmp_path: Path
) -> None:
    """A batch whose scheduler is gone ends with 3 in one line; another run, without it, goes on."""
    processes = [
        subprocess.Popen(
            [
                sys.executable,
                "-m",
                "distributed.cli.dask_scheduler",
                "--port",
                "18786",
                "--no-dashboard",
                "--host",
                "127.0.0.1",
            ],
            stderr=subprocess.DEVNULL,
        )
    ]
    try:
        processes += [
            subprocess.Popen(
                [
                    sys.executable,
                    "-m",
                    "distributed.cli.dask_worker",
                    "tcp://127.0.0.1:18786",
                    "--nthreads",
                    "2",
                    "--no-dashboard",
                    "--death-timeout",
                    "60",
                ],
                stderr=subprocess.DEVNULL,
            )
        ]
        command = [sys.executable, "-m", "grader", "batch", str(class_folder), "--out", str(tmp_path)]
        chosen = [part for slug in SLUGS for part in ("-e", slug)]
        running = subprocess.Popen(
            [*command, *chosen, "--cluster", "tcp://127.0.0.1:18786"], stderr=subprocess.PIPE, text=True
        )
        deadline = time.monotonic() + 120
        while len(list(tmp_path.glob("student-*.json"))) < 2:
            assert time.monotonic() < deadline
            assert running.poll() is None
            time.sleep(0.05)
        processes[0].kill()
        _, said = running.communicate(timeout=120)
    finally:
        family = [pid for process in processes for pid in [process.pid, *descendants(process.pid)]]
        for process in processes:
            process.kill()
            process.wait()
    assert running.returncode == 3, said
    assert "scheduler is gone" in said
    assert "Traceback" not in [line for line in said.splitlines() if line.startswith("grader: ")][-1]
    assert gone([pid for pid in family if "grader" in cmdline(pid)])
    again = run(class_folder, tmp_path)
    assert again.returncode == 0, again.stderr
    assert stable(tmp_path) == by_pool
