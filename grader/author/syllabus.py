"""Write the generated part of docs/course.md: what each exercise asks, its minutes and its points."""

from __future__ import annotations

import ast
from pathlib import Path

from grader.author.build import solution
from grader.course import Course
from grader.errors import CourseError
from grader.records import Exercise, Task

PAGE = Path("docs") / "course.md"
BEGIN, END = "<!-- begin: made from the course table -->", "<!-- end: made from the course table -->"


def page(course: Course) -> str:
    """Give docs/course.md with its generated part renewed. Raises CourseError where a marker is missing."""
    path = course.root / PAGE
    before, found, rest = path.read_text(encoding="utf-8").partition(BEGIN)
    _, ended, after = rest.partition(END)
    if not (found and ended):
        raise CourseError(f"{path}: the markers around the generated part are missing")
    return f"{before}{BEGIN}\n\n{table(course)}\n{END}{after}"


def table(course: Course) -> str:
    """Give the sections as tables: one row per exercise, one line per function."""
    exercises = [*course.exercises.values()]
    lines = [
        f"{len(exercises)} exercises in {len(course.sections)} sections, {_sum(exercises, 'points')} points, "
        f"about {_hours(exercises)} hours.",
        "",
    ]
    for number, section in enumerate(course.sections, start=1):
        own = [exercise for exercise in exercises if exercise.section == section.id]
        minutes, points = _sum(own, "minutes"), _sum(own, "points")
        lines += [f"### Section {number}: {section.title}", "", f"{minutes} minutes, {points} points.", ""]
        lines += ["| exercise | minutes | points | what it asks |", "|---|---|---|---|"]
        lines += [_row(course, exercise) for exercise in own]
        lines.append("")
    return "\n".join(lines)


def _row(course: Course, exercise: Exercise) -> str:
    tree = ast.parse(solution(course, exercise.slug))
    asked = "<br>".join(_asks(tree, task) for task in exercise.tasks)
    name = f"`{exercise.slug}`<br>{exercise.title}"
    return f"| {name} | {exercise.minutes} | {exercise.points:g} | {asked} |"


def _asks(tree: ast.Module, task: Task) -> str:
    """Give a task's title and points, and the first sentence of what each of its functions says."""
    told = []
    for node in tree.body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and node.name in task.functions:
            first = (ast.get_docstring(node) or "").partition("\n\n")[0].replace("\n", " ")
            told.append(f"`{node.name}`: {first}")
    points = f"{task.points:g} point{'' if task.points == 1 else 's'}"
    hand = ", by hand" if task.by_hand else ""
    return "<br>".join([f"**{task.title}** ({points}{hand})", *told]).replace("|", "\\|")


def _sum(exercises: list[Exercise], field: str) -> str:
    return f"{sum(getattr(exercise, field) for exercise in exercises):g}"


def _hours(exercises: list[Exercise]) -> str:
    return f"{sum(exercise.minutes for exercise in exercises) / 60:.0f}"
