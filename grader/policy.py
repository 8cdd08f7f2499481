"""Rescore stored reports by a policy: weights, bonus, late days, overrides. Pure, and explained.

Everything starts again from the judged cases, so rescoring twice is rescoring once. The order is
all-or-nothing, weight, bonus, override of an exercise, late days, override of the run; each change
of points is an `Adjustment` in the report. Without an override a score stays between 0 and the
maximum, with bonus exercises on top.
"""

from __future__ import annotations

import math
import tomllib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from typing import Literal

import msgspec
from msgspec.structs import replace

from grader.errors import UsageError
from grader.records import Adjustment, CaseResult, ExerciseResult, Outcome, ScoreReport, Status
from grader.score import tidy

_MOST_WEIGHT = 1000.0
_MOST_GRACE_MINUTES = 366 * 24 * 60.0


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
    for problem in _problems(policy):
        raise UsageError(f"{where}: {problem}")
    return policy


def _problems(policy: Policy) -> Iterator[str]:
    late = policy.late
    if late and late.due.tzinfo is None:
        yield "late.due needs a time zone, such as 2026-10-31T23:59:00+01:00"
    if late and not (0 <= late.per_day <= 1 and 0 <= late.most <= 1):
        yield "late.per_day and late.most are shares of the score, between 0 and 1"
    if late and not 0 <= late.grace_minutes <= _MOST_GRACE_MINUTES:
        yield "late.grace_minutes lies between 0 and a year"
    if not all(0 <= weight <= _MOST_WEIGHT for weight in policy.weights.values()):
        yield f"weights lie between 0 and {_MOST_WEIGHT:g}"
    if any(not override.reason.strip() or not math.isfinite(override.score) for override in policy.overrides):
        yield "every override needs a finite score and a reason"
    decided = [(override.student, override.exercise) for override in policy.overrides]
    for student, exercise in decided:
        if decided.count((student, exercise)) > 1:
            yield f"two overrides for {student}{', ' + exercise if exercise else ''}"


def unknown_names(policy: Policy, reports: Iterable[ScoreReport]) -> list[str]:
    """List the exercises, tasks and students that a policy names but no report has: typing errors."""
    known: set[str] = set()
    students: set[str] = set()
    for report in reports:
        known |= {result.slug for result in report.exercises}
        known |= {f"{case.exercise}:{case.task}" for case in report.cases}
        students.add(report.student)
    named = {*policy.weights, *policy.bonus, *policy.all_or_nothing}
    named |= {override.exercise for override in policy.overrides if override.exercise}
    return sorted((named - known) | ({override.student for override in policy.overrides} - students))


def rescore_class(reports: Sequence[ScoreReport], policy: Policy) -> list[tuple[int, ScoreReport]]:
    """Rescore a class; give the reports that count, each with its place in `reports`.

    A run without judged cases gets the maximum that the same exercises have elsewhere, so that all
    are out of the same points. Attempts are chosen last: a better one that came late may count less.
    """
    rescored = [rescore(report, policy) for report in reports]
    maxima = {_judged_max(after): after.max_score for after in rescored if after.cases}
    aligned = [
        after if after.cases else replace(after, max_score=maxima.get(after.max_score, after.max_score))
        for after in rescored
    ]
    return choose_attempts(aligned, policy)


def rescore(report: ScoreReport, policy: Policy) -> ScoreReport:
    """Apply a policy to one report; a run without a score stays without one unless overridden."""
    report = _as_judged(report)
    if not report.cases:
        return _override_run(report, policy)
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
    )
    return _override_run(rescored, policy)


def _as_judged(report: ScoreReport) -> ScoreReport:
    """Take away what an earlier policy did to a run without cases; its signature goes in any case."""
    report = replace(report, adjustments=(), signature="")
    if report.cases:
        return report
    if report.outcome is Outcome.REJECTED:
        return replace(report, score=0.0)
    # A run that only a person gave a score is `graded` and still says why it had none.
    return replace(report, outcome=Outcome.INTERNAL_ERROR, score=None)


def _judged_max(report: ScoreReport) -> float:
    return tidy(sum(case.max_score for case in report.cases))


def _exercise(
    result: ExerciseResult,
    cases: list[CaseResult],
    policy: Policy,
    student: str,
    adjustments: list[Adjustment],
) -> ExerciseResult:
    slug = result.slug
    score, max_score = sum(c.score for c in cases), sum(c.max_score for c in cases)

    def change(kind: str, new: float, reason: str, *, always: bool = False) -> float:
        if always or not math.isclose(new, score, abs_tol=1e-9):
            adjustments.append(Adjustment(kind=kind, points=tidy(new - score), reason=reason, exercise=slug))
        return new

    for number in sorted({case.task for case in cases}):
        if slug in policy.all_or_nothing or f"{slug}:{number}" in policy.all_or_nothing:
            task = [case for case in cases if case.task == number]
            earned = sum(case.score for case in task)
            if any(case.status is not Status.PASSED for case in task if case.max_score) and earned:
                score = change(
                    "all_or_nothing",
                    max(score - earned, 0.0),
                    f"task {number} pays only when all its cases pass",
                )
    weight = policy.weights.get(slug, 1.0)
    if weight != 1.0:
        max_score *= weight
        score = change(
            "weight", score * weight, f"counts {weight:g} times: out of {max_score:g} points", always=True
        )
    if slug in policy.bonus:
        adjustments.append(
            Adjustment(kind="bonus", points=0.0, reason="counts on top of the maximum", exercise=slug)
        )
        max_score = 0.0
    for override in policy.overrides:
        if override.student == student and override.exercise == slug:
            score = change("override", override.score, override.reason, always=True)
    return replace(result, score=tidy(score), max_score=tidy(max_score))


def _late(report: ScoreReport, score: float, late: Late | None, adjustments: list[Adjustment]) -> float:
    """Give the points lost, and say why; where the time is not known, nothing is lost, and that is said."""
    if late is None:
        return 0.0
    submitted = _moment(report.submitted_at, late)
    if submitted is None:
        told = any(note.code == "late" for note in report.notes)
        reason = (
            "the learning system says late, not how late" if told else "when it was handed in is not known"
        )
        adjustments.append(Adjustment(kind="late", points=0.0, reason=f"{reason}: nothing taken off"))
        return 0.0
    over = submitted - late.due - timedelta(minutes=late.grace_minutes)
    if over <= timedelta(0):
        return 0.0
    days = math.ceil(over / timedelta(days=1))
    share = min(days * late.per_day, late.most)
    lost = max(score, 0.0) * share
    reason = f"{days} day{'s' if days > 1 else ''} late: {100 * share:g} % of the score"
    adjustments.append(Adjustment(kind="late", points=tidy(-lost), reason=reason))
    return lost


def _moment(text: str, late: Late) -> datetime | None:
    """Read a time; one without a zone is in the zone of the due date."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=late.due.tzinfo)


def _override_run(report: ScoreReport, policy: Policy) -> ScoreReport:
    for override in policy.overrides:
        if override.student == report.student and not override.exercise:
            points = tidy(override.score - (report.score or 0.0))
            made = Adjustment(kind="override", points=points, reason=override.reason)
            outcome = Outcome.GRADED if report.outcome is Outcome.INTERNAL_ERROR else report.outcome
            report = replace(
                report,
                outcome=outcome,
                score=tidy(override.score),
                adjustments=(*report.adjustments, made),
            )
    return report


def choose_attempts(reports: Sequence[ScoreReport], policy: Policy) -> list[tuple[int, ScoreReport]]:
    """Keep the attempt that counts for each student; a run without a score never replaces one with."""
    if policy.attempts == "all":
        return list(enumerate(reports))
    kept: dict[str, int] = {}
    for place, report in enumerate(reports):
        before = kept.get(report.student)
        if before is None or _rank(report, policy) > _rank(reports[before], policy):
            kept[report.student] = place
    return [(place, reports[place]) for place in sorted(kept.values())]


def _rank(report: ScoreReport, policy: Policy) -> tuple[float, ...]:
    score = -math.inf if report.score is None else report.score
    scored = 0.0 if report.score is None else 1.0
    return (scored, score, report.attempt) if policy.attempts == "best" else (scored, report.attempt, score)
