"""Read one file of a submission as Python source: what it says, or what is wrong with it."""

from __future__ import annotations

from dataclasses import dataclass

from grader.course import Course
from grader.intake.gather import Candidate
from grader.intake.notebook import CellLines, NotebookError, read_notebook
from grader.messages import say
from grader.sandbox.outline import source_text


@dataclass(frozen=True)
class Text:
    """A file as it was read. `problem` is for the student, `code` for its note."""

    candidate: Candidate
    source: bytes = b""
    cells: CellLines | None = None
    dropped: tuple[str, ...] = ()
    problem: str = ""
    code: str = ""


def from_bytes(candidate: Candidate, data: bytes) -> Text:
    """Give the source in a file's bytes: UTF-8 with LF, a notebook's code cells joined."""
    if candidate.suffix == ".ipynb":
        try:
            notebook = read_notebook(data)
        except NotebookError as error:
            return Text(candidate, problem=str(error), code=error.code)
        return Text(candidate, notebook.source, notebook.cells, notebook.dropped)
    text, problem = source_text(data)
    if problem:
        line, what = problem
        return Text(candidate, problem=say("source_line", line=line, problem=what), code="encoding")
    return Text(candidate, text.encode())


def is_stub(course: Course, slug: str, text: Text) -> bool:
    """Tell whether this is still the file that the course gives out."""
    is_notebook = text.candidate.suffix == ".ipynb"
    original = course.pristine_notebook(slug) if is_notebook else course.pristine(slug)
    if not original:
        return False
    stub = from_bytes(text.candidate, original)
    return not stub.problem and stub.source.rstrip() == text.source.rstrip()
