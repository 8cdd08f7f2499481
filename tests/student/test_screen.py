"""The screen: one calm page, whatever there is to say."""

from __future__ import annotations

from dataclasses import replace
from io import StringIO
from pathlib import Path

import msgspec
import pytest
from rich.console import Console

from grader.records import CaseResult, Exercise, Row, Status, Task, TimelineStep, Visibility
from grader.render.cell import cell
from grader.render.screen import HEIGHT, WIDTH, Screen
from grader.student.desk import Desk
from grader.view import View
from tests.student.conftest import EX15, NEVER_CLEARED, ON_RECORD, UPHILL, solved, with_body

LOOP = ("forward", "gradient", "step", "zeroed")
CASE = CaseResult(
    id="ex18_train/visible/x",
    exercise="ex18_train",
    task=1,
    title="four steps " * 8,
    status=Status.FAILED,
    score=0,
    max_score=0,
    visibility=Visibility.VISIBLE,
    message="losses[2] differs from the expected value. " * 9,
    cause="the gradients are never cleared, " * 9,
    hint="Clear them once in every turn of the loop. " * 9,
    rows=tuple(Row(what=f"losses[{n}]" * 9, yours="1.5" * 30, expected="2", ratio="0.75") for n in range(6)),
    timeline=tuple(TimelineStep(step=n, expected=LOOP, yours=LOOP[:3]) for n in range(1, 9)),
)
VIEW = View(
    exercise=Exercise(
        slug="ex18_train",
        section="cycle",
        title="A training loop " * 9,
        minutes=20,
        points=8,
        hints=("a", "b", "c"),
        tasks=(Task(number=1, title="t", functions=("train",), points=8),),
    ),
    path=Path("/home/you/course/exercises/ex18_train.py"),
    status=Status.FAILED,
    passed=5,
    total=7,
    case=CASE,
    output="a line that was printed " * 20 + "\n" * 30 + "\x1b[2J[bold]last",
    place=19,
    of=26,
    sections=(("The slope", 2, 6), ("The cycle", 0, 4), ("Beyond", 0, 5)),
)


def drawn(screen: Screen, *, width: int = WIDTH, encoding: str = "utf-8", terminal: bool = False) -> str:
    """Give the screen as text."""

    class File(StringIO):
        @property
        def encoding(self) -> str:  # type: ignore[override]
            return encoding

    file = File()
    Console(file=file, width=width, force_terminal=terminal, highlight=False, markup=False).print(screen)
    return file.getvalue()


@pytest.mark.parametrize("keys", [False, True])
@pytest.mark.parametrize("hint", ["", "Which sign? " * 60])
def test_screen_fits(keys: bool, hint: str) -> None:
    """However much there is to say, it is 24 lines of 80 columns, and the end is still there."""
    text = drawn(Screen(VIEW, keys, hint=hint, note="a note"))
    lines = text.splitlines()
    assert len(lines) <= HEIGHT
    assert max(map(len, lines)) <= WIDTH
    assert "5 of 7 visible checks pass; hidden checks run when you submit." in text
    assert "hints 0/3" in text
    assert ("q quit" in text) == keys


def test_order_of_importance() -> None:
    """The gap and the mistake's name stay when the output has to go."""
    text = drawn(Screen(VIEW, keys=True))
    assert "This matches what happens when the gradients are never cleared" in text
    assert "expected" in text
    assert "ratio" in text


def test_low_terminal() -> None:
    """In a terminal of 14 lines a hint that was asked for is shown, else the mistake's name."""
    small = msgspec.structs.replace(
        CASE, message="m", title="t", cause="the gradients are never cleared", hint=""
    )
    view = replace(VIEW, case=small, hints_shown=1)
    assert "never cleared" in drawn(Screen(view, keys=True, height=13))
    text = drawn(Screen(view, keys=True, hint="Which sign?", height=13))
    assert "hint 1 of 3: Which sign?" in text
    assert len(text.splitlines()) <= 13


def test_next_step_is_told() -> None:
    """Without keys a verdict says which command comes next; with keys, which key."""
    passed = replace(VIEW, status=Status.PASSED, case=None)
    assert "grader next" in drawn(Screen(passed))
    assert "grader next" not in drawn(Screen(passed, keys=True))
    fresh = msgspec.structs.replace(CASE, status=Status.NOT_ATTEMPTED, message="m", rows=(), timeline=())
    view = replace(VIEW, case=msgspec.structs.replace(fresh, cause="", hint=""), status=Status.NOT_ATTEMPTED)
    assert "Stuck? grader hint ex18" in drawn(Screen(view))
    assert "Stuck? press h" in drawn(Screen(view, keys=True))


def test_no_empty_ratio() -> None:
    """The cell's table has a column of ratios only where there is one."""
    row = Row(what="cleared", yours="False", expected="True")
    assert "ratio" in cell(VIEW)
    assert "ratio" not in cell(replace(VIEW, case=msgspec.structs.replace(CASE, rows=(row,))))


def test_ascii_terminal() -> None:
    """A terminal that knows only ASCII gets only ASCII."""
    assert drawn(Screen(VIEW, keys=True), encoding="ascii").isascii()


def test_no_colour_and_no_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without a terminal there is no escape sequence; with NO_COLOR there is no colour."""
    assert "\x1b" not in drawn(Screen(VIEW, keys=True))
    monkeypatch.setenv("NO_COLOR", "1")
    assert "\x1b[31m" not in drawn(Screen(VIEW, keys=True), terminal=True)


def test_link_to_the_file() -> None:
    """On a terminal the path is a link to the file."""
    text = drawn(Screen(VIEW), terminal=True)
    assert "\x1b]8;" in text
    assert "file:///home/you/course/exercises/ex18_train.py" in text


def test_hostile_output_is_inert() -> None:
    """What the student's code printed can neither clear the screen nor style it."""
    small = msgspec.structs.replace(CASE, rows=(), timeline=(), cause="", hint="", message="m", title="t")
    text = drawn(Screen(replace(VIEW, output="\x1b[2J[bold]last", case=small)))
    assert "\x1b" not in text
    assert "[bold]last" in text
    assert "<script>" not in cell(replace(VIEW, output="<script>alert(1)</script>"))


def test_first_difference_is_marked() -> None:
    """Of a loop's steps the first that differs is marked, and so is the event."""
    steps = (
        TimelineStep(step=1, expected=LOOP, yours=LOOP),
        TimelineStep(step=2, expected=LOOP, yours=LOOP[:3]),
    )
    small = msgspec.structs.replace(CASE, message="m", title="t", rows=(), timeline=steps)
    marked = [
        line for line in drawn(Screen(replace(VIEW, case=small, output=""))).splitlines() if "◀" in line
    ]
    assert len(marked) == 1
    assert "2     forward gradient step —" in marked[0]


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (NEVER_CLEARED, "the gradients are never cleared"),
        (ON_RECORD, "the update runs where autograd records"),
        (UPHILL, "the step is added uphill"),
    ],
)
def test_mistakes_are_named(desk: Desk, body: str, said: str) -> None:
    """Three mistakes in ex15, each with its name on the screen and in the notebook's cell."""
    view = desk.check_source(EX15, with_body(desk.course, body), desk.course.stub_path(EX15))
    assert said in " ".join(drawn(Screen(view)).replace("│", " ").split())
    assert said in cell(view)


def test_half_a_line(desk: Desk) -> None:
    """A syntax error in mid-typing is a line number and a reason."""
    broken = with_body(desk.course, "for p in model.parameters(")
    view = desk.check_source(EX15, broken, desk.course.stub_path(EX15))
    assert "is not valid Python" in drawn(Screen(view))


def test_passing(desk: Desk) -> None:
    """A right answer offers the solution."""
    view = desk.check_source(EX15, solved(desk.course, EX15), desk.course.stub_path(EX15))
    text = drawn(Screen(view, keys=True))
    assert f"Every visible check of {EX15} passes." in text
    assert "s solution" in text
