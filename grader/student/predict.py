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
from grader.messages import say
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
        return say("predict_prompt_many" if many else "predict_prompt", key=self.key, count=len(self.right))


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
                lines = (say("predict_head", slug=slug), "", *(f"    {line}"[:100] for line in code), "")
                return Question(slug, call.probe, call.inputs, key, right, lines)
    return None


def compare(desk: Desk, asked: Question, said: str) -> list[str]:
    """Run the call on the student's file, and set prediction, answer and right answer side by side."""
    guess = tuple(float(text.replace("−", "-")) for text in _NUMBER.findall(said))
    seen = desk.observe(asked.slug, asked.probe, asked.inputs)
    mine: tuple[float, ...] = ()
    unwritten = _unwritten(seen)
    if isinstance(seen, Observation):
        mine = _numbers(seen.values.get(asked.key))
        gives = _shown(mine) if mine else say("code_gives_other")
    else:
        gives = say("code_unwritten" if unwritten else "code_raised")
    lines = [
        say("predicted", numbers=_shown(guess) if guess else said.strip()),
        say("code_gives", numbers=gives),
        say("right_is", numbers=_shown(asked.right)),
    ]
    verdict = say(_verdict(guess, mine, asked.right, unwritten=unwritten))
    return [*(f"  {line}" for line in lines), "", verdict]


def _verdict(
    guess: tuple[float, ...], mine: tuple[float, ...], right: tuple[float, ...], *, unwritten: bool
) -> str:
    """Give the key of the sentence that fits: a right guess counts before what the code does."""
    if _same(guess, right):
        if unwritten:
            return "predict_right_unwritten"
        return "predict_right" if _same(mine, right) else "predict_right_code_off"
    if unwritten:
        return "predict_off_unwritten"
    return "predict_as_code" if _same(guess, mine) else "predict_surprise"


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
