"""A small real course in a temporary folder, for the author's tools to work on."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator
from dataclasses import dataclass, fields
from pathlib import Path

import pytest

import grader.suites
from grader.author.build import build
from grader.course import Course, load_course
from grader.sandbox.host import Sandbox

TABLE = """
[course]
title = "A course of one exercise"
seed = 1

[[section]]
id = "slope"
title = "The slope"

[[exercise]]
slug = "ex01_double"
section = "slope"
title = "Twice as much"
minutes = 5
points = 3
hints = ["What is twice as much?", "Adding a number to itself doubles it.", "return w + w"]

[[exercise.task]]
number = 1
title = "Double by hand"
functions = ["double"]
points = 2
by_hand = true

[[exercise.task]]
number = 2
title = "Double a list"
functions = ["doubles"]
points = 1
"""

SOLUTION = '''"""Twice as much.

Doubling is the simplest map.

    >>> double(4)
    8
"""

from __future__ import annotations

### BEGIN SOLUTION
import operator
### END SOLUTION


def double(w: float) -> float:
    """Give twice `w`.

    >>> double(2)
    4
    """
    ### BEGIN SOLUTION
    return operator.mul(2, w)
    ### END SOLUTION


def doubles(values: list[float]) -> list[float]:
    """Give twice each value.

    >>> doubles([1, 2])
    [2, 4]
    """
    ### BEGIN SOLUTION
    return [double(value) for value in values]
    ### STUB
    # # uncomment the next line
    # return [w * 2 for w in values][:0]
    ### END SOLUTION
'''


PROBE = """import torch

from grader.suites.probe_tools import number

CALLS = {"one": "double(w)", "many": "doubles(values)"}


def one(module, w):
    return {"answer": number(module.double(w))}


def many(module, values):
    return {"answers": module.doubles(values)}
"""

VISIBLE = """from grader.judge.suite import case


@case(task=1, title="four")
def test_four(check):
    check("one", w=4.0)


@case(task=2, title="two numbers")
def test_two(check):
    check("many", values=[1.0, 2.0])
"""

HIDDEN = """from grader.judge.suite import case


@case(task=1, title="a negative number")
def test_negative(check, draw):
    check("one", w=draw.number(-3.0, -0.25))


@case(task=1, title="a positive number")
def test_positive(check, draw):
    check("one", w=draw.number(0.25, 3.0))


@case(task=2, title="three numbers")
def test_three(check, draw):
    check("many", values=draw.tensor(3).tolist())
"""

MISCONCEPTIONS = """from grader.judge.suite import twin


@twin("A02", replaces="double", because="the factor is dropped", hint="Twice?")
def dropped(w):
    return w


@twin("A07", replaces="double", because="the sign is lost", hint="Keep the sign.")
def unsigned(w):
    return abs(2 * w)


@twin("G07", replaces="doubles", because="only the first comes back", hint="All of them.")
def first(values):
    return [2 * values[0]]
"""

LOOP = """def double(w):
    return 2 * w


def doubles(values):
    answers = []
    for value in values:
        answers.append(value * 2)
    return answers
"""

MAP = """def double(w):
    return w / 0.5


def doubles(values):
    return list(map(double, values))
"""

AUTOGRAD = """import torch


def double(w):
    leaf = torch.tensor(float(w), requires_grad=True)
    (2 * leaf * w).backward()
    return float(leaf.grad)


def doubles(values):
    return [2 * value for value in values]
"""

SUITES = {
    "__init__.py": '"""How it is graded."""\n',
    "probe.py": PROBE,
    "test_visible.py": VISIBLE,
    "test_hidden.py": HIDDEN,
    "misconceptions.py": MISCONCEPTIONS,
}
SLUG = "ex01_double"


@dataclass(frozen=True)
class Workshop(Course):
    """A course whose suites lie in its own folder."""

    def suite_dir(self, slug: str) -> Path:
        """Give the folder of the exercise's suite."""
        return self.root / "suites" / slug


@pytest.fixture
def course(tmp_path: Path) -> Course:
    """Give a course with one solution of two tasks and nothing generated yet."""
    (tmp_path / "exercises").mkdir()
    (tmp_path / "solutions").mkdir()
    (tmp_path / "exercises" / "course.toml").write_text(TABLE)
    (tmp_path / "solutions" / f"{SLUG}.py").write_text(SOLUTION)
    return load_course(tmp_path)


@pytest.fixture
def workshop(course: Course, monkeypatch: pytest.MonkeyPatch) -> Iterator[Workshop]:
    """Give the course with a sound suite, alternatives and by-hand attempts, everything built."""
    root = course.root
    for name, text in SUITES.items():
        _write(root / "suites" / SLUG / name, text)
    shutil.copy(Path(grader.suites.__path__[0]) / "probe_tools.py", root / "suites")
    _write(root / "tests" / "alternatives" / SLUG / "loop.py", LOOP)
    _write(root / "tests" / "alternatives" / SLUG / "map.py", MAP)
    _write(root / "tests" / "by_hand" / SLUG / "autograd.py", AUTOGRAD)
    build(course)
    monkeypatch.setattr(grader.suites, "__path__", [*grader.suites.__path__, str(root / "suites")])
    yield Workshop(**{field.name: getattr(course, field.name) for field in fields(course)})
    for name in [name for name in sys.modules if SLUG in name]:
        del sys.modules[name]


@pytest.fixture(scope="session")
def sandbox() -> Iterator[Sandbox]:
    """Give a real sandbox, warmed once."""
    with Sandbox() as warm:
        yield warm


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
