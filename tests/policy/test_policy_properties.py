"""What holds for every policy and every report: bounds, idempotence, purity, explained changes."""

from __future__ import annotations

import math
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from grader.policy import Late, Override, Policy, rescore, rescore_class
from grader.records import Outcome, ScoreReport, Status
from grader.report import from_json, to_json
from tests.policy.judged import judged
from tests.support.reports import internal_error, make_case, rejected

SLUGS = ("ex00_ready", "ex05_square", "ex18_train")
DUE = datetime(2026, 9, 14, tzinfo=UTC)

points = st.floats(0, 20).map(lambda value: round(value, 3))


@st.composite
def cases(draw: st.DrawFn) -> ScoreReport:
    """Draw a graded report of up to three exercises."""
    made = []
    for slug in draw(st.sets(st.sampled_from(SLUGS), min_size=1)):
        for number in range(draw(st.integers(1, 4))):
            most = draw(points)
            status = draw(st.sampled_from(Status))
            score = most if status is Status.PASSED else draw(st.sampled_from([0.0, most / 3]))
            made.append(make_case(slug, 1 + number % 2, f"case{number}", status, score=score, max_score=most))
    submitted = draw(
        st.one_of(st.just(""), st.integers(-9, 90).map(lambda h: (DUE + timedelta(hours=h)).isoformat()))
    )
    return judged(made, attempt=draw(st.integers(1, 3)), submitted_at=submitted)


ungraded = st.sampled_from([rejected(), internal_error()])
anything = st.one_of(cases(), ungraded)
late = st.builds(
    Late, due=st.just(DUE), per_day=st.floats(0, 1), grace_minutes=st.floats(0, 3000), most=st.floats(0, 1)
)
without_overrides = st.builds(
    Policy,
    weights=st.dictionaries(st.sampled_from(SLUGS), st.floats(0, 10)),
    all_or_nothing=st.sets(st.sampled_from([*SLUGS, "ex05_square:1", "ex18_train:2"])).map(
        lambda s: tuple(sorted(s))
    ),
    bonus=st.sets(st.sampled_from(SLUGS)).map(lambda s: tuple(sorted(s))),
    late=st.none() | late,
    attempts=st.sampled_from(["all", "best", "last"]),
    overrides=st.just(()),
)
overrides = st.lists(
    st.builds(
        Override,
        student=st.just("ada"),
        score=st.floats(-5, 50),
        reason=st.just("seen by a person"),
        exercise=st.sampled_from(["", *SLUGS]),
    ),
    unique_by=lambda each: each.exercise,
).map(tuple)
policies = st.builds(lambda policy, given: replace(policy, overrides=given), without_overrides, overrides)


@given(anything, policies)
def test_rescoring_twice_is_rescoring_once(report: ScoreReport, policy: Policy) -> None:
    """The judged cases are the only source: a second time changes nothing."""
    once = rescore(report, policy)
    assert rescore(once, policy) == once


@given(anything, policies, policies)
def test_no_policy_remembers_another(report: ScoreReport, first: Policy, second: Policy) -> None:
    """A rescored report rescored by another policy is the judged one rescored by it."""
    assert rescore(rescore(report, first), second) == rescore(report, second)


@given(anything, policies)
def test_rescoring_is_pure(report: ScoreReport, policy: Policy) -> None:
    """Neither the report nor the policy is changed, and the cases stay as judged."""
    before = to_json(report)
    made = rescore(report, policy)
    assert to_json(report) == before
    assert made.cases == report.cases


@given(cases(), without_overrides)
def test_scores_stay_within_bounds(report: ScoreReport, policy: Policy) -> None:
    """Without an override no score falls below 0 or rises above the maximum and the bonus."""
    made = rescore(report, policy)
    bonus = sum(each.score for each in made.exercises if each.slug in policy.bonus)
    assert made.score is not None
    assert 0 <= made.score <= made.max_score + bonus + 1e-6
    assert all(each.score >= 0 for each in made.exercises)


@given(cases(), policies)
def test_adjustments_add_up_to_the_change(report: ScoreReport, policy: Policy) -> None:
    """The judged points and the adjustments sum to the score: nothing moves unexplained."""
    made = rescore(report, policy)
    judged = sum(case.score for case in report.cases)
    assert made.score is not None
    assert math.isclose(judged + sum(a.points for a in made.adjustments), made.score, abs_tol=1e-4)
    assert all(adjustment.reason for adjustment in made.adjustments)


@given(ungraded, without_overrides)
def test_no_policy_scores_what_was_not_judged(report: ScoreReport, policy: Policy) -> None:
    """A rejected run stays 0 and our fault stays without a score."""
    assert rescore(report, policy).score == (0.0 if report.outcome is Outcome.REJECTED else None)


@given(st.lists(anything, max_size=6), policies)
def test_classes_keep_one_attempt_each(many: list[ScoreReport], policy: Policy) -> None:
    """With best or last exactly one report of each student counts; with all, every one."""
    kept = rescore_class(many, policy)
    students = [report.student for _, report in kept]
    if policy.attempts == "all":
        assert len(kept) == len(many)
    else:
        assert sorted(students) == sorted({report.student for report in many})


@given(anything, policies)
def test_rescored_reports_are_still_reports(report: ScoreReport, policy: Policy) -> None:
    """Whatever the policy, the result is written and read back as the same report."""
    made = rescore(report, policy)
    assert from_json(to_json(made)) == made
