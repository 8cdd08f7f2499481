"""Notebooks run as they are handed out, and as a student who solved them has them."""

from __future__ import annotations

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


@pytest.mark.parametrize(
    ("kind", "verdict"), [("stub", "Not attempted yet"), ("solved", "Every visible check of {slug} passes.")]
)
@pytest.mark.parametrize("slug", SLUGS)
def test_check_cell_gives_the_verdict(played: Played, slug: str, kind: str, verdict: str) -> None:
    """The last cell says what is still to do, or that all is well, and never ends with an error."""
    notebook = played[kind][slug]
    assert errors(notebook, "check") == []
    (cell,) = (cell for cell in notebook.cells if "check" in cell.metadata.get("tags", ()))
    shown = "".join(output.get("data", {}).get("text/plain", "") for output in cell.outputs)
    assert verdict.format(slug=slug) in shown
