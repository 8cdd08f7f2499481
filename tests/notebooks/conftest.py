"""Every notebook of the course, played from top to bottom in one real kernel, as stub and as solved."""

from __future__ import annotations

from typing import TypeAlias

import nbformat
import pytest
from nbclient import NotebookClient
from nbformat import NotebookNode

from grader.author.build import generated, notebook_text, solution
from grader.course import Course

KINDS = ("stub", "solved")
# What `%reset -f` does, without its collection of garbage, which takes 0.2 s once torch is loaded.
FORGET = "get_ipython().user_ns.clear(); get_ipython().init_user_ns()"
Played: TypeAlias = dict[str, dict[str, NotebookNode]]


@pytest.fixture(scope="session")
def played(course: Course, tmp_path_factory: pytest.TempPathFactory) -> Played:
    """Give every notebook after it ran, by kind and slug.

    One kernel plays all their cells, so that torch is loaded once; each begins with no names.
    Errors stay in the outputs.
    """
    notebooks: Played = {
        kind: {slug: _fresh(course, slug, kind) for slug in course.exercises} for kind in KINDS
    }
    reel = nbformat.v4.new_notebook()  # type: ignore[no-untyped-call]
    for kind in KINDS:
        for notebook in notebooks[kind].values():
            reel.cells.append(nbformat.v4.new_code_cell(FORGET))  # type: ignore[no-untyped-call]
            reel.cells.extend(notebook.cells)  # the same objects: what a cell prints lands in its notebook
    folder = str(tmp_path_factory.mktemp("kernel"))
    client = NotebookClient(
        reel, kernel_name="python3", timeout=120, allow_errors=True, resources={"metadata": {"path": folder}}
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
