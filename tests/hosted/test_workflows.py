"""CI of this repository, of students and of private grading: valid by schema, their steps run for real."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft7Validator

from grader.course import Course
from grader.report import from_json
from tests.support.venv import make_venv

ROOT = Path(__file__).resolve().parents[2]
SCHEMAS = Path(__file__).parent / "schemas"
CLASSROOM = ROOT / "classroom"
TEMPLATES = ROOT / "grader" / "author" / "templates" / "ci"
ACTION = CLASSROOM / ".github" / "actions" / "check" / "action.yml"
FILES = {
    ROOT / ".github" / "workflows" / "ci.yml": "github-workflows",
    CLASSROOM / ".github" / "workflows" / "check.yml": "github-workflows",
    ACTION: "github-actions",
    CLASSROOM / ".gitlab-ci.yml": "gitlab-ci",
    TEMPLATES / "github" / "grade.yml": "github-workflows",
    TEMPLATES / "gitlab" / "grade.gitlab-ci.yml": "gitlab-ci",
}
EXPRESSION = re.compile(r"\$\{\{\s*(.+?)\s*\}\}")
WRONG = "def square_gradient(w):\n    print('::error::forged')\n    return w\n"


def read(path: Path) -> dict[str, Any]:
    """Read YAML as GitHub does: `on` is a word, not a truth value."""
    made: dict[str, Any] = yaml.load(path.read_text(), Loader=yaml.BaseLoader)
    return made


def steps(path: Path) -> Iterator[dict[str, Any]]:
    """Give every step of a workflow or action."""
    document = read(path)
    if "runs" in document:
        yield from document["runs"]["steps"]
    for job in document.get("jobs", {}).values():
        yield from job["steps"]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_files_keep_to_the_services_schemas(path: Path) -> None:
    """Workflows, actions and pipelines are what GitHub and GitLab take."""
    schema = json.loads((SCHEMAS / f"{FILES[path]}.json").read_text())
    document = yaml.safe_load(path.read_text())
    if True in document:
        document["on"] = document.pop(True)  # YAML 1.1 reads the key `on` as true
    Draft7Validator(schema).validate(document)


@pytest.mark.parametrize("path", [path for path in FILES if "gitlab" not in path.name], ids=lambda p: p.name)
def test_no_expression_is_pasted_into_a_shell(path: Path) -> None:
    """What others may choose (branch names, inputs) reaches scripts by variables, not as program text."""
    scripts = [step["run"] for step in steps(path) if "run" in step]
    assert not [script for script in scripts if EXPRESSION.search(script)]


@pytest.mark.parametrize("path", [path for path in FILES if "gitlab" not in path.name], ids=lambda p: p.name)
def test_actions_have_a_version_and_tokens_few_rights(path: Path) -> None:
    """Every action is held to a version, the token may only read, and no checkout leaves it lying about."""
    document = read(path)
    if "jobs" in document:
        assert document["permissions"] == {"contents": "read"}
    for step in steps(path):
        used = step.get("uses", "./")
        assert used.startswith("./") or re.fullmatch(r"[\w/-]+@v\d+", used)
        if used.startswith("actions/checkout"):
            assert step["with"]["persist-credentials"] == "false"


@pytest.mark.parametrize(
    "script", [CLASSROOM / "ci" / "check.sh", TEMPLATES / "grade.sh"], ids=lambda p: p.name
)
def test_scripts_parse(script: Path) -> None:
    """The shell takes the scripts, and they may be executed."""
    subprocess.run(["bash", "-n", script], check=True)
    assert os.access(script, os.X_OK)


# --- the student's side, run ----------------------------------------------------------------------


@pytest.fixture(scope="module")
def bundle(course: Course, released: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a student's repository: the release, with one right, one wrong and many untouched exercises."""
    folder = shutil.copytree(released, tmp_path_factory.mktemp("release") / "repository")
    right = course.solution_path("ex00_ready").read_text()
    (folder / "exercises" / "ex00_ready.py").write_text(right)
    stub = (folder / "exercises" / "ex05_square.py").read_text()
    (folder / "exercises" / "ex05_square.py").write_text(f"{stub}\n\n{WRONG}")
    return folder


class Runner:
    """Runs the shell steps of an action as GitHub's runner does."""

    def __init__(self, folder: Path, repository: Path, **inputs: str) -> None:
        folder.mkdir()
        self.repository, self.folder = repository, folder
        self.summary, self.output = folder / "summary.md", folder / "output"
        self.known = {f"inputs.{name.replace('_', '-')}": value for name, value in inputs.items()}
        self.log = ""

    def environment(self, step: Mapping[str, Any]) -> dict[str, str]:
        """Give a step's environment, its expressions filled in."""
        given = {
            name: EXPRESSION.sub(lambda m: self.known[m[1]], value)
            for name, value in step.get("env", {}).items()
        }
        kept = {
            name: os.environ[name] for name in os.environ if name.startswith(("PIP_", "SSL_", "REQUESTS_"))
        }
        return {
            **kept,
            "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
            "HOME": str(self.folder),
            "CI": "true",
            "GITHUB_ACTIONS": "true",
            "GITHUB_REPOSITORY": "school/gradients",
            "GITHUB_STEP_SUMMARY": str(self.summary),
            "GITHUB_OUTPUT": str(self.output),
            "RUNNER_TEMP": str(self.folder),
            **given,
        }

    def run(self, step: Mapping[str, Any]) -> int:
        """Run one step; give its exit code."""
        self.output.write_text("")
        done = subprocess.run(
            ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", step["run"]],
            env=self.environment(step),
            cwd=self.repository,
            capture_output=True,
            text=True,
            timeout=400,
            check=False,
        )
        self.log = done.stdout + done.stderr
        for line in self.output.read_text().splitlines():
            name, _, value = line.partition("=")
            self.known[f"steps.{step['id']}.outputs.{name}"] = value
        return done.returncode


def test_the_action_checks_summarises_and_annotates(bundle: Path, tmp_path: Path) -> None:
    """Install and check run: red for a wrong exercise, with summary, annotation and report."""
    runner = Runner(tmp_path / "runner", bundle, exercises="ex00 ex05 ex06", torch_index="")
    runner.known["github.action_path"] = str(bundle / ".github" / "actions" / "check")
    place, install, check = [step for step in steps(ACTION) if "run" in step]
    assert runner.run(place) == 0
    make_venv(tmp_path / "runner" / "venv")
    if runner.run(install) != 0:
        pytest.skip(f"packages cannot be installed here: {runner.log[-300:]}")
    assert runner.run(check) == 1
    assert "not right yet: ex05_square" in runner.log
    assert "| " in runner.summary.read_text()
    assert "ex05" in runner.summary.read_text()
    assert_only_our_commands(runner.log)
    reports = Path(runner.known["steps.place.outputs.reports"])
    report = from_json((reports / "exercises.json").read_bytes())
    assert [each.slug for each in report.exercises] == ["ex00_ready", "ex05_square", "ex06_neuron"]
    assert all(case.visibility.value == "visible" for case in report.cases)
    assert (reports / "exercises.junit.xml").is_file()


def assert_only_our_commands(log: str) -> None:
    """Check that nothing a submission printed can be taken for a command of the runner."""
    stopped = ""
    for line in log.splitlines():
        if stopped:
            stopped = "" if line == f"::{stopped}::" else stopped
        elif line.startswith("::stop-commands::"):
            stopped = line.removeprefix("::stop-commands::")
        else:
            assert "::error::forged" not in line.lstrip()[:20]
    assert not stopped
    assert "::error file=exercises/ex05_square.py" in log


def check_script(bundle: Path, out: Path, exercises: str) -> subprocess.CompletedProcess[str]:
    """Run the script that GitHub and GitLab share, without either."""
    environment = {**os.environ, "PYTHON": sys.executable, "EXERCISES": exercises, "REPORTS": str(out)}
    for name in ("GITHUB_ACTIONS", "GITHUB_STEP_SUMMARY"):
        environment.pop(name, None)
    return subprocess.run(
        ["bash", "ci/check.sh"],
        cwd=bundle,
        env=environment,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )


@pytest.mark.parametrize(("exercises", "code"), [("ex00 ex06", 0), ("ex99", 2), ("* ;false", 2)])
def test_the_script_without_a_service(bundle: Path, tmp_path: Path, exercises: str, code: int) -> None:
    """Right or untouched is green, nonsense is a usage error, and no service is needed."""
    done = check_script(bundle, tmp_path, exercises)
    assert done.returncode == code, done.stderr
    assert "Traceback" not in done.stderr
    assert "::stop-commands" not in done.stdout


def test_gitlab_finds_what_it_collects(bundle: Path, tmp_path: Path) -> None:
    """Wrong is red, and the script leaves the JUnit report where the pipeline says it is."""
    pipeline = read(CLASSROOM / ".gitlab-ci.yml")["check"]
    done = check_script(bundle, tmp_path, "ex05")
    assert done.returncode == 1, done.stderr
    assert "Traceback" not in done.stderr
    assert "::stop-commands" not in done.stdout
    promised = Path(pipeline["artifacts"]["reports"]["junit"])
    assert (tmp_path / promised.relative_to(pipeline["variables"]["REPORTS"])).is_file()


def test_students_get_nothing_of_the_private_side(bundle: Path) -> None:
    """The release carries the checking workflow, not the grading one."""
    names = {path.relative_to(bundle).as_posix() for path in bundle.rglob("*") if path.is_file()}
    assert {".github/workflows/check.yml", ".github/actions/check/action.yml", ".gitlab-ci.yml"} <= names
    assert not [name for name in names if "grade.yml" in name or "grade.sh" in name]


# --- the private side, run ------------------------------------------------------------------------


@pytest.fixture
def private(tmp_path: Path, course: Course) -> Path:
    """Give a private repository's folder: a class list of three students, one of whom has no repository."""
    for name, text in (("ada", course.solution_path("ex05_square").read_text()), ("bob", WRONG)):
        home = tmp_path / "students" / name
        (home / "exercises").mkdir(parents=True)
        (home / "exercises" / "ex05_square.py").write_text(text)
        (home / "link").symlink_to("/etc/passwd")
        git = ["git", "-c", "user.name=x", "-c", "user.email=x@example.org", "-C", str(home)]
        subprocess.run([*git, "init", "-q", "-b", "main"], check=True)
        subprocess.run([*git, "add", "-A"], check=True)
        subprocess.run([*git, "commit", "-q", "-m", "work"], check=True)
    lines = [f"{name} file://{tmp_path / 'students' / name} main" for name in ("ada", "bob")]
    (tmp_path / "classroom.txt").write_text("# name address branch\n\n" + "\n".join(lines) + "\n")
    return tmp_path


def grade(private: Path) -> subprocess.CompletedProcess[str]:
    """Run the grading script."""
    environment = {
        **os.environ,
        "PYTHON": sys.executable,
        "EXERCISES": "ex05",
        "CLASSROOM": str(private / "classroom.txt"),
        "REPORTS": str(private / "reports"),
        "SUBMISSIONS": str(private / "submissions"),
        "GITHUB_STEP_SUMMARY": str(private / "summary.md"),
        "GIT_ALLOW_PROTOCOL": "file",
    }
    return subprocess.run(
        ["bash", TEMPLATES / "grade.sh"],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )


def test_a_class_is_fetched_and_graded_with_hidden_checks(private: Path) -> None:
    """Right and wrong work earn their points from hidden checks; a second run grades nothing twice."""
    done = grade(private)
    assert done.returncode == 0, done.stderr
    ada, bob = (from_json((private / "reports" / f"{name}.json").read_bytes()) for name in ("ada", "bob"))
    assert ada.score == ada.max_score > 0
    assert bob.score == 0
    assert "hidden" in {case.visibility.value for case in ada.cases}
    assert (private / "reports" / "class.html").is_file()
    assert "### 2 of 2 submissions" in (private / "summary.md").read_text()
    assert not (private / "submissions" / "ada" / ".git").exists()
    assert "2 kept from before" in grade(private).stdout


def test_who_cannot_be_fetched_is_named_and_the_rest_graded(private: Path) -> None:
    """A repository that is not there, or a name that is a path, ends in 3; the others have their reports."""
    with (private / "classroom.txt").open("a") as file:
        file.write(f"cy file://{private}/none\n../../evil file://{private}/students/ada\n")
    done = grade(private)
    assert done.returncode == 3
    assert "not fetched: cy" in done.stderr
    assert "is no name" in done.stderr
    assert {path.stem for path in (private / "reports").glob("*.json")} == {"ada", "bob", "summary"}


SHADOWS = {
    "grader/__init__.py": "raise SystemExit('taken over')\n",
    "sitecustomize.py": "import os; os._exit(9)\n",
    "conftest.py": "raise SystemExit(0)\n",
    "torch.py": "raise SystemExit(0)\n",
    "ci/grade.sh": "echo taken over; exit 0\n",
    ".github/workflows/grade.yml": "jobs: {}\n",
    ".gitattributes": "*.py filter=own diff=own merge=own\n",
    "exercises/course.toml": "[course]\ntitle = 'mine'\n",
    "summary.json": '{"finished": 1, "total": 1, "outcomes": {"graded": 1}}\n',
    "mal.json": '{"schema_version": "1.0", "student": "mal", "score": 4}\n',
}


def test_pushed_files_change_nothing_but_their_own_verdict(private: Path) -> None:
    """A repository full of files that shadow ours earns nothing, and the others' reports stay the same."""
    assert grade(private).returncode == 0
    before = {name: judged(private, name) for name in ("ada", "bob")}
    home = private / "students" / "bob"
    for name, text in SHADOWS.items():
        (home / name).parent.mkdir(parents=True, exist_ok=True)
        (home / name).write_text(text)
    (home / "exercises" / "ex05_square.py").write_text(f"import os\nos._exit(0)\n{WRONG}")
    git = ["git", "-c", "user.name=x", "-c", "user.email=x@example.org", "-C", str(home)]
    subprocess.run([*git, "add", "-A"], check=True)
    subprocess.run([*git, "commit", "-q", "-m", "mine now"], check=True)
    done = grade(private)
    assert done.returncode == 0, done.stderr
    assert "taken over" not in done.stdout + done.stderr
    assert judged(private, "ada") == before["ada"]
    bob = judged(private, "bob")
    assert bob != before["bob"]
    assert (bob["outcome"], bob["score"], bob["max_score"]) == ("graded", 0, before["bob"]["max_score"])


def judged(private: Path, name: str) -> dict[str, Any]:
    """Give a student's report as it was written."""
    made: dict[str, Any] = json.loads((private / "reports" / f"{name}.json").read_bytes())
    return made


@pytest.mark.parametrize(("answer", "code"), [("true", 0), ("false", 1), ("", 1)])
def test_a_public_repository_is_refused(tmp_path: Path, answer: str, code: int) -> None:
    """Before anything is checked out, the workflow makes sure that its repository is private."""
    (tmp_path / "gh").write_text(f"#!/bin/sh\necho {answer}\n")
    (tmp_path / "gh").chmod(0o755)
    first = next(steps(TEMPLATES / "github" / "grade.yml"))
    runner = Runner(tmp_path / "runner", tmp_path)
    runner.known["github.token"] = "t"
    step = {**first, "env": {**first["env"], "PATH": f"{tmp_path}:{os.environ['PATH']}"}}
    assert runner.run(step) == code
