"""A notebook is graded as the file it stands for, with all that running it left behind."""

from __future__ import annotations

import json
from pathlib import Path

import nbformat
from nbformat import NotebookNode

from grader.author.build import generated, solution
from grader.course import Course
from grader.pipeline import Grader
from grader.records import ScoreReport, Status
from tests.notebooks.conftest import Played


def verdicts(report: ScoreReport) -> dict[str, tuple[str, float]]:
    """Give what became of every case."""
    return {case.id: (case.status.value, case.score) for case in report.cases}


def as_files(course: Course, kind: str, folder: Path) -> Path:
    """Write every exercise as a .py file."""
    folder.mkdir()
    for slug in course.exercises:
        solved = kind == "solved"
        text = solution(course, slug) if solved else generated(course, slug)[course.stub_path(slug)]
        (folder / f"{slug}.py").write_text(text)
    return folder


def as_notebooks(notebooks: dict[str, NotebookNode], folder: Path) -> Path:
    """Write every exercise as a notebook that was run and saved, as Jupyter does."""
    folder.mkdir()
    for slug, notebook in notebooks.items():
        nbformat.write(notebook, folder / f"{slug}.ipynb")  # type: ignore[no-untyped-call]
    return folder


def test_solved_notebooks_earn_what_files_earn(
    warm: Grader, course: Course, played: Played, tmp_path: Path
) -> None:
    """Every case has the same verdict, and all of them are full marks."""
    files = warm.grade(as_files(course, "solved", tmp_path / "files")).report
    notebooks = warm.grade(as_notebooks(played["solved"], tmp_path / "notebooks")).report
    assert verdicts(notebooks) == verdicts(files)
    assert {case.id: case.message for case in files.cases if case.status is not Status.PASSED} == {}
    assert notebooks.score == notebooks.max_score


def test_stub_notebooks_are_not_attempted(
    warm: Grader, course: Course, played: Played, tmp_path: Path
) -> None:
    """A notebook that was only run is no attempt, as its stub is none."""
    files = warm.grade(as_files(course, "stub", tmp_path / "files")).report
    notebooks = warm.grade(as_notebooks(played["stub"], tmp_path / "notebooks")).report
    assert verdicts(notebooks) == verdicts(files)
    assert {case.status for case in notebooks.cases} <= {Status.NOT_ATTEMPTED, Status.BLOCKED}
    assert notebooks.score == 0


def test_check_cell_is_not_part_of_the_submission(warm: Grader, played: Played, tmp_path: Path) -> None:
    """What is graded imports nothing of the grader, and says nothing of dropped lines."""
    report = warm.grade(as_notebooks(played["solved"], tmp_path / "notebooks")).report
    assert [note for note in report.notes if note.code in {"magic", "dropped"}] == []
    slug = next(iter(played["solved"]))
    text = json.loads((tmp_path / "notebooks" / f"{slug}.ipynb").read_text())
    assert any("notebook_check" in "".join(cell["source"]) for cell in text["cells"])
