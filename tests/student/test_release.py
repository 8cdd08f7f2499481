"""The student's bundle: nothing hidden in it, and a student can go through the course with it."""

from __future__ import annotations

import importlib.util
import json
import os
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest

from grader.author.release import leaks, release
from grader.course import Course, load_course
from grader.errors import UsageError
from grader.intake.notebook import read_notebook
from grader.judge.oracle import ReferenceOracle
from grader.pipeline import Grader, Options
from grader.records import Level, Status, Submission
from tests.student.conftest import EX15, NEVER_CLEARED, TODO


@pytest.fixture(scope="session")
def bundle(released: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a bundle of the whole course."""
    return shutil.copytree(released, tmp_path_factory.mktemp("release") / "bundle")


def test_nothing_hidden_inside(course: Course, bundle: Path) -> None:
    """No hidden check, no solution, no code of a known mistake, no author's tools, no seed."""
    names = [path.relative_to(bundle).as_posix() for path in bundle.rglob("*")]
    for word in (
        "test_hidden",
        "misconceptions",
        "equivalents",
        "solutions",
        "grader/author",
        "alternatives",
    ):
        assert [name for name in names if word in name] == []
    assert leaks(course, bundle) == []
    text = "\n".join(
        path.read_text()
        for path in bundle.rglob("*")
        if path.suffix in (".py", ".ipynb", ".json", ".toml", ".md", ".txt")
    )
    for telling in ("def cleared_too_early", "\n@twin(", "\n    ### BEGIN SOLUTION\n    return w"):
        assert telling not in text
    assert load_course(bundle).seed == 0


def test_leak_is_found(course: Course, bundle: Path, tmp_path: Path) -> None:
    """A line of a solution that got into a bundle is reported."""
    (tmp_path / "notes.md").write_bytes(course.solution_path("ex05_square").read_bytes())
    (tmp_path / "test_hidden.py").touch()
    found = leaks(course, tmp_path)
    assert "test_hidden.py" in found
    assert "notes.md holds a line of the solution of ex05_square" in found


@pytest.mark.parametrize(
    "text", ["    return 2 * w\n", '"    return 2 * w\\n",\n', "# return 2 * w\n", "> return 2 * w"]
)
def test_short_answer_is_found(course: Course, tmp_path: Path, text: str) -> None:
    """An answer of one short line is reported as well: in a docstring, a notebook, a comment, a quotation."""
    (tmp_path / "notes.md").write_text(f"An example:\n\n{text}")
    assert leaks(course, tmp_path) == ["notes.md holds a line of the solution of ex05_square"]
    (tmp_path / "notes.md").write_text("return total\nwhile waiting:\nreturn 2 * width\n")
    assert leaks(course, tmp_path) == []


def test_full_folder_is_refused(course: Course, tmp_path: Path) -> None:
    """A folder that holds something else is left alone."""
    (tmp_path / "mine.txt").touch()
    with pytest.raises(UsageError, match="not empty"):
        release(course, tmp_path, replace=True)


def test_notebooks_and_stubs_are_as_handed_out(course: Course, bundle: Path) -> None:
    """Every stub and every notebook lies there, and the originals are the same."""
    for slug in course.exercises:
        stub = (bundle / "exercises" / f"{slug}.py").read_bytes()
        notebook = (bundle / "exercises" / "notebooks" / f"{slug}.ipynb").read_bytes()
        assert stub == course.pristine(slug) == (bundle / ".originals" / f"{slug}.py").read_bytes()
        assert notebook == (bundle / ".originals" / f"{slug}.ipynb").read_bytes()
        assert read_notebook(notebook).source


def test_diagnoses_are_the_same_offline(course: Course, bundle: Path) -> None:
    """With the key, visible checks say what they say with solutions: of right answers and of a mistake."""
    sources = {slug: course.solution_path(slug).read_bytes() for slug in course.exercises}
    sources[EX15] = course.pristine(EX15).decode().replace(TODO, NEVER_CLEARED).encode()
    seen = []
    for each in (course, load_course(bundle)):
        with Grader(each, Options(hidden=False, min_isolation=Level.NONE)) as grader:
            report = grader.grade_submission(Submission(student="ada", sources=sources)).report
        assert report.reason == ""
        seen.append([(c.id, c.status, c.diagnosis, c.message, c.rows) for c in report.cases])
    assert seen[0] == seen[1]
    assert {diagnosis for _, _, diagnosis, _, _ in seen[1]} == {"", "E01"}
    assert {status for id, status, _, _, _ in seen[1] if EX15 not in id} == {Status.PASSED}


def test_key_holds_no_code(course: Course, bundle: Path) -> None:
    """The key is numbers, and what is said of a mistake."""
    key = json.loads((bundle / "key.json").read_text())
    assert set(key) == {"version", "calls", "misconceptions", "suite_digest"}
    known = ReferenceOracle(course).misconceptions(EX15)
    assert [m["id"] for m in key["misconceptions"][EX15]] == [m.id for m in known]
    assert all(set(m) <= {"id", "because", "hint", "equals"} for m in key["misconceptions"][EX15])


@pytest.mark.skipif(
    importlib.util.find_spec("hatchling") is None, reason="the build backend is not installed"
)
def test_student_goes_through_it(bundle: Path, tmp_path: Path) -> None:
    """Installed in a fresh environment: fail with the mistake named, hint, fix, pass, next."""
    subprocess.run(
        [sys.executable, "-m", "venv", "--without-pip", tmp_path / "venv"], check=True, timeout=120
    )
    python = tmp_path / "venv" / "bin" / "python"
    # torch and the other libraries are not installed again: the environment looks at those that are here.
    site = subprocess.run(
        [python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"],
        check=True, capture_output=True, text=True, timeout=60,
    ).stdout.strip()  # fmt: skip
    (Path(site) / "libraries.pth").write_text(sysconfig.get_path("purelib") + "\n")
    install: list[str | Path] = [
        sys.executable,
        "-m",
        "pip",
        "--python",
        python,
        "install",
        "--quiet",
        "--no-deps",
        "--no-build-isolation",
        "--no-index",
        bundle,
    ]
    done = subprocess.run(install, check=False, capture_output=True, text=True, timeout=180)
    assert done.returncode == 0, done.stderr
    work = tmp_path / "work"
    work.mkdir()
    shutil.copytree(bundle / "exercises", work / "exercises")
    shutil.copytree(bundle / ".originals", work / ".originals")
    shutil.copy(bundle / "key.json", work)

    def grader(*arguments: str) -> tuple[int, str]:
        environment = {k: v for k, v in os.environ.items() if k != "PYTHONPATH"}
        command: list[str | Path] = [tmp_path / "venv" / "bin" / "grader", *arguments]
        run = subprocess.run(
            command, cwd=work, env=environment, check=False, capture_output=True, text=True, timeout=120
        )
        assert "Traceback" not in run.stderr, run.stderr
        return run.returncode, " ".join((run.stdout + run.stderr).replace("│", " ").split())

    where = subprocess.run(
        [python, "-c", "import grader; print(grader.__file__)"],
        cwd=work,
        check=True,
        capture_output=True,
        text=True,
    )
    assert str(tmp_path / "venv") in where.stdout
    file = work / "exercises" / "ex05_square.py"
    stub = file.read_text()
    file.write_text(stub.replace('raise NotImplementedError("square_gradient: your turn")', "return w"))
    code, said = grader("check", "ex05")
    assert code == 1
    assert "This matches what happens when the factor 2 is dropped" in said
    assert "hint 1 of 3" in grader("hint", "ex05")[1]
    file.write_text(
        stub.replace('raise NotImplementedError("square_gradient: your turn")', "return 2 * w").replace(
            'raise NotImplementedError("square_autograd: your turn")',
            "v = torch.as_tensor(w).detach().clone()\n"
            "    v = v if v.is_floating_point() else v.float()\n"
            "    v.requires_grad_()\n"
            "    s = (v * v).sum()\n"
            "    return s.detach(), torch.autograd.grad(s, v)[0]",
        )
    )
    code, said = grader("check", "ex05")
    assert (code, "Every visible check of ex05_square passes." in said) == (0, True), said
    assert "instructor" in grader("solution", "ex05")[1]
    assert "ex01_difference_quotient" in grader("next")[1]
    assert "reset" in grader("reset", "ex05")[1]
    assert file.read_text() == stub
    assert grader("dev")[0] == 2
    assert "dev" not in grader("--help")[1].split()
