"""The course of this checkout: its texts pass every gate, and what is handed out reads well.

The gates that grade are run by `grader dev check`, which takes a minute or two.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from grader.author.build import generated
from grader.author.check import Gate
from grader.author.gates import TEXT_GATES, stray
from grader.author.mutants import mutants
from grader.author.workbench import Workbench
from grader.course import load_course
from grader.sandbox.host import Sandbox
from tests.conftest import ROOT

COURSE = load_course(ROOT)


@pytest.fixture(params=list(COURSE.exercises))
def bench(request: pytest.FixtureRequest, sandbox: Sandbox) -> Iterator[Workbench]:
    """Give each exercise of the course on the bench."""
    found = Workbench(COURSE, request.param, sandbox)
    yield found
    found.close()


@pytest.mark.parametrize("gate", TEXT_GATES, ids=lambda gate: gate.__name__)
def test_text_gate(bench: Workbench, gate: Gate) -> None:
    """Each exercise passes each gate that reads its files."""
    assert gate(bench) == []


def test_mutants_can_be_made(bench: Workbench) -> None:
    """Every solution has mutants, and no two share a key: an excuse is for one of them."""
    path = COURSE.solution_path(bench.slug)
    keys = [mutant.key for mutant in mutants(path.read_text(), path.name)]
    assert keys
    assert len(set(keys)) == len(keys)


def test_no_file_is_left_over() -> None:
    """Every solution, suite, stub, notebook and alternative belongs to an exercise."""
    assert stray(COURSE) == []


def test_what_is_handed_out_is_formatted(tmp_path: Path) -> None:
    """A formatter finds nothing to do in any stub."""
    for slug in COURSE.exercises:
        stub = COURSE.stub_path(slug)
        (tmp_path / stub.name).write_text(generated(COURSE, slug)[stub])
    command = [sys.executable, "-m", "ruff", "format", "--check", "--line-length=110", str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout
