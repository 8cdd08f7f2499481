"""Realistic reports for tests of whatever shows or exports one: right, wrong, hostile, refused, ungraded."""

from __future__ import annotations

import hashlib
import random
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from msgspec.structs import replace

from grader.records import (
    Adjustment,
    CaseResult,
    Counterexample,
    ExerciseResult,
    Isolation,
    Level,
    Note,
    Outcome,
    Row,
    ScoreReport,
    Status,
    TimelineStep,
    Usage,
    Visibility,
)
from tests.support.attacks import ATTACKS
from tests.support.imagined import AT_HOME, COURSE, MISTAKES, TIMELINE, Mistake, Plan

STARTED_AT = "2026-09-14T10:00:00Z"
SUBMITTED_AT = "2026-09-14T09:41:07Z"
STANDARD = Isolation(
    level=Level.STANDARD, landlock_abi=7, seccomp=True, probes={"read": "EACCES", "fork": "EPERM"}
)
NONE = Isolation(
    level=Level.NONE,
    degraded=("Landlock is not available on this system", "seccomp is not available on this system"),
)


def make_case(slug: str, task: int, name: str, status: Status = Status.PASSED, **fields: Any) -> CaseResult:
    """Make one case; a passed one earns its max_score unless told otherwise."""
    max_score = fields.pop("max_score", 1.0)
    score = fields.pop("score", max_score if status is Status.PASSED else 0.0)
    visibility = fields.pop("visibility", Visibility.HIDDEN)
    return CaseResult(
        id=f"{slug}::{visibility.value}::{name}",
        exercise=slug,
        task=task,
        status=status,
        score=score,
        max_score=max_score,
        visibility=visibility,
        title=fields.pop("title", name.replace("_", " ").capitalize()),
        duration_seconds=fields.pop("duration_seconds", 0.02),
        **fields,
    )


def make_report(cases: Iterable[CaseResult], student: str = "ada", **fields: Any) -> ScoreReport:
    """Make a graded report of the imagined course: exercises and scores are the sums of the cases."""
    cases = tuple(cases)
    output = fields.pop("output", {})
    exercises = tuple(
        _exercise(plan, [case for case in cases if case.exercise == plan.slug], output.get(plan.slug, ""))
        for plan in COURSE
    )
    score = sum(exercise.score for exercise in exercises) + sum(
        a.points for a in fields.get("adjustments", ())
    )
    defaults: dict[str, Any] = {
        "outcome": Outcome.GRADED,
        "score": round(max(score, 0.0), 6),
        "max_score": sum(plan.points for plan in COURSE),
        "exercises": exercises,
        "cases": cases,
        "submission_digest": _digest(student),
        "suite_digest": "sha256:" + "a1" * 32,
        "grader_version": "1.0.0",
        "torch_version": "2.13.0",
        "seed": 20260914,
        "isolation": STANDARD,
        "usage": Usage(wall_seconds=3.2, cpu_seconds=2.1, peak_memory_mib=231.5, workers=18),
        "started_at": STARTED_AT,
        "submitted_at": SUBMITTED_AT,
    }
    return ScoreReport(student=student, **{**defaults, **fields})


def _digest(student: str) -> str:
    return f"sha256:{hashlib.sha256(student.encode('utf-8', 'surrogatepass')).hexdigest()}"


def _exercise(plan: Plan, cases: Sequence[CaseResult], output: str) -> ExerciseResult:
    order = (
        Status.TIMED_OUT,
        Status.ERROR,
        Status.FAILED,
        Status.BLOCKED,
        Status.NOT_RUN,
        Status.NOT_ATTEMPTED,
    )
    statuses = {case.status for case in cases}
    status = (
        Status.NOT_ATTEMPTED
        if not cases
        else next((each for each in order if each in statuses), Status.PASSED)
    )
    if Status.PASSED in statuses and status is Status.NOT_ATTEMPTED:
        status = Status.FAILED
    return ExerciseResult(
        slug=plan.slug,
        title=plan.title,
        section=plan.section,
        score=round(sum(case.score for case in cases), 6),
        max_score=plan.points,
        status=status,
        output=output,
    )


def cases_of(plan: Plan, status: Status = Status.PASSED, mistake: Mistake | None = None) -> list[CaseResult]:
    """Make an exercise's cases: per task one visible and three hidden; `mistake` fails the last task's."""
    made = []
    for number, (title, points) in enumerate(plan.tasks, start=1):
        wrong = mistake is not None and number == len(plan.tasks)
        now = Status.FAILED if wrong else status
        shown: dict[str, Any] = {}
        if mistake is not None and wrong:
            shown = {
                "diagnosis": mistake[0],
                "cause": mistake[1],
                "hint": mistake[2],
                "message": mistake[3],
                "rows": mistake[4],
            }
        elif now is Status.NOT_ATTEMPTED:
            shown = {"message": "Not attempted yet."}
        lesson = f"{title} on the lesson's numbers"
        made.append(
            make_case(
                plan.slug,
                number,
                f"lesson_{number}",
                now,
                title=lesson,
                visibility=Visibility.VISIBLE,
                max_score=0.0,
                **shown,
            )
        )
        for part in ("fresh numbers", "single precision", "twice the same"):
            passes = wrong and part == "twice the same"
            made.append(
                make_case(
                    plan.slug,
                    number,
                    f"{part.split()[0]}_{number}",
                    Status.PASSED if passes else now,
                    title=f"{title}: {part}",
                    max_score=points / 3,
                    **({} if passes else shown),
                )
            )
    return made


def complete() -> ScoreReport:
    """Give a report in which everything is right."""
    return make_report([case for plan in COURSE for case in cases_of(plan)], student="grace")


def halfway(**fields: Any) -> ScoreReport:
    """Give a report as in the middle of the course: right, wrong in known ways, untouched."""
    cases: list[CaseResult] = []
    for plan in COURSE:
        if plan.slug == "ex05_square":
            wrong = cases_of(plan, mistake=MISTAKES[plan.slug][0])
            first = next(index for index, case in enumerate(wrong) if case.status is Status.FAILED)
            wrong[first] = replace(wrong[first], counterexample=AT_HOME, line=41)
            cases += wrong
        elif plan.slug == "ex18_train":
            cases += [
                replace(case, timeline=TIMELINE) if case.status is Status.FAILED else case
                for case in cases_of(plan, mistake=MISTAKES[plan.slug][0])
            ]
        elif plan.slug == "ex11_batch_gradient":
            cases += [
                replace(
                    case,
                    status=Status.ERROR,
                    score=0.0,
                    line=58,
                    message="RuntimeError: The size of tensor a (4) must match the size of tensor b (3)",
                )
                for case in cases_of(plan)
            ]
        elif plan.slug in {"ex13_accumulation", "ex15_manual_update", "ex22_autograd_engine"}:
            cases += cases_of(plan, Status.NOT_ATTEMPTED)
        else:
            cases += cases_of(plan)
    fields.setdefault(
        "notes",
        (Note(code="ignored", message="This file is no exercise and was ignored.", file="notes.txt"),),
    )
    return make_report(
        cases, **fields, output={"ex05_square": "w is tensor([1., 2.])\nslope is tensor([1., 2.])\n"}
    )


def late() -> ScoreReport:
    """Give the halfway report with points taken off by policy."""
    return halfway(
        student="late", adjustments=(Adjustment(kind="late", points=-2.5, reason="handed in 1 day late"),)
    )


def weak() -> ScoreReport:
    """Give a report made with next to no isolation."""
    return halfway(student="mac", isolation=NONE)


def timed_out() -> ScoreReport:
    """Give a report in which one exercise never ended."""
    stuck = {"message": "It did not finish within 10 seconds.", "score": 0.0, "duration_seconds": 10.0}
    cases: list[CaseResult] = []
    for plan in COURSE:
        made = cases_of(plan)
        if plan.slug == "ex18_train":
            made = [replace(case, status=Status.TIMED_OUT, **stuck) for case in made]
        cases += made
    return make_report(
        cases,
        student="zeno",
        usage=Usage(wall_seconds=46.0, cpu_seconds=41.0, peak_memory_mib=240.0, workers=21),
    )


def rejected() -> ScoreReport:
    """Give the report of a submission in which nothing could be graded."""
    return make_report(
        (),
        student="carl",
        outcome=Outcome.REJECTED,
        score=0.0,
        exercises=(),
        reason="There is no exercise file in this submission.",
        notes=(
            Note(code="no_exercise", message="This file is no exercise and was ignored.", file="essay.docx"),
        ),
    )


def internal_error() -> ScoreReport:
    """Give the report of a run that we failed."""
    return make_report(
        (),
        student="bob",
        outcome=Outcome.INTERNAL_ERROR,
        score=None,
        exercises=(),
        reason="The judge stopped: JudgeError.",
    )


def hostile(attack: Callable[[int], str] | None = None, **fields: Any) -> ScoreReport:
    """Give a report in which every string that a submission can influence is an attack."""
    count = iter(range(10**9))

    def evil() -> str:
        index = next(count)
        return (
            attack(index) if attack is not None else ATTACKS[(index + index // len(ATTACKS)) % len(ATTACKS)]
        )

    cases = []
    for plan in COURSE[:5]:
        for case in cases_of(plan, Status.FAILED):
            evil_row = Row(what=evil(), yours=evil(), expected="1.0", ratio=evil())
            cases.append(
                replace(
                    case,
                    message=evil(),
                    rows=(evil_row,),
                    line=7,
                    counterexample=Counterexample(code=evil(), rows=(evil_row,), message=evil()),
                    timeline=(TimelineStep(step=1, expected=("zero",), yours=(evil(), evil())),),
                )
            )
    notes = tuple(Note(code="ignored", message=evil(), file=evil()) for _ in range(4))
    output = {plan.slug: evil() for plan in COURSE}
    return make_report(
        cases, **{"student": evil(), "notes": notes, "reason": evil(), "output": output, **fields}
    )


def classroom(size: int, seed: int = 1) -> list[ScoreReport]:
    """Give the reports of a class: abilities differ, mistakes are the usual ones, a few need a person."""
    rng = random.Random(seed)
    return [_student(rng, number) for number in range(size)]


def _student(rng: random.Random, number: int) -> ScoreReport:
    name = f"s{number:05d}"
    luck = rng.random()
    if luck < 0.01:
        return replace(rejected(), student=name)
    if luck < 0.015:
        return replace(internal_error(), student=name)
    ability = rng.gauss(0.7, 0.9)
    cases: list[CaseResult] = []
    for difficulty, plan in enumerate(COURSE):
        margin = ability - (difficulty - 4) * 0.35 + rng.gauss(0, 0.6)
        mistakes = MISTAKES.get(plan.slug)
        if margin > 0 or mistakes is None:
            cases += cases_of(plan)
        elif margin < -1.8:
            cases += cases_of(plan, Status.NOT_ATTEMPTED)
        else:
            cases += cases_of(plan, mistake=mistakes[0] if rng.random() < 0.7 else mistakes[-1])
    seconds = rng.lognormvariate(1.0, 0.3)
    return make_report(
        cases,
        student=name,
        usage=Usage(
            wall_seconds=seconds,
            cpu_seconds=seconds * 0.7,
            peak_memory_mib=200 + 60 * rng.random(),
            workers=18,
        ),
    )


ALL: dict[str, Callable[[], ScoreReport]] = {
    "complete": complete,
    "halfway": halfway,
    "late": late,
    "weak": weak,
    "timed_out": timed_out,
    "rejected": rejected,
    "internal_error": internal_error,
    "hostile": hostile,
}
