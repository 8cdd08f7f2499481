"""Decide from the source text, before any of it runs: is a task attempted, and by allowed means?

A process that runs a submission cannot be asked whether the submission called autograd: it may
lie. The syntax tree was read before the submission ran, so it is evidence.
"""

from __future__ import annotations

from dataclasses import dataclass

from grader.judge.closed import is_autograd, is_foreign_write, is_look_up, is_rebinder
from grader.records import Task
from grader.sandbox.api import FunctionOutline, Outline
from grader.sandbox.names import is_written

BY_HAND = "M01"


@dataclass(frozen=True, slots=True)
class Violation:
    """What a task must not use, as `messages` calls it; the name and its line."""

    key: str
    name: str
    line: int


def violation(task: Task, outline: Outline) -> Violation | None:
    """Give the first thing that a task's functions reach although the task forbids it, or None."""
    for name, line in sorted(_reached(task, outline).items(), key=lambda pair: pair[1]):
        autograd = is_autograd(name, outline)
        if task.by_hand and autograd:
            return Violation("by_hand", _shown(name), line)
        closed = is_foreign_write(name, outline) or (is_look_up(name, outline) and not autograd)
        if closed and (task.by_hand or task.forbidden):
            return Violation("dynamic", _shown(name), line)
        if any(name == prefix or name.startswith(prefix + ".") for prefix in task.forbidden):
            return Violation("forbidden", _shown(name), line)
    if task.by_hand or task.forbidden:
        for name, line in _run_at_import(outline).items():
            if is_rebinder(name, outline):
                return Violation("dynamic", _shown(name), line)
    return None


def _shown(name: str) -> str:
    return name.removeprefix("?.").removesuffix("=").rstrip(".")


def unchanged(task: Task, outline: Outline, stub: Outline) -> bool:
    """Tell whether all functions of the task are as they were handed out."""
    return bool(task.functions) and all(
        name in outline.functions
        and name in stub.functions
        and outline.functions[name].digest == stub.functions[name].digest
        for name in task.functions
    )


def _reached(task: Task, outline: Outline) -> dict[str, int]:
    """Give every dotted name that the task's functions can reach, with its first line.

    A module's `__getattr__` answers for names that are missing, or missing by then, so it counts too.
    """
    return _closure([*task.functions, "__getattr__"], outline)


def _run_at_import(outline: Outline) -> dict[str, int]:
    """Give the names that the module's own code reads, and what the functions that it names read."""
    names = dict(outline.module.names) if outline.module else {}
    return names | _closure([head for name in names if (head := name.partition(".")[0])], outline)


def _closure(start: list[str], outline: Outline) -> dict[str, int]:
    """Give what these functions read, what the functions they name read, and so on.

    Who puts something into a table or function of the module is reached wherever that is read.
    """
    writers = _writers(outline)
    names: dict[str, int] = {}
    seen: set[str] = set()
    waiting = list(start)
    while waiting:
        function = waiting.pop()
        if function in seen or function not in outline.functions:
            continue
        seen.add(function)
        body: FunctionOutline = outline.functions[function]
        for name, line in body.names.items():
            names.setdefault(name, line)
            waiting.append(name.partition(".")[0])
        waiting += writers.get(function, ())
    return names


def _writers(outline: Outline) -> dict[str, list[str]]:
    """Give, for names of the module, the functions that put something into what they stand for."""
    found: dict[str, list[str]] = {}
    for function, body in outline.functions.items():
        for name in body.names:
            head = name.partition(".")[0]
            if head != function and is_written(name) and head in outline.functions:
                found.setdefault(head, []).append(function)
    return found
