"""The kill matrix and the mutation score say what a suite catches and what it lets through."""

from __future__ import annotations

import dataclasses
import io
import re
from collections.abc import Iterator

import pytest
from rich.console import Console

from grader.author.equivalents import entry
from grader.author.matrix import Matrix, MutationScore, kill_matrix, mutation_score
from grader.author.mutants import mutants
from grader.author.show import matrix_page, matrix_table, mutants_table
from grader.author.workbench import Workbench
from grader.course import Course
from grader.records import Status
from grader.sandbox.host import Sandbox

SLUG = "ex01_double"


@pytest.fixture
def bench(workshop: Course, sandbox: Sandbox) -> Iterator[Workbench]:
    """Give the exercise on the bench."""
    found = Workbench(workshop, SLUG, sandbox)
    yield found
    found.close()


@pytest.fixture
def matrix(bench: Workbench) -> Matrix:
    """Give the exercise's kill matrix."""
    return kill_matrix(bench)


def test_matrix_has_a_line_per_twin_and_a_column_per_case(matrix: Matrix) -> None:
    """Visible cases come first; a twin fails where its mistake shows."""
    assert [(line.id, line.replaces, line.named) for line in matrix.lines] == [
        ("A02", "double", ("A02",)),
        ("A07", "double", ("A07",)),
        ("G07", "doubles", ("G07",)),
    ]
    assert [column.hidden for column in matrix.columns] == [False, False, True, True, True]
    passed, failed = Status.PASSED, Status.FAILED
    assert matrix.lines[1].statuses == (passed, passed, failed, passed, passed)


def test_matrix_tells_single_catches_and_idle_cases(bench: Workbench) -> None:
    """A twin that hangs on one case is listed with it, a case without catch by itself."""
    twins = bench.course.suite_dir(SLUG) / "misconceptions.py"
    twins.write_text(
        twins.read_text().replace("return w\n", "return 2 * w\n").replace("2 * values[0]", "*values, 0")
    )
    found = kill_matrix(bench)
    assert [line.id for line in found.uncaught] == ["A02"]
    assert [(line.id, column.title) for line, column in found.caught_once] == [
        ("A07", "a negative number"),
        ("G07", "three numbers"),
    ]
    assert [column.title for column in found.idle] == ["a positive number"]


def test_mutants_are_graded(bench: Workbench) -> None:
    """Each mutant is graded as a submission; swapped factors are a change that no suite can notice."""
    heard: list[tuple[str, bool]] = []
    score = mutation_score(bench, lambda mutant, killed: heard.append((mutant.key.replacement, killed)))
    assert heard == [
        ("return None", True),
        ("return operator.mul(w, 2)", False),
        ("return operator.mul(3, w)", True),
        ("return operator.mul(1, w)", True),
        ("return None", True),
    ]
    assert (score.total, score.killed, score.score) == (5, 4, 0.8)
    assert [mutant.key.operator for mutant in score.survivors] == ["arguments"]


def test_survivor_can_be_excused_and_a_killed_one_cannot(bench: Workbench) -> None:
    """What the table excuses is no survivor and does not count; one that is killed needs no excuse."""
    killed, survivor = mutants(bench.course.solution_path(SLUG).read_text(), "s.py")[:2]
    table = bench.course.suite_dir(SLUG) / "equivalents.toml"
    table.write_text(f"{entry(survivor.key, 'a product has no order')}\n{entry(killed.key, 'wrong')}")
    score = mutation_score(bench)
    assert score.excused == ((survivor, "a product has no order"),)
    assert (score.survivors, score.wrongly_excused, score.score) == ((), (killed.key,), 1.0)


def shown(thing: object) -> list[str]:
    """Give what a terminal shows, line by line."""
    screen = Console(width=80, record=True, file=io.StringIO())
    screen.print(thing)
    return [line.rstrip() for line in screen.export_text().splitlines()]


def test_matrix_on_a_terminal(matrix: Matrix) -> None:
    """One ruler line per twin, a gap between visible and hidden cases."""
    lines = shown(matrix_table(matrix))
    assert lines[:5] == [
        "ex01_double  Twice as much",
        "            12 345",
        "A02 double  █· ██· the factor is dropped",
        "A07 double  ·· █·· the sign is lost",
        "G07 doubles ·█ ··█ only the first comes back",
    ]
    assert "A07 (the sign is lost) is caught only by: a negative number" in lines


def test_page_is_self_contained(matrix: Matrix, bench: Workbench) -> None:
    """The page names everything, escapes what it shows and loads nothing."""
    page = matrix_page([matrix], [mutation_score(bench)])
    assert not re.search(r"<script|<link|src=|https?://|@import|url\(", page)
    assert page.count('<td class="cell') == 15
    assert page.count(" caught") == 2 + 1 + 2 + 1
    assert 'title="A07, a negative number: failed"' in page
    assert "80.0 %" in page


def test_page_escapes_what_authors_write(matrix: Matrix) -> None:
    """A title with angle brackets is text."""
    page = matrix_page([dataclasses.replace(matrix, title="<b>bold</b>")], [])
    assert "&lt;b&gt;bold&lt;/b&gt;" in page


def test_survivors_on_a_terminal(bench: Workbench) -> None:
    """A survivor is shown as the change it is, with its line."""
    found = mutation_score(bench)
    survivor = mutants(bench.course.solution_path(SLUG).read_text(), "s.py")[0]
    lines = shown(mutants_table([MutationScore(SLUG, found.total, (survivor,), (), ())]))
    assert f"{SLUG}:{survivor.line}  statement" in lines
    assert "  - return operator.mul(2, w)" in lines
    assert "  + return None" in lines
    assert lines[-1].endswith("0 equivalent, 1 survive")
