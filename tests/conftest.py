"""Fixtures that all tests share: the course, its release, and one warm grader for the whole session."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from pathlib import Path

os.environ.setdefault("OMP_NUM_THREADS", "1")  # several test processes share the cores

import pytest
from filelock import FileLock

from grader.author.release import release
from grader.course import Course, load_course
from grader.pipeline import Grader, Options

ROOT = Path(__file__).resolve().parent.parent

if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    # As in the background of a script: commands that tests start and interrupt would ignore it too.
    signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture(scope="session")
def course() -> Course:
    """Give the course of this checkout."""
    return load_course(ROOT)


@pytest.fixture(scope="session")
def warm(course: Course) -> Iterator[Grader]:
    """Give a grader with every suite collected and its sandbox up."""
    with Grader(course, Options()) as grader:
        yield grader


@pytest.fixture(scope="session")
def common(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a folder that all test processes share, for what they make once under a lock."""
    base = tmp_path_factory.getbasetemp()
    return base.parent if "PYTEST_XDIST_WORKER" in os.environ else base


@pytest.fixture(scope="session")
def released(course: Course, common: Path) -> Path:
    """Give the student's release of the whole course, to be read only."""
    folder = common / "released"
    with FileLock(folder.with_suffix(".lock")):
        if not folder.is_dir():
            release(course, folder)
    return folder


def pytest_xdist_auto_num_workers() -> int:
    """Run a test more than there are cores: many wait for a process that starts, or for a limit to end."""
    return (os.cpu_count() or 1) + 1
