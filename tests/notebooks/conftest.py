"""Every notebook of the course, played from top to bottom in one real kernel, as stub and as solved."""

from __future__ import annotations

from pathlib import Path
from typing import TypeAlias

import nbformat
import pytest
from filelock import FileLock
from nbclient import NotebookClient
from nbformat import NotebookNode

from grader.author.build import generated, notebook_text, solution
from grader.course import Course

KINDS = ("stub", "solved")
# What `%reset -f` does, without its collection of garbage, which takes 0.2 s once torch is loaded.
FORGET = "get_ipython().user_ns.clear(); get_ipython().init_user_ns()"
Played: TypeAlias = dict[str, dict[str, NotebookNode]]


@pytest.fixture(scope="session")
def played(course: Course, common: Path) -> Played:
    """Give every notebook after it ran, by kind and slug. Errors stay in the outputs."""
    folder = common / "played"
    with FileLock(folder.with_suffix(".lock")):
        if not folder.is_dir():
            notebooks = _play(course, common)
            for kind, made in notebooks.items():
                (folder / kind).mkdir(parents=True)
                for slug, notebook in made.items():
                    nbformat.write(notebook, folder / kind / f"{slug}.ipynb")  # type: ignore[no-untyped-call]
    return {
        kind: {
            slug: nbformat.read(folder / kind / f"{slug}.ipynb", as_version=4)  # type: ignore[no-untyped-call]
            for slug in course.exercises
        }
        for kind in KINDS
    }


def _play(course: Course, place: Path) -> Played:
    """Play all notebooks in one kernel, so that torch is loaded once; each begins with no names."""
    notebooks: Played = {
        kind: {slug: _fresh(course, slug, kind) for slug in course.exercises} for kind in KINDS
    }
    reel = nbformat.v4.new_notebook()  # type: ignore[no-untyped-call]
    for kind in KINDS:
        for notebook in notebooks[kind].values():
            reel.cells.append(nbformat.v4.new_code_cell(FORGET))  # type: ignore[no-untyped-call]
            reel.cells.extend(notebook.cells)  # the same objects: what a cell prints lands in its notebook
    folder = place / "kernel"
    folder.mkdir()
    client = NotebookClient(
        reel,
        kernel_name="python3",
        timeout=120,
        allow_errors=True,
        resources={"metadata": {"path": str(folder)}},
    )
    client.execute()
    return notebooks


def _fresh(course: Course, slug: str, kind: str) -> NotebookNode:
    if kind == "stub":
        text = generated(course, slug)[course.notebook_path(slug)]
    else:
        text = notebook_text(course.exercises[slug], solution(course, slug))
    notebook: NotebookNode = nbformat.reads(text, as_version=4)  # type: ignore[no-untyped-call]
    return notebook
