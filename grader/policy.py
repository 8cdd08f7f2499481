"""Rescore stored reports by a policy: weights, bonus, late days, overrides. Pure, and explained.

Everything starts again from the judged cases, so rescoring twice is rescoring once. Each change of
points is an `Adjustment` in the report.
"""

from __future__ import annotations

import math
import tomllib
from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Literal

import msgspec
from msgspec.structs import replace

from grader.errors import UsageError
from grader.records import Adjustment, CaseResult, ExerciseResult, Outcome, ScoreReport, Status
from grader.score import tidy


class Late(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Points lost by the day: `per_day` of the score for each started day after due and grace."""

    due: datetime
    per_day: float
    grace_minutes: float = 0.0
    most: float = 1.0


class Override(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A person's decision: this score for this student's exercise (or whole run), for this reason."""

    student: str
    score: float
    reason: str
    exercise: str = ""


class Policy(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How stored cases become a grade."""

    weights: dict[str, float] = {}
    all_or_nothing: tuple[str, ...] = ()
    bonus: tuple[str, ...] = ()
    late: Late | None = None
    attempts: Literal["all", "best", "last"] = "all"
    overrides: tuple[Override, ...] = ()


def parse_policy(text: str, where: str = "policy") -> Policy:
    """Read a policy. Raises UsageError that says where it is wrong."""
    try:
        policy = msgspec.convert(tomllib.loads(text), Policy)
    except (tomllib.TOMLDecodeError, msgspec.ValidationError) as error:
        raise UsageError(f"{where}: {error}") from None
    late = policy.late
    if late and (late.due.tzinfo is None or not 0 <= late.per_day <= 1 or not 0 <= late.most <= 1):
        raise UsageError(f"{where}: late.due needs a time zone, late.per_day and late.most lie between 0 and 1")
    if any(not (math.isfinite(w) and w >= 0) for w in policy.weights.values()):
        raise UsageError(f"{where}: weights are finite and not negative")
    if any(not o.reason.strip() or not math.isfinite(o.score) for o in policy.overrides):
        raise UsageError(f"{where}: every override needs a finite score and a reason")
    return policy


def unknown_names(policy: Policy, reports: Iterable[ScoreReport]) -> list[str]:
    """List the exercises and students that a policy names but no report has: typing errors."""
    slugs: set[str] = set()
    students: set[str] = set()
    for report in reports:
        slugs |= {result.slug for result in report.exercises}
        students.add(report.student)
    named = {*policy.weights, *policy.bonus, *(entry.partition(":")[0] for entry in policy.all_or_nothing)}
    named |= {override.exercise for override in policy.overrides if override.exercise}
    return sorted((named - slugs) | ({override.student for override in policy.overrides} - students))


def rescore(report: ScoreReport, policy: Policy) -> ScoreReport:
    """Apply a policy to one report; a run without a score stays without one unless overridden."""
    if report.outcome is not Outcome.GRADED:
        return _override_run(replace(report, adjustments=(), signature=""), policy)
    adjustments: list[Adjustment] = []
    exercises = []
    by_exercise: dict[str, list[CaseResult]] = defaultdict(list)
    for case in report.cases:
        by_exercise[case.exercise].append(case)
    for result in report.exercises:
        exercises.append(_exercise(result, by_exercise[result.slug], policy, report.student, adjustments))
    score = sum(result.score for result in exercises)
    score -= _late(report, score, policy.late, adjustments)
    rescored = replace(
        report,
        exercises=tuple(exercises),
        score=tidy(score),
        max_score=tidy(sum(result.max_score for result in exercises)),
        adjustments=tuple(adjustments),
        signature="",
    )
    return _override_run(rescored, policy)


def _exercise(
    result: ExerciseResult,
    cases: list[CaseResult],
    policy: Policy,
    student: str,
    adjustments: list[Adjustment],
) -> ExerciseResult:
    slug = result.slug
    score, max_score = sum(c.score for c in cases), sum(c.max_score for c in cases)

    def change(kind: str, new: float, reason: str) -> float:
        if not math.isclose(new, score, abs_tol=1e-9):
            adjustments.append(Adjustment(kind=kind, points=tidy(new - score), reason=reason, exercise=slug))
        return new

    for number in sorted({case.task for case in cases}):
        if slug in policy.all_or_nothing or f"{slug}:{number}" in policy.all_or_nothing:
            task = [case for case in cases if case.task == number]
            earned = sum(case.score for case in task)
            if any(case.status is not Status.PASSED for case in task if case.max_score) and earned:
                score = change("all_or_nothing", score - earned, f"task {number} pays only when all its cases pass")
    weight = policy.weights.get(slug, 1.0)
    if weight != 1.0:
        max_score *= weight
        score = change("weight", score * weight, f"weight {weight:g}")
    if slug in policy.bonus:
        adjustments.append(Adjustment(kind="bonus", points=0.0, reason="counts on top of the maximum", exercise=slug))
        max_score = 0.0
    for override in policy.overrides:
        if override.student == student and override.exercise == slug:
            score = change("override", override.score, override.reason)
    return replace(result, score=tidy(score), max_score=tidy(max_score))


def _late(report: ScoreReport, score: float, late: Late | None, adjustments: list[Adjustment]) -> float:
    if late is None or not report.submitted_at:
        return 0.0
    submitted = datetime.fromisoformat(report.submitted_at)
    if submitted.tzinfo is None:
        submitted = submitted.replace(tzinfo=late.due.tzinfo)
    over = submitted - late.due - timedelta(minutes=late.grace_minutes)
    if over <= timedelta(0):
        return 0.0
    days = math.ceil(over / timedelta(days=1))
    share = min(days * late.per_day, late.most)
    lost = score * share
    reason = f"{days} day{'s' if days > 1 else ''} late: {share:.0%} of the score"
    adjustments.append(Adjustment(kind="late", points=tidy(-lost), reason=reason))
    return lost


def _override_run(report: ScoreReport, policy: Policy) -> ScoreReport:
    for override in policy.overrides:
        if override.student == report.student and not override.exercise:
            points = tidy(override.score - (report.score or 0.0))
            made = Adjustment(kind="override", points=points, reason=override.reason)
            report = replace(report, score=tidy(override.score), adjustments=(*report.adjustments, made))
    return report


def choose_attempts(reports: Iterable[ScoreReport], policy: Policy) -> list[ScoreReport]:
    """Keep the attempt that counts for each student; a run without a score never replaces one with."""
    if policy.attempts == "all":
        return list(reports)
    best: dict[str, ScoreReport] = {}
    for report in reports:
        kept = best.get(report.student)
        if kept is None or _rank(report, policy) > _rank(kept, policy):
            best[report.student] = report
    return list(best.values())


def _rank(report: ScoreReport, policy: Policy) -> tuple[float, ...]:
    score = -1.0 if report.score is None else report.score
    scored = 0.0 if report.score is None else 1.0
    return (scored, score, report.attempt) if policy.attempts == "best" else (scored, report.attempt, score)
