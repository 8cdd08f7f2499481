"""A small course of three exercises."""

from __future__ import annotations

import pytest

from grader.course import ORIGINALS, Course
from grader.records import Exercise, Section, Task
from tests.intake.packing import notebook

FUNCTIONS = {
    "ex00_ready": ("ready",),
    "ex05_square": ("square_gradient", "square_autograd"),
    "ex18_train": ("train",),
}
STUB = 'import torch\n\n\ndef {function}(w):\n    raise NotImplementedError("{function}: your turn")\n'


@pytest.fixture(scope="session")
def course(tmp_path_factory: pytest.TempPathFactory) -> Course:
    """Give a course that keeps its stubs and notebooks as they were handed out."""
    root = tmp_path_factory.mktemp("course")
    (root / ORIGINALS).mkdir()
    for slug, functions in FUNCTIONS.items():
        stub = STUB.format(function=functions[0])
        (root / ORIGINALS / f"{slug}.py").write_text(stub, encoding="utf-8")
        (root / ORIGINALS / f"{slug}.ipynb").write_bytes(notebook(stub))
    exercises = {slug: _exercise(slug, functions) for slug, functions in FUNCTIONS.items()}
    return Course(root, "Gradients", 1, (Section(id="slope", title="The slope"),), exercises)


def _exercise(slug: str, functions: tuple[str, ...]) -> Exercise:
    task = Task(number=1, title="a task", functions=functions, points=2)
    return Exercise(slug=slug, section="slope", title=slug, minutes=5, points=2, hints=(), tasks=(task,))
