"""A student's folder: a copy of the course, a warm desk over it, and the command from outside."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from grader.course import Course, load_course
from grader.student.desk import Desk
from tests.conftest import ROOT

Run = Callable[..., subprocess.CompletedProcess[str]]
EX15 = "ex15_manual_update"
TODO = 'raise NotImplementedError("manual_update: your turn")'
NEVER_CLEARED = """with torch.no_grad():
        for p in model.parameters():
            if p.grad is not None:
                p -= learning_rate * p.grad"""
ON_RECORD = """for p in model.parameters():
        if p.grad is not None:
            p -= learning_rate * p.grad
            p.grad.zero_()"""
UPHILL = """with torch.no_grad():
        for p in model.parameters():
            if p.grad is not None:
                p += learning_rate * p.grad
                p.grad.zero_()"""


def copy_course(folder: Path) -> Course:
    """Make a folder as a student has it, with fresh stubs."""
    for part in ("exercises", "solutions"):
        shutil.copytree(ROOT / part, folder / part)
    course = load_course(folder)
    for slug in course.exercises:
        course.stub_path(slug).write_bytes(course.pristine(slug))
    return course


def with_body(course: Course, body: str) -> bytes:
    """Give ex15 as handed out, with a body for its first function."""
    return course.pristine(EX15).decode().replace(TODO, body).encode()


def solved(course: Course, slug: str) -> bytes:
    """Give a right submission."""
    return course.solution_path(slug).read_bytes()


@pytest.fixture(scope="session")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """Give one warm desk over a copy of the course."""
    with Desk(copy_course(tmp_path_factory.mktemp("student") / "course")) as warm:
        yield warm


@pytest.fixture
def folder(tmp_path: Path) -> Course:
    """Give a fresh copy of the course."""
    return copy_course(tmp_path / "course")


@pytest.fixture
def run(folder: Course) -> Run:
    """Give the command, run from outside in the student's folder."""

    def command(*arguments: str, stdin: str = "", **environment: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "grader", *arguments],
            cwd=folder.root,
            env={**os.environ, "PYTHONPATH": str(ROOT), "COLUMNS": "80", **environment},
            input=stdin,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )

    return command
