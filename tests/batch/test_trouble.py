"""A real batch in trouble: the disk fills up, submissions vanish, a polite end, memory."""

from __future__ import annotations

import json
import shutil
import signal
import subprocess
from pathlib import Path

import pytest
from filelock import FileLock

from benchmarks.population import populate
from grader.report import from_json
from tests.batch.test_batch import SLUGS, command, run, wait_for_reports
from tests.support.processes import descendants, gone, resident_mib


def complaint(text: str) -> str:
    """Give the one line of an error; progress lines stand before it."""
    assert "Traceback" not in text, text
    (line,) = [line for line in text.splitlines() if line.startswith("grader: ")]
    return line


def check_state(out: Path, total: int) -> int:
    """Check that whatever is there is whole; give the number of reports."""
    found = [path for path in out.glob("*.json") if path.name != "summary.json"]
    for path in found:
        from_json(path.read_bytes(), str(path))
    assert not list(out.glob(".writing-*"))
    if (out / "summary.json").exists():
        assert json.loads((out / "summary.json").read_text())["total"] == total
    return len(found)


def can_mount() -> bool:
    """Tell whether a small disk can be made here."""
    probe = ["unshare", "-rm", "sh", "-c", "mount -t tmpfs -o size=64k none /mnt"]
    return (
        bool(shutil.which("unshare"))
        and subprocess.run(probe, capture_output=True, check=False).returncode == 0
    )


@pytest.mark.skipif(not can_mount(), reason="this system lets nobody mount a small disk")
def test_a_full_disk_keeps_what_is_graded_and_resumes(tmp_path: Path) -> None:
    """A disk that fills up in mid-run: the reports so far stay whole, and count after room is made."""
    populate(tmp_path / "in", 12, SLUGS, hostile=0)
    small, kept = tmp_path / "small", tmp_path / "kept"
    small.mkdir()
    script = 'mount -t tmpfs -o size=72k none "$1" && small=$1 kept=$2 && shift 2 && "$@"; code=$?; ' \
             'cp -a "$small" "$kept"; exit $code'  # fmt: skip
    filled = subprocess.run(
        [
            "unshare",
            "-rm",
            "sh",
            "-c",
            script,
            "sh",
            small,
            kept,
            *command(tmp_path / "in", small, "--min-isolation", "none"),
        ],
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert filled.returncode == 3, filled.stderr
    assert "No space left on device" in complaint(filled.stderr)
    before = check_state(kept, 12)
    assert 0 < before < 12
    again = run(tmp_path / "in", kept, "--min-isolation", "none")
    assert again.returncode == 0, again.stderr
    assert f"{before} kept from before" in again.stdout
    assert check_state(kept, 12) == 12


def test_a_submission_removed_in_mid_run_has_no_score(tmp_path: Path) -> None:
    """A folder that goes away while the batch runs ends in 3 and no score, and the rest is graded."""
    populate(tmp_path / "in", 12, SLUGS, hostile=0)
    out = tmp_path / "out"
    batch = subprocess.Popen(command(tmp_path / "in", out), stderr=subprocess.PIPE, text=True)
    wait_for_reports(out, 1)
    shutil.rmtree(tmp_path / "in" / "student-00011")
    _, said = batch.communicate(timeout=200)
    assert batch.returncode == 3, said
    summary = json.loads((out / "summary.json").read_text())
    assert summary["outcomes"] == {"graded": 11, "internal_error": 1}
    assert summary["needs_person"] == ["student-00011"]


def test_a_schedulers_polite_end_is_an_interrupt(tmp_path: Path) -> None:
    """SIGTERM, as Slurm and Kubernetes send it, leaves a summary and no process."""
    populate(tmp_path / "in", 12, SLUGS, hostile=0)
    out = tmp_path / "out"
    batch = subprocess.Popen(command(tmp_path / "in", out), stderr=subprocess.PIPE, text=True)
    wait_for_reports(out, 1)
    family = descendants(batch.pid)
    batch.send_signal(signal.SIGTERM)
    _, said = batch.communicate(timeout=60)
    assert batch.returncode == 130
    assert "goes on from there" in said
    assert json.loads((out / "summary.json").read_text())["total"] == 12
    assert gone(family)


def test_a_second_batch_into_the_same_folder_is_refused(tmp_path: Path) -> None:
    """While one batch writes into a folder, another ends with 2 at once and writes nothing."""
    populate(tmp_path / "in", 2, SLUGS, hostile=0)
    out = tmp_path / "out"
    out.mkdir()
    with FileLock(out / ".batch.lock"):
        second = run(tmp_path / "in", out)
    assert second.returncode == 2
    assert "another batch is writing" in complaint(second.stderr)
    assert check_state(out, 2) == 0


def test_the_batch_process_stays_small(tmp_path: Path) -> None:
    """The process that schedules holds no torch, and grows by little from the first reports to the last."""
    populate(tmp_path / "in", 40, SLUGS, hostile=0)
    out = tmp_path / "out"
    batch = subprocess.Popen(
        command(tmp_path / "in", out), stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL
    )
    wait_for_reports(out, 4)
    early = resident_mib(batch.pid)
    wait_for_reports(out, 36)
    late = resident_mib(batch.pid)
    assert batch.wait(200) == 0
    assert early < 120
    assert late - early < 10
