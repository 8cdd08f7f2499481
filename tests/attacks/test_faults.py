"""Faults on our side: processes killed at any moment, no descriptors, a full disk. Never a zero for it."""

from __future__ import annotations

import os
import random
import resource
import signal
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from grader.classroom.pool import Pool, Work
from grader.classroom.serve import Settings
from grader.course import Course
from grader.errors import ReportError
from grader.judge.bench import SandboxBench
from grader.pipeline import Grader, Options
from grader.records import Level, Outcome, ScoreReport, Status
from grader.report import from_json, to_json
from grader.store import write_atomically
from tests.attacks.corpus.poison import HONEST, POISON
from tests.attacks.model import RIGHT, WRONG
from tests.attacks.poison import stable, zygote_pid
from tests.attacks.run import EXERCISES, SLUG, short_limits
from tests.support import reports
from tests.support.submit import submission

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="processes are found through /proc")
FULL = 4.0


@pytest.fixture(scope="module")
def grader(course: Course) -> Iterator[Grader]:
    """Give a grader of one's own, to be hurt."""
    options = Options(exercises=(SLUG,))
    with Grader(course, options) as grader:
        yield grader


def children(pid: int) -> list[int]:
    """Give the processes that a process started and that live."""
    try:
        return [int(text) for text in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    except OSError:
        return []


def graded(grader: Grader) -> ScoreReport:
    """Grade right work."""
    return grader.grade_submission(submission("sam", **{SLUG: RIGHT})).report


def during(moment: float, hurt: Callable[[], object], act: Callable[[], ScoreReport]) -> ScoreReport:
    """Hurt something this many seconds after the start of an act."""
    timer = threading.Timer(moment, hurt)
    timer.start()
    try:
        return act()
    finally:
        timer.cancel()
        timer.join()


def kill(pids: list[int]) -> None:
    """Kill processes, gone ones too."""
    for pid in pids:
        try:
            os.kill(pid, signal.SIGKILL)
        except ProcessLookupError:
            continue


def is_fair(report: ScoreReport) -> bool:
    """Tell whether right work got all its points, or no score with a valid report."""
    assert from_json(to_json(report)) == report
    if report.outcome is Outcome.INTERNAL_ERROR:
        return report.score is None and bool(report.reason)
    return report.outcome is Outcome.GRADED and report.score == FULL


def test_a_worker_that_somebody_kills_costs_nobody_points(grader: Grader) -> None:
    """A worker killed from outside, at any moment, is replaced; the points are all there."""
    zygote = zygote_pid(grader._sandbox)
    moments = random.Random(1)
    for _ in range(12):
        report = during(moments.uniform(0, 0.12), lambda: kill(children(zygote)), lambda: graded(grader))
        assert report.outcome is Outcome.GRADED
        assert report.score == FULL, [case.message for case in report.cases if case.message]


def test_a_zygote_that_somebody_kills_heals(grader: Grader) -> None:
    """A zygote killed at any moment costs at most a second try, and the next submission nothing."""
    moments = random.Random(2)
    for _ in range(4):
        zygote = zygote_pid(grader._sandbox)
        report = during(moments.uniform(0, 0.12), lambda pid=zygote: kill([pid]), lambda: graded(grader))  # type: ignore[misc]
        assert is_fair(report), report.reason or [case.message for case in report.cases if case.message]
        again = graded(grader)
        assert again.score == FULL, again.reason


def test_no_descriptors_are_left_is_our_fault(grader: Grader) -> None:
    """Out of descriptors there is no score, and with descriptors again there is; none was lost."""
    assert graded(grader).score == FULL
    before = len(list(Path("/proc/self/fd").iterdir()))
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    try:
        resource.setrlimit(resource.RLIMIT_NOFILE, (3, hard))  # below what is open: no new ones
        graded(grader)  # takes the worker that waits already
        report = graded(grader)
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    assert is_fair(report)
    assert report.outcome is Outcome.INTERNAL_ERROR
    assert graded(grader).score == FULL
    assert len(list(Path("/proc/self/fd").iterdir())) <= before + 4


def test_faults_leave_nothing_behind(course: Course, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """After a zygote was killed and the grader closed, no process and no temporary file is left."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    with Grader(course, Options(exercises=(SLUG,))) as grader:
        first = zygote_pid(grader._sandbox)
        during(0.03, lambda: kill([first]), lambda: graded(grader))
        graded(grader)
        second = zygote_pid(grader._sandbox)
        family = [first, second, *children(second)]
    deadline = time.monotonic() + 5
    while time.monotonic() < deadline and any(_alive(pid) for pid in family):
        time.sleep(0.05)
    assert not [pid for pid in family if _alive(pid)]
    assert not list(tmp_path.iterdir())


def _alive(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state not in ("Z", "X")


def test_a_judge_that_somebody_kills_is_replaced(course: Course) -> None:
    """Killed judges cost a second try, never a result; reports are byte-equal at any number of jobs."""
    settings = Settings(
        course_root=str(course.root), seed=None, min_isolation=Level.STANDARD, exercises=EXERCISES
    )
    mixed = [
        *HONEST.items(),
        ("poison", {SLUG: POISON["builtins"] + WRONG}),
        *HONEST.items(),
        *HONEST.items(),
    ]
    work = [Work(str(number), submission(name, **sources)) for number, (name, sources) in enumerate(mixed)]
    moments = random.Random(3)
    done: dict[str, ScoreReport] = {}
    with Pool(settings, 2) as pool:
        for piece, report in pool.run(work):
            done[piece.key] = report
            if len(done) == 5:
                timer = threading.Timer(moments.uniform(0, 0.1), kill, [pool.pids[:1]])
                timer.start()
    timer.join()
    assert sorted(done, key=int) == [piece.key for piece in work]
    assert {report.outcome for report in done.values()} == {Outcome.GRADED}
    with Grader(course, Options(exercises=EXERCISES)) as grader:
        for name, sources in HONEST.items():
            alone = stable(grader.grade_submission(submission(name, **sources)).report)
            in_batch = [done[piece.key] for piece in work if piece.submission.student == name]
            for report in in_batch:
                assert stable(report).splitlines() == alone.splitlines()


def test_a_full_disk_is_our_error_and_keeps_the_old_report(tmp_path: Path) -> None:
    """Where a report does not fit, the error names the file; the one before it stays whole."""
    path = tmp_path / "sam.json"
    old = to_json(reports.complete())
    write_atomically(path, old)
    pid = os.fork()
    if pid == 0:  # a limit of a process cannot be raised again
        code = 1
        try:
            resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))
            write_atomically(path, to_json(reports.halfway()))
        except ReportError as error:
            code = 0 if str(path) in str(error) else 2
        finally:
            os._exit(code)
    assert os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 0
    assert path.read_bytes() == old
    assert [each.name for each in tmp_path.iterdir()] == ["sam.json"]


def test_a_submission_that_cannot_be_read_is_rejected_with_a_reason(grader: Grader, tmp_path: Path) -> None:
    """Missing, vanished and unreadable submissions have a report that says so, and no crash."""
    for path in (tmp_path / "gone", tmp_path / "gone.py", tmp_path / "gone.zip"):
        report = grader.grade(path).report
        assert (report.outcome, report.score) == (Outcome.REJECTED, 0)
        assert path.name in report.reason
    folder = tmp_path / "vanishing"
    folder.mkdir()
    stop = threading.Event()

    def flicker() -> None:
        file = folder / f"{SLUG}.py"
        while not stop.is_set():
            file.write_text(RIGHT)
            file.unlink(missing_ok=True)

    thread = threading.Thread(target=flicker)
    thread.start()
    try:
        for _ in range(5):
            report = grader.grade(folder).report
            assert report.outcome in (Outcome.GRADED, Outcome.REJECTED)
            assert from_json(to_json(report)) == report
    finally:
        stop.set()
        thread.join()


SLEEPS = """
import time
def __getattr__(name):
    def function(*args, **options):
        time.sleep(0.8)
        return 1.0
    return function
"""


def test_a_submission_that_sleeps_under_every_limit_costs_a_bounded_time(warm: Grader) -> None:
    """Time is bounded for a submission: what comes after its budget is not run, and that is said."""
    slugs = list(warm.course.exercises)
    given = submission("eve", **dict.fromkeys(slugs, SLEEPS))
    started = time.monotonic()
    with short_limits():
        bench = SandboxBench(warm.course, given, warm._sandbox, budget_seconds=4)
        try:
            judged = warm.judge.run(slugs, bench, warm.seed)
        finally:
            bench.close()
    assert time.monotonic() - started < 4 + 10
    assert {case.exercise for case in judged.cases} == set(slugs)
    assert sum(case.status is Status.NOT_RUN for case in judged.cases) > 100
    assert not any(case.score for case in judged.cases)
