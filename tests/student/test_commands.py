"""The student's commands, from outside, in a copy of the course."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from grader.course import Course
from grader.student import progress
from tests.student.conftest import EX15, NEVER_CLEARED, TODO, Run, solved, with_body


def test_check_one(run: Run, folder: Course) -> None:
    """What fails ends with 1 and is named; what passes ends with 0 and is remembered."""
    file = folder.stub_path(EX15)
    file.write_bytes(with_body(folder, NEVER_CLEARED))
    failed = run("check", "ex15")
    assert failed.returncode == 1
    assert "the gradients are never cleared" in failed.stdout
    file.write_bytes(solved(folder, EX15))
    passed = run("check", "15", NO_COLOR="1")
    assert (passed.returncode, passed.stderr) == (0, "")
    assert "\x1b" not in passed.stdout
    assert "✓ ex15_manual_update" in run("list", "--done", PYTHONIOENCODING="utf-8").stdout


def test_check_all(run: Run, folder: Course) -> None:
    """Without a name all exercises are checked, a line each; the first that was tried and fails is shown."""
    folder.stub_path(EX15).write_bytes(with_body(folder, NEVER_CLEARED))
    done = run("check")
    assert done.returncode == 1
    assert sum(line.startswith(("  ✓ ex", "  · ex", "  x ex")) for line in done.stdout.splitlines()) == len(
        folder.exercises
    )
    assert "the gradients are never cleared" in done.stdout


@pytest.mark.parametrize(
    "arguments",
    [("check", "nope"), ("hint", "ex99"), ("reset", "x"), ("hint", "ex05", "4"), ("plot", "ex05")],
)
def test_bad_names(run: Run, arguments: tuple[str, ...]) -> None:
    """What does not exist is said in one line, with exit code 2."""
    done = run(*arguments)
    assert done.returncode == 2
    assert done.stdout == ""
    assert len(done.stderr.splitlines()) == 1


def test_exercises_alone_are_not_the_course(folder: Course, tmp_path: Path) -> None:
    """Copied out of the course without what they are checked against: it says so, once, and what to do."""
    shutil.copytree(folder.root / "exercises", tmp_path / "alone" / "exercises")
    done = subprocess.run(
        [sys.executable, "-m", "grader", "check", "ex05"],
        cwd=tmp_path / "alone", capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 3
    assert "nothing to check them against" in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_hints(run: Run, folder: Course) -> None:
    """Hints come one after the other, are remembered, and end with the third."""
    texts = [run("hint", "ex05").stdout for _ in range(4)]
    assert [text.splitlines()[0] for text in texts] == [f"ex05_square, hint {n} of 3" for n in (1, 2, 3, 3)]
    assert progress.load(folder.root).of("ex05_square").hints == 3
    assert run("hint", "ex05", "1").stdout == texts[0]


def test_next_and_list(run: Run, folder: Course) -> None:
    """What is left without passing is skipped, and comes back when nothing else is open."""
    first, second = list(folder.exercises)[:2]
    assert second in run("next").stdout
    assert first in run("list", "--skipped").stdout
    assert first not in run("list", "--open").stdout
    for slug in list(folder.exercises)[1:]:
        progress.record_result(folder.root, slug, passed=True)
    assert f"\n{first}:" in f"\n{run('next').stdout}"


def test_reset_keeps_a_backup(run: Run, folder: Course) -> None:
    """The file is as handed out again, and what was in it is kept."""
    file = folder.stub_path(EX15)
    file.write_text("mine = 1\n")
    assert run("reset", "ex15").returncode == 0
    assert file.read_bytes() == folder.pristine(EX15)
    kept = list((folder.root / ".grader" / "backups").iterdir())
    assert [path.read_text() for path in kept] == ["mine = 1\n"]
    assert "as it was handed out" in run("reset", "ex15").stdout
    assert len(list((folder.root / ".grader" / "backups").iterdir())) == 1


def test_notebook_is_the_file_one_works_in(run: Run, folder: Course) -> None:
    """A notebook with an answer in it is checked and reset like a module; one that was only run is not."""
    path = folder.notebook_path(EX15)
    original = path.read_bytes()
    notebook = json.loads(original)
    cell = next(cell for cell in notebook["cells"] if cell["metadata"].get("tags") == ["exercise"])
    cell["outputs"] = [{"name": "stdout", "output_type": "stream", "text": ["ran"]}]
    path.write_text(json.dumps(notebook))
    assert "exercises/ex15_manual_update.py" in run("check", "ex15").stdout
    code = "".join(cell["source"]).replace(TODO, NEVER_CLEARED)
    cell["source"] = code.splitlines(keepends=True)
    path.write_text(json.dumps(notebook))
    said = run("check", "ex15").stdout
    assert "exercises/notebooks/ex15_manual_update.ipynb" in said
    assert "the gradients are never cleared" in said
    assert "reset  exercises/notebooks/ex15_manual_update.ipynb" in run("reset", "ex15").stdout
    assert path.read_bytes() == original


def test_solution_after_passing(run: Run, folder: Course) -> None:
    """No solution before passing; then it comes with what two mistakes would have given."""
    before = run("solution", "ex05")
    assert before.returncode == 1
    assert "return 2 * w" not in before.stdout
    progress.record_result(folder.root, "ex05_square", passed=True)
    after = run("solution", "ex05").stdout
    assert "return 2 * w" in after
    assert sum(line.startswith("If ") for line in after.splitlines()) == 2


def test_predict(run: Run, folder: Course) -> None:
    """A prediction is asked for first, compared afterwards, and remembered."""
    folder.stub_path("ex05_square").write_bytes(solved(folder, "ex05_square"))
    done = run("predict", "ex05", stdin="5\n")
    assert "you predicted    5" in done.stdout
    assert "your code gives  6" in done.stdout
    assert "right is         6" in done.stdout
    assert list(progress.load(folder.root).of("ex05_square").predictions.values()) == ["5"]


def test_predict_before_writing(run: Run) -> None:
    """Before there is code, a prediction is set beside what is right alone."""
    right, off = (run("predict", "ex05", "--say", said).stdout for said in ("6", "5"))
    assert "your code gives  nothing: it is still to be written" in right
    assert "Your prediction is right. Now write it." in right
    assert "Go through the worked example" in off


def test_help_keeps_its_lines(run: Run) -> None:
    """The exit codes stand in the help as they were written, with no mark-up in them."""
    text = run("--help").stdout
    assert "\n  Exit codes: 0 done," in text
    assert "\\b" not in text


def test_progress_survives_a_crash(folder: Course) -> None:
    """Half a file, as a crash might leave it, is set aside; a half-written new one is never read."""
    progress.record_result(folder.root, EX15, passed=True)
    path = folder.root / progress.FILE
    (path.parent / ".writing-half").write_bytes(path.read_bytes()[:40])
    assert progress.load(folder.root).of(EX15).state == "done"
    path.write_bytes(path.read_bytes()[:40])
    assert progress.load(folder.root).of(EX15).state == "open"
    assert path.with_suffix(".broken.json").is_file()


def test_progress_survives_reordering(folder: Course) -> None:
    """Progress hangs on names: an exercise that moved, or is unknown here, keeps what is known of it."""
    progress.record_result(folder.root, EX15, passed=True)
    progress.record_result(folder.root, "ex77_gone", passed=True)
    path = folder.root / progress.FILE
    data = json.loads(path.read_text())
    data["exercises"] = dict(reversed(data["exercises"].items()))
    path.write_text(json.dumps(data))
    assert progress.load(folder.root).of(EX15).state == "done"
    progress.record_result(folder.root, "ex05_square", passed=True)
    assert progress.load(folder.root).of("ex77_gone").state == "done"


def test_concurrent_runs(folder: Course) -> None:
    """Four processes that write at once lose nothing of each other."""
    program = (
        "import sys; from pathlib import Path; from grader.student import progress\n"
        "for n in range(10): progress.record_result(Path(sys.argv[1]), f'ex{sys.argv[2]}{n}_x', passed=True)"
    )
    threads = [
        threading.Thread(
            target=subprocess.run, args=([sys.executable, "-c", program, str(folder.root), str(number)],)
        )
        for number in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    state = progress.load(folder.root)
    assert {slug for slug, entry in state.exercises.items() if entry.state == "done"} == {
        f"ex{number}{n}_x" for number in range(4) for n in range(10)
    }
