"""From a learning system's export to its grade book: batch, then report, nobody lost on the way."""

from __future__ import annotations

import csv
import json
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.intake.packing import folder, zipped
from tests.intake.test_layouts import CANVAS, GRADESCOPE, MOODLE, MOODLE_FLAT

STUDENTS = {
    "canvas": (CANVAS, {"4567", "4568", "4569", "4570"}),
    "moodle": (MOODLE, {"1234567", "1234568", "1234569", "1234570"}),
    "moodle-flat": (MOODLE_FLAT, {"1234567", "1234570"}),
    "gradescope": (
        GRADESCOPE,
        {"007", "rich@example.org", "pat@example.org", "300", "0123", "submission_9004"},
    ),
}


def grader(*arguments: object) -> subprocess.CompletedProcess[str]:
    """Run the command line."""
    return subprocess.run(
        [sys.executable, "-m", "grader", *map(str, arguments)],
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )


@pytest.mark.parametrize("packed", [False, True], ids=["folder", "zip"])
@pytest.mark.parametrize("system", STUDENTS)
def test_an_export_is_recognised_and_graded(system: str, packed: bool, tmp_path: Path) -> None:
    """The layout is named, everybody in it has a report, and their numbers stand in the grade book."""
    files, students = STUDENTS[system]
    source = make(tmp_path, files, packed)
    out = tmp_path / "out"
    done = grader("batch", source, "--out", out, "-e", "ex05", "--jobs", "1")
    assert done.returncode == 0, done.stderr
    name = system.partition("-")[0]
    assert f"layout: {name}" in done.stderr
    summary = json.loads((out / "summary.json").read_text())
    assert summary["layout"] == name
    found = {line["student"] for line in summary["submissions"]}
    assert found <= students
    assert len(found) >= len(students) - 1
    written = grader("report", out, "--canvas", "--moodle", "--csv")
    assert written.returncode == 0, written.stderr
    with (out / "grades.csv").open(newline="") as file:
        assert {row["student"] for row in csv.DictReader(file)} == found


def make(tmp_path: Path, files: Mapping[str, bytes], packed: bool) -> Path:
    """Write the export as a folder, or as the zip that the system sends."""
    if not packed:
        return folder(tmp_path / "export", files)
    path = tmp_path / "export.zip"
    path.write_bytes(zipped(files))
    return path
