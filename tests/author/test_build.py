"""Stubs and notebooks are made from solutions, and only when they differ."""

from __future__ import annotations

import json
from pathlib import Path

import nbformat
import pytest

from grader.author.build import build, generated, notebook_text, solution
from grader.course import Course
from grader.errors import CourseError

SLUG = "ex01_double"


def test_build_writes_stub_and_notebook(course: Course) -> None:
    """The first build writes both files and names them; the second finds nothing to do."""
    expected = [course.stub_path(SLUG), course.notebook_path(SLUG)]
    assert build(course) == expected
    assert all(path.is_file() for path in expected)
    assert build(course) == []


def test_check_writes_nothing(course: Course) -> None:
    """With check the stale paths are told and no file appears."""
    assert build(course, check=True) == [course.stub_path(SLUG), course.notebook_path(SLUG)]
    assert not course.stub_path(SLUG).exists()


def test_only_what_differs_is_stale(course: Course) -> None:
    """A changed stub is put back, and the fresh notebook is left alone."""
    build(course)
    course.stub_path(SLUG).write_text("# spoilt\n")
    assert build(course, [SLUG]) == [course.stub_path(SLUG)]
    assert course.stub_path(SLUG).read_text() == generated(course, SLUG)[course.stub_path(SLUG)]


def test_no_temporary_file_is_left(course: Course) -> None:
    """Writing leaves the generated files and nothing else."""
    build(course)
    names = {path.name for path in course.stub_path(SLUG).parent.iterdir()}
    assert names == {"course.toml", f"{SLUG}.py", "notebooks"}


def test_exercise_without_solution_is_skipped(course: Course) -> None:
    """An exercise whose solution is not there yet is not built."""
    course.solution_path(SLUG).unlink()
    assert build(course) == []


def test_wrong_mark_names_the_file(course: Course) -> None:
    """A wrong mark raises with the solution's path and line."""
    path = course.solution_path(SLUG)
    path.write_text("x = 1\n### END SOLUTION\n")
    with pytest.raises(CourseError, match=r"ex01_double\.py:2"):
        build(course)


def test_stub_is_formatted_and_keeps_docstrings(course: Course) -> None:
    """The stub reads like a file written by hand."""
    stub = generated(course, SLUG)[course.stub_path(SLUG)]
    assert "operator" not in stub
    assert stub.count("\n\n\ndef ") == 2
    assert ">>> doubles([1, 2])" in stub
    assert 'raise NotImplementedError("double: your turn")' in stub
    assert "    # uncomment the next line\n    return [w * 2 for w in values][:0]\n" in stub


def test_solution_has_no_marks(course: Course) -> None:
    """The solution is given without marks."""
    text = solution(course, SLUG)
    assert "###" not in text
    assert "import operator" in text


def test_notebook_is_valid_and_stable(course: Course) -> None:
    """The notebook passes nbformat's own validation, with ids from slug and place."""
    text = generated(course, SLUG)[course.notebook_path(SLUG)]
    notebook = nbformat.reads(text, as_version=4)  # type: ignore[no-untyped-call]
    nbformat.validate(notebook)
    assert (notebook.nbformat, notebook.nbformat_minor) == (4, 5)
    assert [cell.id for cell in notebook.cells] == [f"{SLUG}-{index:02d}" for index in range(5)]
    assert text == generated(course, SLUG)[course.notebook_path(SLUG)]


def test_notebook_tells_the_idea_and_runs_the_check(course: Course) -> None:
    """Text from the docstrings, one code cell with the whole file, one cell that checks."""
    notebook = json.loads(generated(course, SLUG)[course.notebook_path(SLUG)])
    introduction, first, second, code, check = ("".join(cell["source"]) for cell in notebook["cells"])
    assert introduction.startswith("# Twice as much\n\nTwice as much.")
    assert "```pycon\n>>> double(4)\n8\n```" in introduction
    assert first.startswith("## Task 1: Double by hand (2 points)\n\n`double(w: float) -> float`")
    assert "autograd may not appear" in first
    assert second == (
        "## Task 2: Double a list (1 point)\n\n"
        "`doubles(values: list[float]) -> list[float]`\n\nGive twice each value."
    )
    assert code.startswith("from __future__ import annotations\n\n\ndef double(")
    assert check == f'from grader.notebook_check import check\n\ncheck("{SLUG}")'


def test_solved_notebook_differs_in_the_code_cell_only(course: Course) -> None:
    """A notebook around the solution has the same cells, but for the code."""
    stub = json.loads(generated(course, SLUG)[course.notebook_path(SLUG)])
    solved = json.loads(notebook_text(course.exercises[SLUG], solution(course, SLUG)))
    assert [a == b for a, b in zip(stub["cells"], solved["cells"], strict=True)] == [
        True,
        True,
        True,
        False,
        True,
    ]


def test_paths_are_the_course_s(course: Course, tmp_path: Path) -> None:
    """Files land where the course says."""
    assert build(course)[1] == tmp_path / "exercises" / "notebooks" / f"{SLUG}.ipynb"
