"""pytest's own record of a run, which `grader grade --raw` keeps beside the report."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SAMPLE = ROOT / "examples" / "submissions" / "cleo-forgets-the-two"


def grade(*more: str | Path) -> subprocess.CompletedProcess[str]:
    """Run the command on one exercise of a sample."""
    arguments = [sys.executable, "-m", "grader", "grade", SAMPLE, "--exercise", "ex05_square", *more]
    return subprocess.run(arguments, cwd=ROOT, capture_output=True, text=True, check=False)


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a folder with a report and its raw record."""
    out = tmp_path_factory.mktemp("kept")
    assert grade("--raw", "--out", out).returncode == 0
    return out


def test_raw_record_tells_of_each_case_what_the_report_does(kept: Path) -> None:
    """The record is pytest-json-report's, a test for each case, with the judge's verdict beside pytest's."""
    report = json.loads((kept / f"{SAMPLE.name}.json").read_text())
    raw = json.loads((kept / f"{SAMPLE.name}.raw.json").read_text())
    told = {test["metadata"]["id"]: test for test in raw["tests"]}
    assert list(told) == [case["id"] for case in report["cases"]]
    for case in report["cases"]:
        test = told[case["id"]]
        assert test["metadata"]["status"] == case["status"]
        assert test["outcome"] == ("passed" if case["status"] == "passed" else "failed")
        assert "test_" in test["nodeid"]
        assert test["metadata"]["calls"]
    failed = sum(case["status"] != "passed" for case in report["cases"])
    assert (raw["summary"].get("failed", 0), raw["summary"]["total"]) == (failed, len(report["cases"]))
    assert failed > 0


def test_raw_needs_a_place_to_be_kept() -> None:
    """Without a folder there is nothing to keep it in, which is said in one line."""
    done = grade("--raw")
    assert done.returncode == 2
    assert "--raw needs --out" in done.stderr
