"""A batch from outside: interrupted, killed, resumed, and always the same reports in the end."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from benchmarks.population import populate
from grader.report import from_json
from tests.support.processes import cmdline, descendants, gone, stable

SLUGS = ("ex00_ready", "ex05_square")
COUNT = 24


def command(folder: Path, out: Path, *more: str) -> list[str]:
    """Give the command line of a batch over two exercises."""
    chosen = [part for slug in SLUGS for part in ("-e", slug)]
    return [
        sys.executable,
        "-m",
        "grader",
        "batch",
        str(folder),
        "--out",
        str(out),
        *chosen,
        "--jobs",
        "2",
        *more,
    ]


def run(folder: Path, out: Path, *more: str) -> subprocess.CompletedProcess[str]:
    """Run a batch to its end."""
    return subprocess.run(
        command(folder, out, *more), capture_output=True, text=True, timeout=300, check=False
    )


@pytest.fixture(scope="module")
def class_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a folder of two dozen submissions, some wrong, some hostile."""
    folder = tmp_path_factory.mktemp("class")
    populate(folder, COUNT, SLUGS, hostile=0.15, wrong=0.3)
    return folder


@pytest.fixture(scope="module")
def undisturbed(class_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """Give the reports of a run that nothing disturbed."""
    out = tmp_path_factory.mktemp("undisturbed")
    done = run(class_folder, out)
    assert done.returncode == 0, done.stderr
    return stable(out)


def test_every_submission_gets_a_report(undisturbed: dict[str, bytes]) -> None:
    """Two dozen submissions give two dozen reports, hostile ones included."""
    assert len(undisturbed) == COUNT


def test_resume_grades_nothing_twice_and_a_changed_submission_again(
    class_folder: Path, tmp_path: Path
) -> None:
    """A second run keeps all reports; a changed submission is graded again, alone."""
    out = tmp_path / "out"
    assert run(class_folder, out).returncode == 0
    written = {path.name: path.stat().st_mtime_ns for path in out.glob("student-*.json")}
    changed = class_folder / "student-00003" / "ex00_ready.py"
    before = changed.read_text()
    try:
        changed.write_text("def ready():\n    return 'Ready'\n")
        assert run(class_folder, out).returncode == 0
    finally:
        changed.write_text(before)
    again = [name for name, at in written.items() if (out / name).stat().st_mtime_ns != at]
    assert again == ["student-00003.json"]


def test_killed_batch_goes_on_and_ends_the_same(
    class_folder: Path, undisturbed: dict[str, bytes], tmp_path: Path
) -> None:
    """SIGKILL of the batch, then of a judge process: after resuming, the reports equal an undisturbed run."""
    out = tmp_path / "out"
    first = subprocess.Popen(command(class_folder, out), stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
    wait_for_reports(out, 3)
    family = descendants(first.pid)
    first.kill()
    first.wait()
    second = subprocess.Popen(
        command(class_folder, out), stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL
    )
    wait_for_reports(out, 8)
    judges = [pid for pid in descendants(second.pid) if "grader.classroom.serve" in cmdline(pid)]
    if judges:
        os.kill(judges[0], signal.SIGKILL)
    assert second.wait(300) == 0
    assert stable(out) == undisturbed
    assert gone(family)


def test_interrupt_keeps_what_is_done(class_folder: Path, tmp_path: Path) -> None:
    """SIGINT ends with 130, a valid summary and no process left behind."""
    out = tmp_path / "out"
    batch = subprocess.Popen(
        command(class_folder, out), stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True
    )
    wait_for_reports(out, 3)
    family = descendants(batch.pid)
    batch.send_signal(signal.SIGINT)
    _, complaint = batch.communicate(timeout=60)
    assert batch.returncode == 130
    assert "Traceback" not in complaint
    summary = json.loads((out / "summary.json").read_text())
    assert 3 <= summary["finished"] < COUNT
    assert gone(family)


def test_identical_submissions_are_graded_once(tmp_path: Path) -> None:
    """Copies of one submission share its result, each under its own name."""
    for name in ("ada", "bob", "cy"):
        populate(tmp_path / "class" / name, 1, SLUGS, hostile=0, wrong=0)
        (tmp_path / "class" / name / "student-00000").rename(tmp_path / "class" / f"the-{name}")
        (tmp_path / "class" / name).rmdir()
    out = tmp_path / "out"
    assert run(tmp_path / "class", out).returncode == 0
    reports = [from_json(path.read_bytes()) for path in sorted(out.glob("the-*.json"))]
    assert [report.student for report in reports] == ["the-ada", "the-bob", "the-cy"]
    assert len({report.started_at for report in reports}) == 1
    assert len({report.score for report in reports}) == 1


@pytest.mark.parametrize(
    ("arguments", "code", "needle"),
    [
        (["batch", "{tmp}/none", "--out", "{tmp}/o"], 2, "does not exist"),
        (["batch", "{tmp}", "--out", "{tmp}/o"], 2, "no submissions"),
        (["batch", "{tmp}"], 2, "--out"),
        (["batch", "{tmp}", "--out", "{tmp}/o", "-e", "ex99"], 2, "no exercise is called"),
        (["grade", "{tmp}/none"], 2, "no such file"),
        (["grade"], 2, "Missing argument"),
        (["report", "{tmp}"], 3, "holds no reports"),
        (["report", "{tmp}/none"], 3, "is not a folder"),
        (["grade", "{tmp}", "--seed", "minus"], 2, "seed"),
        (["grade", "{tmp}", "--course", "{tmp}"], 2, "no course"),
        (["nonsense"], 2, "No such command"),
        (["rescore", "{tmp}", "--policy", "{tmp}/p", "--out", "{tmp}/o"], 2, "does not exist"),
        (["verify", "{tmp}", "--key", "{tmp}/k"], 2, "does not exist"),
    ],
)
def test_bad_input_is_one_line_and_an_exit_code(
    tmp_path: Path, arguments: list[str], code: int, needle: str
) -> None:
    """Every command answers bad input with what is wrong and where, never with a traceback."""
    filled = [part.format(tmp=tmp_path) for part in arguments]
    done = subprocess.run(
        [sys.executable, "-m", "grader", *filled], capture_output=True, text=True, timeout=120, check=False
    )
    assert done.returncode == code, done.stderr
    assert needle in done.stderr
    assert "Traceback" not in done.stderr


def wait_for_reports(out: Path, count: int) -> None:
    """Wait until a few reports are on disk."""
    deadline = time.monotonic() + 120
    while len(list(out.glob("student-*.json"))) < count:
        assert time.monotonic() < deadline
        time.sleep(0.02)
