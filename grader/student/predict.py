"""Predict first: a worked example of an exercise, the number a student says, and what their code gives."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from typing import Any

import torch

from grader.judge.compare import as_number
from grader.judge.results import call_template, literal
from grader.judge.suite import Observation
from grader.sandbox.api import Raised
from grader.student.desk import Desk

_MOST_NUMBERS = 4
_CLOSE = 1e-3  # people round
_NUMBER = re.compile(r"[-+−]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?")


@dataclass(frozen=True)
class Question:
    """A call of the worked example, as a student would type it, and what is right."""

    slug: str
    probe: str
    inputs: dict[str, Any]
    key: str
    right: tuple[float, ...]
    lines: tuple[str, ...]

    @property
    def call(self) -> str:
        """Give a short name of what is asked."""
        return f"{self.probe}.{self.key}"

    @property
    def prompt(self) -> str:
        """Give the words to ask with."""
        many = len(self.right) > 1
        return f"Your prediction of {self.key}" + (f" ({len(self.right)} numbers)" if many else "")


def question(desk: Desk, slug: str) -> Question | None:
    """Give the first visible call that shows one number, or a few; None where none does."""
    for call in desk.calls(slug):
        template = call_template(slug, call.probe)
        if not template or not isinstance(call.seen, Observation):
            continue
        for key, value in call.seen.values.items():
            right = _numbers(value)
            if 0 < len(right) <= _MOST_NUMBERS:
                code = [f"{name} = {literal(value)}" for name, value in call.inputs.items()]
                code += template.splitlines()
                lines = (f"{slug}: before it runs", "", *(f"    {line}"[:100] for line in code), "")
                return Question(slug, call.probe, call.inputs, key, right, lines)
    return None


def compare(desk: Desk, asked: Question, said: str) -> list[str]:
    """Run the call on the student's file, and set prediction, answer and right answer side by side."""
    guess = tuple(float(text.replace("−", "-")) for text in _NUMBER.findall(said))
    seen = desk.observe(asked.slug, asked.probe, asked.inputs)
    lines = [f"  you predicted    {_shown(guess) if guess else said.strip()}"]
    if isinstance(seen, Observation):
        mine = _numbers(seen.values.get(asked.key))
        lines.append(f"  your code gives  {_shown(mine) if mine else 'something else than numbers'}")
    else:
        mine = ()
        what = "your code is still to be written" if _unwritten(seen) else "your code raised an error here"
        lines.append(f"  your code gives  nothing: {what}")
    lines.append(f"  right is         {_shown(asked.right)}")
    lines.append("")
    if _same(guess, asked.right):
        lines.append(
            "Your prediction is right."
            if _same(mine, asked.right)
            else "You know what should come out; your code does not give it yet."
        )
    elif _same(guess, mine):
        lines.append(
            "Your code does what you expect. What is right is another number: see the worked example."
        )
    else:
        lines.append("A surprise is the moment to learn something: where do the two part?")
    return lines


def _unwritten(seen: object) -> bool:
    return isinstance(seen, Raised) and seen.type == "NotImplementedError"


def _numbers(value: Any) -> tuple[float, ...]:
    """Give the numbers in a value: a number, a small tensor, or a list of either; else nothing."""
    if isinstance(value, bool):
        return ()
    if isinstance(value, torch.Tensor):
        small = value.numel() <= _MOST_NUMBERS and value.dtype is not torch.bool and not value.is_complex()
        return tuple(float(v) for v in value.flatten().tolist()) if small else ()
    if isinstance(value, (list, tuple)):
        parts = [_numbers(item) for item in value]
        return tuple(number for part in parts for number in part) if all(parts) else ()
    number = as_number(value)
    return () if number is None else (float(number),)


def _same(left: tuple[float, ...], right: tuple[float, ...]) -> bool:
    return len(left) == len(right) > 0 and all(
        math.isclose(a, b, rel_tol=_CLOSE, abs_tol=_CLOSE / 10) for a, b in zip(left, right, strict=True)
    )


def _shown(numbers: tuple[float, ...]) -> str:
    return ", ".join(f"{number:.6g}" for number in numbers)
