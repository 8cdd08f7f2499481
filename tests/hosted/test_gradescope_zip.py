"""The Gradescope autograder, in a folder laid out as Gradescope lays it out; its scripts run for real."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
import zipfile
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from jsonschema import Draft202012Validator

from grader.author.gradescope_run import _who
from grader.cli.main import cli
from grader.course import Course
from grader.report import from_json

SCHEMA = json.loads((Path(__file__).parents[1] / "export" / "schemas" / "gradescope.json").read_text())
SLUGS = ("ex00_ready", "ex05_square")
METADATA = {
    "id": 123456,
    "created_at": "2026-09-14T11:41:07.000000+02:00",
    "assignment": {"id": 25828, "title": "Gradients", "total_points": "5.0"},
    "submission_method": "upload",
    "users": [{"email": "ada@example.org", "id": 1234, "name": "Ada Lovelace"}],
    "previous_submissions": [{"submission_time": "2026-09-13T11:41:07+02:00", "score": 0.0, "results": {}}],
}  # fmt: skip


def write_zip(path: Path) -> None:
    """Make the autograder with the command."""
    options = [part for slug in SLUGS for part in ("-e", slug)]
    result = CliRunner().invoke(
        cli, ["dev", "release", "--gradescope", str(path), *options], standalone_mode=False
    )
    assert result.exception is None, result.exception


@pytest.fixture(scope="module")
def image(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the image as Gradescope does: unpack into source/, run setup.sh, copy run_autograder.

    A virtual environment is there already, which sees this test's packages: setup.sh then finds everything
    installed and needs no network.
    """
    root = tmp_path_factory.mktemp("autograder")
    write_zip(root / "autograder.zip")
    with zipfile.ZipFile(root / "autograder.zip") as archive:
        for info in archive.infolist():
            archive.extract(info, root / "source")
            (root / "source" / info.filename).chmod(info.external_attr >> 16 & 0o777)
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", root / "venv"], check=True)
    (site,) = (root / "venv" / "lib").glob("python*/site-packages")
    outer = next(path for path in sys.path if path.endswith("site-packages"))
    (site / "outer.pth").write_text(f"{outer}\n")
    environment = surroundings(root) | {"AUTOGRADER_NO_APT": "1", "TORCH_INDEX": "", "PIP_NO_INDEX": "1"}
    done = subprocess.run(
        ["bash", root / "source" / "setup.sh"], env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr + done.stdout
    shutil.copy2(root / "source" / "run_autograder", root / "run_autograder")
    return root


def surroundings(root: Path) -> dict[str, str]:
    """Give the environment of the scripts: nothing of the project's is in it."""
    return {"PATH": os.environ["PATH"], "HOME": str(root), "AUTOGRADER_ROOT": str(root)}


@pytest.fixture
def root(image: Path) -> Path:
    """Give the image with an empty submission and no results, as each submission finds it."""
    for name in ("submission", "results"):
        shutil.rmtree(image / name, ignore_errors=True)
        (image / name).mkdir()
    (image / "submission_metadata.json").write_text(json.dumps(METADATA))
    return image


def hand_in(root: Path, **sources: str) -> None:
    """Write the submission's files."""
    for slug, text in sources.items():
        (root / "submission" / f"{slug}.py").write_text(text)


def grade(root: Path) -> subprocess.CompletedProcess[str]:
    """Run the autograder."""
    return subprocess.run(
        [root / "run_autograder"],
        env=surroundings(root),
        cwd=root,
        capture_output=True,
        text=True,
        timeout=200,
        check=False,
    )


def results(root: Path) -> dict[str, Any]:
    """Read results.json and check it against the format."""
    text = (root / "results" / "results.json").read_text()
    made: dict[str, Any] = json.loads(text, parse_constant=pytest.fail)
    Draft202012Validator(SCHEMA).validate(made)
    return made


def solution(course: Course, slug: str) -> str:
    """Give a right answer."""
    return course.solution_path(slug).read_text()


def test_a_right_submission_gets_full_marks(root: Path, course: Course) -> None:
    """What is right earns all points; the report names the student, attempt and time that Gradescope gave."""
    hand_in(root, **{slug: solution(course, slug) for slug in SLUGS})
    done = grade(root)
    assert done.returncode == 0, done.stderr
    made = results(root)
    points = sum(course.exercises[slug].points for slug in SLUGS)
    assert sum(test["score"] for test in made["tests"]) == pytest.approx(points)
    assert "has not finished" not in made["output"]
    report = from_json((root / "results" / "report.json").read_bytes())
    assert (report.student, report.attempt, report.audience) == ("ada@example.org", 2, "student")
    assert report.submitted_at == METADATA["created_at"]


def test_a_wrong_submission_sees_no_hidden_inputs(root: Path, course: Course) -> None:
    """A mistake is named, points are lost, and what a student sees holds neither hidden rows nor the seed."""
    wrong = "def square_gradient(w):\n    return w\n\n\nsquare_autograd = square_gradient\n"
    hand_in(root, ex00_ready=solution(course, "ex00_ready"), ex05_square=wrong)
    assert grade(root).returncode == 0
    made = results(root)
    failed = [test for test in made["tests"] if test["status"] == "failed"]
    assert failed
    assert all(test["visibility"] == "visible" for test in made["tests"])
    report = from_json((root / "results" / "report.json").read_bytes())
    hidden = [case for case in report.cases if case.visibility.value == "hidden"]
    assert hidden
    assert all(not case.rows for case in hidden)
    assert report.seed == 0


def test_an_empty_submission_is_told_why(root: Path) -> None:
    """Nothing to grade is a zero that says what is missing."""
    assert grade(root).returncode == 0
    made = results(root)
    assert made["score"] == 0
    assert made["output"]


def test_a_hostile_submission_reads_neither_suites_nor_results(root: Path) -> None:
    """Student code runs without root's rights: the autograder's own folders are out of its reach."""
    attack = f"""
import os
from pathlib import Path
found = []
for place in ("source/course/solutions", "source/plan.json", "results", "submission_metadata.json"):
    try:
        path = Path({str(root)!r}) / place
        found.append(os.listdir(path) if path.is_dir() else path.read_text())
    except OSError:
        pass
try:
    (Path({str(root)!r}) / "results" / "results.json").write_text('{{"score": 100}}')
except OSError:
    pass
def square_gradient(w):
    raise ValueError(repr(found) + str(os.getuid()))
square_autograd = square_gradient
"""
    hand_in(root, ex05_square=attack)
    assert grade(root).returncode == 0
    made = results(root)
    assert sum(test["score"] for test in made["tests"]) == 0
    shown = json.dumps(made)
    assert "min_isolation" not in shown  # of the plan
    assert "ada@example.org" not in shown  # of the metadata


@pytest.mark.parametrize(
    ("metadata", "student"),
    [
        ("", "student"),
        ("{", "student"),
        ("[]", "student"),
        ("[" * 100_000, "student"),
        ('{"users": 3}', "student"),
        ('{"users": [null, {"id": 7}]}', "7"),
    ],
    ids=["empty", "cut off", "a list", "deep", "a number", "one of two"],
)
def test_odd_metadata_is_read_as_far_as_it_goes(tmp_path: Path, metadata: str, student: str) -> None:
    """Whatever submission_metadata.json holds, somebody has handed it in."""
    path = tmp_path / "submission_metadata.json"
    path.write_text(metadata)
    assert _who(path).student == student
    path.unlink()
    assert _who(path).student == "student"


def test_odd_metadata_costs_nobody_their_grade(root: Path, course: Course) -> None:
    """A submission whose metadata cannot be read is graded."""
    (root / "submission_metadata.json").write_text("{")
    hand_in(root, ex00_ready=solution(course, "ex00_ready"))
    assert grade(root).returncode == 0
    assert results(root)["tests"]


def test_a_timeout_leaves_valid_partial_results(root: Path, course: Course) -> None:
    """Killed in mid-run as by Gradescope's time-out: results.json is valid and holds what is done."""
    slow = "import time\ndef square_gradient(w):\n    time.sleep(60)\nsquare_autograd = square_gradient\n"
    hand_in(root, ex00_ready=solution(course, "ex00_ready"), ex05_square=slow)
    running = subprocess.Popen(
        [root / "run_autograder"],
        env=surroundings(root),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    deadline = time.monotonic() + 100
    seen: list[dict[str, Any]] = []
    while not (seen and seen[-1].get("tests")):
        assert time.monotonic() < deadline
        assert running.poll() is None
        if (root / "results" / "results.json").exists():
            seen.append(results(root))
        time.sleep(0.02)
    os.killpg(running.pid, signal.SIGKILL)
    running.wait()
    assert seen[0].get("score") == 0
    assert "has not finished" in seen[0]["output"]
    made = results(root)
    assert "has not finished" in made["output"]
    assert sum(test["score"] for test in made["tests"]) == course.exercises["ex00_ready"].points


def test_our_fault_leaves_no_results(root: Path, course: Course) -> None:
    """Where the machine isolates too little, the run fails and no results.json pretends to a zero."""
    plan = root / "source" / "plan.json"
    before = plan.read_text()
    hand_in(root, ex00_ready=solution(course, "ex00_ready"))
    try:
        plan.write_text(before.replace('"standard"', '"strong"') if not strong(root) else "{")
        done = grade(root)
    finally:
        plan.write_text(before)
    assert done.returncode == 3
    assert "grader: " in done.stderr
    assert not (root / "results" / "results.json").exists()


def strong(root: Path) -> bool:
    """Tell whether this machine isolates as strongly as can be."""
    from grader.records import Level
    from grader.sandbox.host import Sandbox

    with Sandbox() as sandbox:
        return sandbox.isolation.level is Level.STRONG


def test_the_same_course_gives_the_same_zip(tmp_path: Path) -> None:
    """The zip depends on nothing but the course: no times, no caches, scripts executable."""
    write_zip(tmp_path / "a.zip")
    write_zip(tmp_path / "b.zip")
    assert (tmp_path / "a.zip").read_bytes() == (tmp_path / "b.zip").read_bytes()
    with zipfile.ZipFile(tmp_path / "a.zip") as archive:
        names = archive.namelist()
        assert archive.getinfo("setup.sh").external_attr >> 16 & 0o111
        assert archive.getinfo("run_autograder").external_attr >> 16 & 0o111
    assert {"setup.sh", "run_autograder", "requirements.txt", "constraints.txt"} <= set(names)
    assert not [name for name in names if name.endswith(".pyc")]
