"""Each gate lets a sound exercise pass and stops the one mistake it is there for."""

from __future__ import annotations

import dataclasses
import importlib
import io
from collections.abc import Iterator

import pytest
from rich.console import Console

from grader.author.build import build
from grader.author.check import COURSE, GATES, LONG_GATES, Finding, check, descriptions
from grader.author.show import gates_table
from grader.author.workbench import Workbench
from grader.course import Course, load_course
from grader.sandbox.host import Sandbox

SLUG = "ex01_double"
SOLUTION = f"solutions/{SLUG}.py"
HIDDEN = f"suites/{SLUG}/test_hidden.py"
TWINS = f"suites/{SLUG}/misconceptions.py"
TABLE = "exercises/course.toml"


def findings(course: Course, sandbox: Sandbox, *gates: str) -> dict[str, tuple[str, ...] | None]:
    """Run gates and give what each says."""
    return {finding.gate: finding.problems for finding in check(course, [SLUG], sandbox, gates=gates)}


def spoil(course: Course, name: str, old: str, new: str) -> Course:
    """Change one thing in a file of the course, and read the table again."""
    path = course.root / name
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new))
    read = load_course(course.root)
    return dataclasses.replace(course, exercises=read.exercises)


def test_sound_exercise_passes_every_gate(workshop: Course, sandbox: Sandbox) -> None:
    """Nothing is said of an exercise that holds all its promises."""
    said = findings(workshop, sandbox)
    assert {gate: problems for gate, problems in said.items() if problems != ()} == {}
    assert set(said) == {*descriptions()} - {gate.__name__ for gate in LONG_GATES}


@pytest.mark.parametrize(
    ("gate", "file", "old", "new", "message"),
    [
        ("table", TABLE, '"return w + w"', '"a", "b"', "4 hints instead of 3"),
        ("table", TABLE, "What is twice as much?", "Try `w + w`.", "the first hint holds code"),
        ("table", TABLE, "What is twice as much?", "Call torch.add here.", "the first hint holds code"),
        ("table", TABLE, "number = 2", "number = 3", "tasks are not numbered 1, 2, 3 ..."),
        ("table", TABLE, '["doubles"]', '["triples"]', "triples is in the table and not in the solution"),
        ("table", TABLE, '["doubles"]', '["double"]', "doubles is solved and in no task"),
        ("finished", SOLUTION, "Doubling is", "TODO doubling is", f"solutions/{SLUG}.py:3: TODO is left"),
        ("finished", HIDDEN, "a negative", "FIXME a negative", "FIXME is left"),
        ("finished", TABLE, "Adding a number", "TODO", "TODO is left"),
        ("worked_examples", SOLUTION, "[2, 4]", "[2, 5]", "the example in doubles prints something else"),
        (
            "worked_examples",
            SOLUTION,
            ">>> doubles([1, 2])\n    [2, 4]\n",
            "",
            "no >>> example calls doubles",
        ),
        ("fresh", f"exercises/{SLUG}.py", "your turn", "my turn", f"exercises/{SLUG}.py is stale"),
        ("cases", HIDDEN, "task=2", "task=1", "task 2 has no hidden case"),
        ("cases", HIDDEN, "a positive", "a negative", "two hidden cases are called 'a negative number'"),
        ("cases", HIDDEN, "task=2", "task=7", "marker missing or wrong"),
        ("cases", HIDDEN, "three(check, draw)", "three(check, draw, tmp_path)", "and tmp_path is neither"),
        ("reference", f"suites/{SLUG}/probe.py", "number(module.double(w))", "object()", "TypeError"),
        (
            "alternatives",
            f"tests/alternatives/{SLUG}/map.py",
            "0.5",
            "0.4",
            "map.py: ex01_double/visible/four is",
        ),
        ("by_hand", f"tests/by_hand/{SLUG}/autograd.py", ".backward()", "", "autograd.py: "),
        ("by_hand", TABLE, "by_hand = true", "", "tests/by_hand has files, and no task is by hand"),
        ("twins", TWINS, "return w\n", "return 2 * w\n", "loses no hidden case"),
        ("twins", TWINS, "return abs(2 * w)", "return w", "is not named"),
        ("twins", TWINS, "return [2 * values[0]]", "return [2 * v for v in values]", "loses no hidden case"),
    ],
)
def test_gate_stops_what_it_is_there_for(
    workshop: Course, sandbox: Sandbox, gate: str, file: str, old: str, new: str, message: str
) -> None:
    """One mistake in a sound exercise is told by its gate, in words that name it."""
    course = spoil(workshop, file, old, new)
    if message:
        said = findings(course, sandbox, gate)[gate] or ()
        assert any(message in problem for problem in said), said


def test_twins_behave_as_files_as_they_do_in_the_judge(workshop: Course, sandbox: Sandbox) -> None:
    """A twin that is handed in as a file is graded, failed and named like the twin itself."""
    assert findings(workshop, sandbox, "disguises") == {"disguises": ()}


def test_docstring_between_marks_is_told(workshop: Course, sandbox: Sandbox) -> None:
    """A docstring that the stub loses is no docstring."""
    inside = '    ### BEGIN SOLUTION\n    """Give each twice."""\n    return [double(value)'
    course = spoil(workshop, SOLUTION, "    ### BEGIN SOLUTION\n    return [double(value)", inside)
    text = course.solution_path(SLUG).read_text()
    start = text.index('    """Give twice each value.')
    end = text.index("    ### BEGIN SOLUTION", start)
    course.solution_path(SLUG).write_text(text[:start] + text[end:])
    assert findings(course, sandbox, "documented")["documented"] == ("doubles has no docstring in the stub",)


def test_stub_that_is_graded_is_told(workshop: Course, sandbox: Sandbox) -> None:
    """A stub whose given lines run as an attempt would fail students before they begin."""
    course = spoil(workshop, TABLE, '["doubles"]', '["Doubles"]')
    (first, *_) = findings(course, sandbox, "stub")["stub"] or ("",)
    assert (
        first.startswith("the stub with a comment: ex01_double/visible/two_numbers is failed")
        or "two" in first
    )


@pytest.mark.parametrize(
    ("inputs", "shortcut"),
    [
        ("[1.0, 2.0]", "the answers of the visible cases"),
        ("[0.0, 0.0]", "zeros"),
        ("[0.0]", "its argument"),
    ],
)
def test_undeserved_points_are_told(workshop: Course, sandbox: Sandbox, inputs: str, shortcut: str) -> None:
    """A suite whose hidden inputs are the lesson's, or make every answer zero, gives points away."""
    course = spoil(workshop, HIDDEN, "draw.tensor(3).tolist()", inputs)
    said = findings(course, sandbox, "shortcuts")["shortcuts"] or ()
    assert f"task 2 gives full marks for {shortcut}" in said


def test_function_that_returns_nothing_at_all_is_tried(workshop: Course, sandbox: Sandbox) -> None:
    """A probe that never looks at the answer gives its points for nothing."""
    course = spoil(
        workshop, f"suites/{SLUG}/probe.py", "module.doubles(values)", "module.doubles(values) and 0"
    )
    assert "task 2 gives full marks for nothing" not in (
        findings(course, sandbox, "shortcuts")["shortcuts"] or ()
    )
    course = spoil(course, f"suites/{SLUG}/probe.py", "module.doubles(values) and 0", "len(values)")
    importlib.reload(importlib.import_module(f"grader.suites.{SLUG}.probe"))
    assert "task 2 gives full marks for nothing" in (
        findings(course, sandbox, "shortcuts")["shortcuts"] or ()
    )


def test_excuse_for_no_mutant_is_told(workshop: Course, sandbox: Sandbox) -> None:
    """An entry whose statement has changed since is no excuse any more."""
    table = workshop.suite_dir(SLUG) / "equivalents.toml"
    table.write_text(
        '[[equivalent]]\noperator = "sign"\nfunction = "double"\n'
        'original = "return -w"\nreplacement = "return w"\nreason = "w is zero"\n'
    )
    (said,) = findings(workshop, sandbox, "excused")["excused"] or ("",)
    assert said == "no such mutant any more: double: return -w  →  return w  (sign)"


def test_missing_file_is_told_once_and_later_gates_wait(workshop: Course, sandbox: Sandbox) -> None:
    """Without a probe nothing else can be asked."""
    (workshop.suite_dir(SLUG) / "probe.py").unlink()
    said = findings(workshop, sandbox)
    assert said.pop("files") == (f"suites/{SLUG}/probe.py is missing",)
    assert said.pop("stray") == ()
    assert set(said.values()) == {None}


def test_files_of_no_exercise_are_told(workshop: Course, sandbox: Sandbox) -> None:
    """A forgotten solution, notebook or alternative is listed."""
    (workshop.root / "solutions" / "ex02_old.py").touch()
    (workshop.root / "tests" / "by_hand" / "ex03_gone").mkdir()
    assert findings(workshop, sandbox, "stray")["stray"] == (
        "solutions/ex02_old.py belongs to no exercise of the table",
        "tests/by_hand/ex03_gone belongs to no exercise of the table",
    )


def test_tests_that_are_not_installed_are_not_missed(workshop: Course, sandbox: Sandbox) -> None:
    """Where the folder tests is absent, as in an installed package, its gates have nothing to say."""
    (workshop.root / "tests").rename(workshop.root / "elsewhere")
    assert findings(workshop, sandbox, "alternatives", "by_hand") == {"alternatives": (), "by_hand": ()}


def test_broken_exercise_does_not_stop_the_others(workshop: Course, sandbox: Sandbox) -> None:
    """A suite that cannot be imported is that exercise's problem, told once."""
    (workshop.suite_dir(SLUG) / "misconceptions.py").write_text("import nowhere\n")
    said = findings(workshop, sandbox, "twins", "shortcuts")
    assert said == {"twins": ("ModuleNotFoundError: No module named 'nowhere'",), "shortcuts": None}


def test_twin_that_no_observation_can_tell_apart_may_stay_unnamed(workshop: Course, sandbox: Sandbox) -> None:
    """Two ids that are declared equal pass, although nothing is named."""
    course = spoil(workshop, TWINS, '"A07", replaces="double",', '"A07", replaces="double", equals=("A02",),')
    course = spoil(course, TWINS, '"A02", replaces="double",', '"A02", replaces="double", equals=("A07",),')
    course = spoil(course, TWINS, "return abs(2 * w)", "return w + 0.0")
    assert findings(course, sandbox, "twins")["twins"] == ()


@pytest.fixture
def bench(workshop: Course, sandbox: Sandbox) -> Iterator[Workbench]:
    """Give the exercise on the bench."""
    found = Workbench(workshop, SLUG, sandbox)
    yield found
    found.close()


def test_bench_grades_sources_in_the_sandbox(bench: Workbench) -> None:
    """A source on the bench gets the verdicts that a student's file gets."""
    results = bench.submit(
        "def double(w):\n    while True:\n        pass\n\n\ndef doubles(values):\n    return []\n"
    )
    assert {case.status.value for case in results if case.task == 1} == {"timed_out"}
    assert {case.status.value for case in results if case.task == 2} == {"failed"}


def test_descriptions_cover_every_gate() -> None:
    """Every gate says in one sentence what must hold."""
    assert list(descriptions()) == [*(gate.__name__ for gate in (*GATES, *LONG_GATES)), "stray"]
    assert all(text.endswith(".") for text in descriptions().values())


def test_table_shows_marks_and_problems() -> None:
    """A tick, a cross or a dot per gate; the problems below; a count at the end."""
    shown = Console(width=60, record=True, file=io.StringIO())
    shown.print(
        gates_table(
            [
                Finding("ex01_double", "files", ()),
                Finding("ex01_double", "twins", ("A02 is not named",)),
                Finding("ex02_triple", "files", None),
                Finding(COURSE, "stray", ()),
            ]
        )
    )
    lines = [line.rstrip() for line in shown.export_text().splitlines()]
    assert lines[1].split() == ["ex01_double", "✓", "✗"]
    assert lines[2].split() == ["ex02_triple", "·"]
    assert lines[-4:] == [
        "ex01_double  twins",
        "  A02 is not named",
        "",
        "4 checks, 1 failed, 1 could not be asked",
    ]


def test_fresh_files_stay_fresh(workshop: Course, sandbox: Sandbox) -> None:
    """What the gate calls stale is what build writes."""
    course = spoil(workshop, f"exercises/{SLUG}.py", "your turn", "my turn")
    build(course, [SLUG])
    assert findings(course, sandbox, "fresh")["fresh"] == ()
