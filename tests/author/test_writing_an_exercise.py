"""The page on writing an exercise is followed word by word, in a copy of the project."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "writing-an-exercise.md"
_BLOCK = re.compile(
    r"(?:^`(?P<path>[^`\n]+)`\n\n)?^```(?P<kind>\w+)\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL
)


@dataclass(frozen=True)
class Step:
    """One thing the page says to do: write a file, or type a command and see some lines."""

    path: str = ""
    text: str = ""
    command: str = ""
    shown: tuple[str, ...] = ()


def steps() -> Iterator[Step]:
    """Read the page."""
    for block in _BLOCK.finditer(PAGE.read_text(encoding="utf-8")):
        if block["kind"] != "console":
            yield Step(path=block["path"], text=block["text"])
            continue
        for part in block["text"].split("$ ")[1:]:
            command, *shown = part.splitlines()
            yield Step(command=command, shown=tuple(shown))


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """Copy what the commands need of the project."""
    shutil.copytree(ROOT / "grader", tmp_path / "grader", ignore=shutil.ignore_patterns("__pycache__"))
    (tmp_path / "exercises").mkdir()
    shutil.copy(ROOT / "exercises" / "course.toml", tmp_path / "exercises")
    for folder in ("solutions", "tests/alternatives", "tests/by_hand"):
        (tmp_path / folder).mkdir(parents=True)
    return tmp_path


def run(command: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """Type a command of the page in the copy."""
    program, *arguments = shlex.split(command)
    assert program == "grader"
    return subprocess.run(
        [sys.executable, "-m", "grader", *arguments],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(folder), "NO_COLOR": "1"},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )


def follow(step: Step, folder: Path) -> None:
    """Do one step and look for every line that the page shows."""
    if not step.command:
        path = folder / step.path
        if path.name == "course.toml":  # the page replaces the entry at the end of the table
            table = path.read_text()
            path.write_text(table[: table.rindex("[[exercise]]")] + step.text)
            return
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(step.text)
        return
    done = run(step.command, folder)
    assert done.stderr == ""
    printed = [" ".join(line.split()) for line in done.stdout.splitlines()]
    for line in step.shown:
        assert " ".join(line.split()) in printed, f"{step.command}\n{done.stdout}"
    assert done.returncode == (1 if any("failed" in line for line in step.shown) else 0)


def test_the_page_can_be_followed_word_by_word(copy: Path) -> None:
    """Every file of the page is written and every command gives what the page shows, up to no survivor."""
    for step in steps():
        follow(step, copy)


def test_every_gate_but_one_passes_on_a_fresh_scaffold(copy: Path) -> None:
    """A new exercise is sound from the first minute: only the author's own words are missing."""
    assert run("grader dev new ex26_cube --section beyond", copy).returncode == 0
    done = run("grader dev check ex26_cube", copy)
    assert done.returncode == 1
    assert "14 checks, 1 failed" in done.stdout
    assert "ex26_cube  finished" in done.stdout


@pytest.mark.parametrize(
    ("command", "message"),
    [
        ("grader dev new cube --section beyond", "'cube' is no slug"),
        ("grader dev new ex26_cube --section nowhere", "no section 'nowhere'"),
        ("grader dev new ex05_square --section slope", "ex05_square is in the table already"),
        ("grader dev new ex26_9 --section beyond", "give one with --function"),
        ("grader dev new ex26_cube --section beyond --title 'a \"b\"'", "may not hold quotes"),
        ("grader dev check --gate nonsense", "no such gate: nonsense"),
    ],
)
def test_what_cannot_be_done_is_refused(copy: Path, command: str, message: str) -> None:
    """A wrong slug, section or name is a usage error in one line, and nothing is written."""
    done = run(command, copy)
    assert done.returncode == 2
    assert message in done.stderr
    assert not list((copy / "solutions").iterdir())


def test_nothing_is_overwritten(copy: Path) -> None:
    """A file that is there already stops the scaffold before it writes anything."""
    mine = copy / "tests" / "alternatives" / "ex26_cube" / "by_sum.py"
    mine.parent.mkdir()
    mine.write_text("mine = True\n")
    done = run("grader dev new ex26_cube --section beyond", copy)
    assert (done.returncode, mine.read_text()) == (2, "mine = True\n")
    assert not list((copy / "solutions").iterdir())
