"""Notebooks run as they are handed out, and as a student who solved them has them."""

from __future__ import annotations

from importlib.util import find_spec

import nbformat
import pytest
from nbformat import NotebookNode

from grader.course import load_course
from tests.conftest import ROOT
from tests.notebooks.conftest import KINDS, Played

SLUGS = list(load_course(ROOT).exercises)


def errors(notebook: NotebookNode, tag: str) -> list[str]:
    """Give the errors that cells of one tag ended with."""
    cells = [cell for cell in notebook.cells if tag in cell.metadata.get("tags", ())]
    assert cells
    outputs = [output for cell in cells for output in cell.outputs if output.output_type == "error"]
    return [f"{output.ename}: {output.evalue}" for output in outputs]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("slug", SLUGS)
def test_notebook_runs_from_top_to_bottom(played: Played, slug: str, kind: str) -> None:
    """No cell of the stub, nor of the solved notebook, ends with an error."""
    notebook = played[kind][slug]
    assert errors(notebook, "exercise") == []
    assert [cell.execution_count is not None for cell in notebook.cells if cell.cell_type == "code"] == [
        True,
        True,
    ]
    nbformat.validate(notebook)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("slug", SLUGS)
@pytest.mark.skipif(
    find_spec("grader.notebook_check") is None, reason="check() for notebooks is not installed"
)
def test_check_cell_answers(played: Played, slug: str, kind: str) -> None:
    """The last cell shows something, and never an error."""
    notebook = played[kind][slug]
    assert errors(notebook, "check") == []
    assert any(cell.outputs for cell in notebook.cells if "check" in cell.metadata.get("tags", ()))
