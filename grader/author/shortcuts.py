"""Answers that no one worked out: nothing, zeros, the argument itself, or what the lesson showed.

A suite that gives one of them a task's points can be passed without solving it. Each shortcut replaces
every function of the exercise at once and runs in this process; classes are left as they are.
"""

from __future__ import annotations

import copy
import inspect
from collections.abc import Callable, Iterator
from typing import Any

import torch

from grader.author.workbench import Workbench, earned
from grader.judge.bench import TrustedBench
from grader.judge.caserun import Channel
from grader.judge.subject import Seen, TrustedSubject, fingerprint, namespace
from grader.records import Task

Answer = Callable[[Callable[..., Any], tuple[Any, ...], dict[str, Any]], Any]


def nothing(_: Callable[..., Any], __: tuple[Any, ...], ___: dict[str, Any]) -> None:
    """Return at once."""


def argument(_: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
    """Give back the first argument."""
    return next(iter((*args, *kwargs.values())), None)


def zeros(right: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
    """Give zeros in the shape of the right answer, and change nothing."""
    try:
        args, kwargs = copy.deepcopy((args, kwargs))  # in one go: an optimizer keeps its model
        return _zeroed(right(*args, **kwargs))
    except Exception:  # what cannot be copied, or has an error for an answer
        return None


SHORTCUTS: dict[str, Answer] = {"nothing": nothing, "its argument": argument, "zeros": zeros}


def undeserved(bench: Workbench) -> Iterator[str]:
    """Tell which shortcuts earn a task's points."""
    tasks = [task for task in bench.exercise.tasks if _replaceable(bench, task)]
    names = [name for task in tasks for name in _replaceable(bench, task)]
    _, reference = bench.oracle.reference(bench.slug)
    for title, answer in SHORTCUTS.items():
        wrong = {name: _wrapped(getattr(reference, name), answer) for name in names}
        cases = bench.trusted(TrustedSubject(namespace(reference, wrong), bench.oracle.probe(bench.slug)))
        for task in tasks:
            if earned(cases, task.number) >= task.points:
                yield f"task {task.number} gives full marks for {title}"
    calls = bench.calls()
    lesson = _Lesson(reference, names, _shown(bench, calls))
    wrong_subject = TrustedSubject(namespace(reference, lesson.functions), bench.oracle.probe(bench.slug))
    cases = bench.run(_LessonBench({bench.slug: wrong_subject}, lesson))
    for task in tasks:
        if earned(cases, task.number) >= task.points and any(inputs for _, _, inputs in calls):
            yield f"task {task.number} gives full marks for the answers of the visible cases"


class _Lesson:
    """Functions that are right on what the lesson shows and otherwise repeat the last such answer."""

    def __init__(self, reference: Any, names: list[str], shown: frozenset[str]) -> None:
        self.shown = shown
        self.on_screen = False
        self._last: dict[str, Any] = {}
        self.functions = {name: self._replayed(name, getattr(reference, name)) for name in names}

    def _replayed(self, name: str, right: Callable[..., Any]) -> Callable[..., Any]:
        def replay(*args: Any, **kwargs: Any) -> Any:
            if not self.on_screen:
                return self._last.get(name)
            self._last[name] = answer = right(*args, **kwargs)
            return answer

        return replay


class _LessonBench(TrustedBench):
    """A bench that tells the lesson's inputs from others."""

    def __init__(self, subjects: dict[str, Any], lesson: _Lesson) -> None:
        super().__init__(subjects)
        self._lesson = lesson

    def observe(self, slug: str, channel: Channel, probe: str, inputs: dict[str, Any]) -> Seen:
        """Observe with the lesson open where it shows this very input."""
        self._lesson.on_screen = fingerprint(slug, probe, inputs) in self._lesson.shown
        return super().observe(slug, channel, probe, inputs)


def _shown(bench: Workbench, calls: list[tuple[Channel, str, dict[str, Any]]]) -> frozenset[str]:
    return frozenset(
        fingerprint(bench.slug, probe, inputs) for channel, probe, inputs in calls if channel == "visible"
    )


def _replaceable(bench: Workbench, task: Task) -> list[str]:
    reference = bench.oracle.reference(bench.slug)[1]
    return [name for name in task.functions if inspect.isfunction(getattr(reference, name, None))]


def _wrapped(right: Callable[..., Any], answer: Answer) -> Callable[..., Any]:
    def shortcut(*args: Any, **kwargs: Any) -> Any:
        return answer(right, args, kwargs)

    return shortcut


def _zeroed(value: Any) -> Any:
    """Give zeros (or what is nearest) in the structure of a value."""
    if isinstance(value, torch.Tensor):
        return torch.zeros_like(value.detach())
    if isinstance(value, bool | int | float | str):
        return type(value)()
    if isinstance(value, list | tuple):
        return type(value)(_zeroed(item) for item in value)
    if isinstance(value, dict):
        return {key: _zeroed(item) for key, item in value.items()}
    return None
