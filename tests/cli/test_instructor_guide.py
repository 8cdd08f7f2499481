"""The instructor's guide, played: its commands, one after another, on a small class."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
import zipfile
from pathlib import Path

from grader.course import Course
from grader.policy import parse_policy
from grader.report import from_json

GUIDE = (Path(__file__).resolve().parents[2] / "docs" / "instructor-guide.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```(\w*)\n(.+?)^```", GUIDE, re.MULTILINE | re.DOTALL)
COMMANDS = [
    line for kind, block in BLOCKS if not kind for line in block.splitlines() if line.startswith("grader ")
]
POLICY = next(block for kind, block in BLOCKS if kind == "toml")


def test_the_guides_policy_is_one() -> None:
    """The example policy uses every rule that there is."""
    policy = parse_policy(POLICY)
    assert policy.attempts == "best"
    assert policy.weights
    assert policy.bonus
    assert policy.all_or_nothing
    assert policy.late
    assert policy.overrides


def test_the_guide_from_export_to_grade_book(course: Course, tmp_path: Path) -> None:
    """Every command of the guide ends with 0 on a Canvas export, and the override has its effect."""
    with zipfile.ZipFile(tmp_path / "submissions.zip", "w") as archive:
        for number, student in enumerate(("4711", "4712")):
            for slug in course.exercises if student == "4711" else ("ex05_square",):
                source = course.solution_path(slug).read_text(encoding="utf-8")
                archive.writestr(f"doe_{student}_9{number}_{slug}.py", source)
    with zipfile.ZipFile(tmp_path / "submissions.zip") as archive:
        archive.extractall(tmp_path / "submissions")
    (tmp_path / "policy.toml").write_text(POLICY)
    (tmp_path / "roster.csv").write_text("student,name,id\n4711,Doe,1\n4712,Roe,2\n")
    assert len(COMMANDS) > 8
    for command in COMMANDS:
        done = subprocess.run(
            [sys.executable, "-m", "grader", *shlex.split(command)[1:]],
            cwd=tmp_path,
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )
        assert done.returncode == 0, f"{command}: {done.stdout}{done.stderr}"
    final = from_json((tmp_path / "final" / "4711.json").read_bytes())
    assert "Explained in person" in {each.reason.partition(" that")[0] for each in final.adjustments}
    assert (tmp_path / "final" / "class.html").is_file()
