"""Turn the runs of one exercise's cases into case results: messages, diagnosis, points."""

from __future__ import annotations

import importlib
from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

import torch

from grader.judge.caserun import CaseRun
from grader.judge.diagnose import Diagnosis, diagnose, ratio_sentence, same_ratio, timeline
from grader.judge.evidence import BY_HAND
from grader.judge.oracle import Oracle
from grader.messages import say
from grader.records import CaseResult, Counterexample, Exercise, Status

_WRONG = (Status.FAILED, Status.ERROR)


@dataclass
class ExerciseRuns:
    """All case runs of one exercise, and the counterexamples found by task number."""

    exercise: Exercise
    runs: list[CaseRun]
    oracle: Oracle
    counterexamples: dict[int, CaseRun] = field(default_factory=dict)

    def by_task(self) -> dict[int, list[CaseRun]]:
        """Group the runs by their task."""
        grouped: dict[int, list[CaseRun]] = defaultdict(list)
        for run in self.runs:
            grouped[run.case.task.number].append(run)
        return dict(grouped)

    def unexplained(self) -> dict[int, CaseRun]:
        """Give the first wrong hidden case of each task whose visible cases do not show the error."""
        found: dict[int, CaseRun] = {}
        for number, runs in self.by_task().items():
            if any(run.status in _WRONG for run in runs if run.case.channel == "visible"):
                continue
            wrong = [r for r in runs if r.case.channel == "hidden" and r.status in _WRONG and r.calls]
            if wrong:
                found[number] = wrong[0]
        return found


def case_results(done: ExerciseRuns) -> list[CaseResult]:
    """Give the results in the order of the cases."""
    results: dict[str, CaseResult] = {}
    for number, runs in done.by_task().items():
        wrong = [run for run in runs if run.status in _WRONG]
        diagnosis = diagnose(done.exercise.slug, runs, done.oracle) if wrong else None
        # From inputs that the student may see. On hidden ones a submission could answer in multiples
        # that spell an input.
        seen = [run for run in wrong if run.case.channel == "visible"]
        public = done.counterexamples.get(number)
        shown = seen or ([public] if public else [])
        ratio = ratio_sentence(shown)
        scored = sum(run.case.weight for run in runs if run.case.channel == "hidden")
        for run in runs:
            share = run.case.weight / scored if run.case.channel == "hidden" and scored else 0.0
            found = done.counterexamples.get(number)
            example = found if found and found.case is run.case else None
            own = ratio if ratio and same_ratio(run, shown) else ""
            results[run.case.id] = _result(run, share, diagnosis, own, example)
    return [results[run.case.id] for run in done.runs]


def _result(
    run: CaseRun, share: float, diagnosis: Diagnosis | None, ratio: str, example: CaseRun | None
) -> CaseResult:
    case, verdict = run.case, run.verdict
    max_score = case.task.points * share
    shown = case.channel == "visible"
    wrong = run.status in _WRONG
    by_source = verdict is not None and verdict.code in ("by_hand", "forbidden", "dynamic")
    named = diagnosis if wrong and not by_source else None
    return CaseResult(
        id=case.id,
        exercise=case.slug,
        task=case.task.number,
        title=case.title,
        status=run.status,
        score=max_score if run.status is Status.PASSED else 0.0,
        max_score=max_score,
        visibility=case.visibility,
        message=_message(run, ratio) if verdict else "",
        diagnosis=named.id
        if named
        else BY_HAND
        if by_source and verdict and verdict.code == "by_hand"
        else "",
        cause=named.cause if named else "",
        hint=named.hint if named else "",
        rows=verdict.rows if verdict and shown else (),
        timeline=timeline(case.slug, run, run.oracle) if wrong and shown else (),
        counterexample=_counterexample(example) if example else None,
        evidence="source" if by_source else "measured" if run.calls else "source",
        line=verdict.line if verdict and (shown or not run.calls) else None,
        duration_seconds=round(run.duration_seconds, 6),
    )


# What a process that saw hidden inputs printed, raised or named is never shown: only these words are.
_HIDDEN_WORDS = {
    "differs": "differs_hidden",
    "raised": "raised_hidden",
    "import_raised": "raised_hidden",
    "missing": "raised_hidden",
    "exited": "ended_hidden",
    "killed": "ended_hidden",
    "memory": "ended_hidden",
    "output": "ended_hidden",
    "bad_reply": "unjudgeable",
    "too_large": "unjudgeable",
}


def _message(run: CaseRun, ratio: str) -> str:
    verdict = run.verdict
    if verdict is None:
        return ""
    if verdict.code == "differs" and ratio:
        return ratio
    if run.case.channel == "hidden" and run.calls and verdict.code in _HIDDEN_WORDS:
        return say(_HIDDEN_WORDS[verdict.code])
    return verdict.message


def _counterexample(run: CaseRun) -> Counterexample:
    call, verdict = run.calls[-1], run.verdict
    lines = [f"{name} = {literal(value)}" for name, value in call.inputs.items()]
    template = call_template(run.case.slug, call.probe)
    if template:
        lines.append(template)
    return Counterexample(
        code="\n".join(lines),
        rows=verdict.rows if verdict else (),
        message=verdict.message if verdict else "",
    )


def call_template(slug: str, probe: str) -> str:
    """Give the call as a student would type it, or nothing."""
    module = importlib.import_module(f"grader.suites.{slug}.probe")
    return str(getattr(module, "CALLS", {}).get(probe, ""))


def literal(value: Any) -> str:
    """Write a value as Python that makes it again."""
    if isinstance(value, torch.Tensor):
        dtype = "" if value.dtype is torch.float32 else f", dtype={value.dtype}"
        return f"torch.tensor({value.tolist()}{dtype})"
    if isinstance(value, dict):
        return "{" + ", ".join(f"{k!r}: {literal(v)}" for k, v in value.items()) + "}"
    if isinstance(value, (list, tuple)):
        inner = ", ".join(literal(item) for item in value)
        return f"[{inner}]" if isinstance(value, list) else f"({inner}{',' if len(value) == 1 else ''})"
    return repr(value)
