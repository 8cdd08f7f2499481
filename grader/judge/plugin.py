"""The pytest plugin of the judge: markers, the two fixtures, and reports without tracebacks."""

from __future__ import annotations

import inspect
from pathlib import Path
from typing import Any

import pytest

from grader.course import Course
from grader.errors import CourseError
from grader.judge.caserun import Case, CaseCheck, CaseRun, Channel, Verdict
from grader.judge.draw import SeededDraw
from grader.records import Visibility

_MARKERS = (
    "task(number): the task of the exercise that the case belongs to",
    "title(text): what the case checks, in a student's words",
    "points(weight): share of the task's points among its hidden cases",
    "visibility(level): hidden, after_due_date, after_published or visible",
)


class JudgePlugin:
    """Gives cases their fixtures; `current` is the case that is recorded now."""

    def __init__(self) -> None:
        self.current: CaseRun | None = None

    def pytest_configure(self, config: pytest.Config) -> None:
        """Declare the markers."""
        for marker in _MARKERS:
            config.addinivalue_line("markers", marker)

    def running(self) -> CaseRun:
        """Give the case that runs now."""
        if self.current is None:
            raise CourseError("a suite asked for a fixture outside a run")
        return self.current

    @pytest.fixture
    def check(self) -> CaseCheck:
        """Give the comparison of submission and reference."""
        return CaseCheck(self.running())

    @pytest.fixture
    def draw(self) -> SeededDraw:
        """Give the inputs of this case."""
        return self.running().draw

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_makereport(self, item: pytest.Item, call: pytest.CallInfo[None]) -> pytest.TestReport:
        """Report the verdict; no traceback is rendered, which would cost more than the case."""
        run = self.running()
        outcome, text = "passed", ""
        if call.excinfo is not None:
            outcome, error = "failed", call.excinfo.value
            text = error.message if isinstance(error, Verdict) else f"{type(error).__name__}: {error}"
        duration = run.duration_seconds if call.when == "call" else call.duration
        return pytest.TestReport(
            nodeid=item.nodeid,
            location=item.location,
            keywords={},
            outcome=outcome,  # type: ignore[arg-type]
            longrepr=text or None,
            when=call.when,  # type: ignore[arg-type]
            duration=duration,
            start=call.start,
            stop=call.stop,
            user_properties=item.user_properties,
        )

    def pytest_json_runtest_metadata(self, item: pytest.Item) -> dict[str, Any]:  # noqa: ARG002
        """Put what the judge decided beside pytest's own outcome in the raw record."""
        run = self.running()
        return {
            "id": run.case.id,
            "status": run.status.value,
            "message": run.verdict.message if run.verdict else "",
            "calls": [call.probe for call in run.calls],
        }


def params(item: pytest.Function) -> dict[str, Any]:
    """Give the values of a parametrized item's parameters."""
    callspec = getattr(item, "callspec", None)
    return dict(callspec.params) if callspec else {}


def case_of(item: pytest.Function, course: Course) -> Case:
    """Read a collected item's place in the course from its file and markers.

    Raises CourseError naming the test where a marker is missing or wrong.
    """
    path = Path(str(item.path))
    slug = path.parent.name
    channel: Channel = "visible" if path.stem == "test_visible" else "hidden"
    if slug not in course.exercises:
        raise CourseError(f"{path}: no exercise of this name in the course table")
    strange = set(inspect.signature(item.obj).parameters) - {"check", "draw"} - set(params(item))
    if strange:
        names = ", ".join(sorted(strange))
        raise CourseError(
            f"{path}: {item.name}: cases take check, draw and parameters, and {names} is neither"
        )
    numbers = {task.number: task for task in course.exercises[slug].tasks}
    try:
        task = numbers[_marked(item, "task")]
        title = str(_marked(item, "title"))
        weight = float(_marked(item, "points"))
        level = item.get_closest_marker("visibility")
        visibility = Visibility(level.args[0] if level else channel)
    except (KeyError, ValueError) as error:
        raise CourseError(f"{path}: {item.name}: marker missing or wrong: {error}") from None
    name = item.name.removeprefix("test_")
    return Case(f"{slug}/{channel}/{name}", slug, task, title, weight, visibility, channel, item)


def _marked(item: pytest.Function, name: str) -> Any:
    marker = item.get_closest_marker(name)
    if marker is None:
        raise KeyError(name)
    return marker.args[0]
