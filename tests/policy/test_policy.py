"""Policies by example: what each rule does to points, and that each change is explained."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import msgspec
import pytest

from grader.errors import UsageError
from grader.policy import Late, Override, Policy, parse_policy, rescore, rescore_class, unknown_names
from grader.records import Note, Outcome, ScoreReport, Status
from tests.policy.judged import judged
from tests.support import reports
from tests.support.reports import make_case

DUE = datetime(2026, 9, 14, 10, 0, tzinfo=UTC)


def two_tasks(**fields: object) -> ScoreReport:
    """Give a report of two exercises: the first has one task half right, the second is right."""
    cases = [
        make_case("ex05_square", 1, "right", max_score=2),
        make_case("ex05_square", 2, "right_too", max_score=1),
        make_case("ex05_square", 2, "wrong", Status.FAILED, max_score=1),
        make_case("ex18_train", 1, "trained", max_score=5),
    ]
    return judged(cases, **fields)


def late_by(delta: timedelta, **late: float) -> ScoreReport:
    """Rescore a report of 8 points that came so much after the due date."""
    policy = Policy(late=msgspec.convert({"due": DUE, "per_day": 0.1, **late}, type=Late))
    return rescore(two_tasks(submitted_at=(DUE + delta).isoformat()), policy)


def points(report: ScoreReport) -> dict[str, float]:
    """Give the score of each exercise that has points."""
    return {each.slug: each.score for each in report.exercises if each.max_score or each.score}


def test_no_policy_changes_nothing() -> None:
    """An empty policy gives the judged score back, and no adjustment."""
    before = two_tasks()
    assert rescore(before, Policy()) == before


def test_weights_scale_score_and_maximum() -> None:
    """A weighted exercise counts its points as often as the weight says, earned and possible ones."""
    before = two_tasks()
    made = rescore(before, Policy(weights={"ex05_square": 2.0}))
    assert made.score == before.score + 3  # type: ignore[operator]
    assert made.max_score == sum(c.max_score for c in before.cases) + 4
    assert [(a.kind, a.points, a.exercise) for a in made.adjustments] == [("weight", 3, "ex05_square")]


def test_a_weight_is_explained_where_no_points_move() -> None:
    """Half the weight of an exercise without points still changes the maximum, and says so."""
    made = rescore(judged([make_case("ex18_train", 1, "no", Status.FAILED, max_score=5)]),
                   Policy(weights={"ex18_train": 0.5}))  # fmt: skip
    assert [a.reason for a in made.adjustments] == ["counts 0.5 times: out of 2.5 points"]


def test_all_or_nothing_for_a_task_and_for_an_exercise() -> None:
    """A task that is half right pays nothing; a task that is right pays in full."""
    by_task = rescore(two_tasks(), Policy(all_or_nothing=("ex05_square:2",)))
    assert points(by_task) == {"ex05_square": 2, "ex18_train": 5}
    assert "task 2" in by_task.adjustments[0].reason
    by_exercise = rescore(two_tasks(), Policy(all_or_nothing=("ex05_square", "ex18_train")))
    assert points(by_exercise) == {"ex05_square": 2, "ex18_train": 5}


def test_visible_practice_does_not_cost_an_all_or_nothing_task() -> None:
    """A failed case without points takes nothing from its task."""
    cases = [
        make_case("ex05_square", 1, "hidden", max_score=2),
        make_case("ex05_square", 1, "practice", Status.FAILED, max_score=0),
    ]
    assert rescore(judged(cases), Policy(all_or_nothing=("ex05_square",))).score == 2


def test_bonus_counts_on_top_of_the_maximum() -> None:
    """A bonus exercise adds its score and nothing to the maximum."""
    made = rescore(two_tasks(), Policy(bonus=("ex18_train",)))
    assert (made.score, made.max_score) == (8, 4)
    assert [a.kind for a in made.adjustments] == ["bonus"]


@pytest.mark.parametrize(
    ("delta", "rule", "score"),
    [
        (timedelta(0), {}, 8),
        (timedelta(minutes=30), {"grace_minutes": 30}, 8),
        (timedelta(minutes=31), {"grace_minutes": 30}, 7.2),
        (timedelta(seconds=1), {}, 7.2),
        (timedelta(hours=24), {}, 7.2),
        (timedelta(hours=24, seconds=1), {}, 6.4),
        (timedelta(days=30), {}, 0),
        (timedelta(days=30), {"most": 0.5}, 4),
        (timedelta(days=-3), {}, 8),
    ],
)
def test_late_days(delta: timedelta, rule: dict[str, float], score: float) -> None:
    """Each started day after due date and grace costs its share, up to the most there is to lose."""
    made = late_by(delta, **rule)
    assert made.score == score
    assert len(made.adjustments) == (score != 8)


def test_a_time_without_a_zone_is_in_the_zone_of_the_due_date() -> None:
    """Where the learning system gives local times, they are read in the due date's zone."""
    policy = parse_policy("late = { due = 2026-09-14T10:00:00+02:00, per_day = 0.5 }")
    assert rescore(two_tasks(submitted_at="2026-09-14T09:59:00"), policy).score == 8
    assert rescore(two_tasks(submitted_at="2026-09-14T10:01:00"), policy).score == 4


@pytest.mark.parametrize("told", ["", "yesterday"])
def test_an_unknown_time_costs_nothing_and_is_said(told: str) -> None:
    """Nobody loses points over a time that is not known; the report says that it was not."""
    policy = parse_policy("late = { due = 2026-09-14T10:00:00Z, per_day = 0.5 }")
    made = rescore(two_tasks(submitted_at=told), policy)
    assert made.score == 8
    assert "not known" in made.adjustments[0].reason
    noted = rescore(two_tasks(submitted_at="", notes=(Note(code="late", message="late"),)), policy)
    assert "the learning system says late" in noted.adjustments[0].reason


def test_overrides_replace_a_score_and_give_the_reason() -> None:
    """A person's decision replaces an exercise's score or the whole, and is written down."""
    policy = parse_policy("""
        [[overrides]]
        student = "ada"
        exercise = "ex05_square"
        score = 4
        reason = "shown in class"
        [[overrides]]
        student = "bob"
        score = 1.5
        reason = "agreed by mail"
    """)
    ada = rescore(two_tasks(), policy)
    assert (ada.score, ada.adjustments[0].points, ada.adjustments[0].reason) == (9, 1, "shown in class")
    bob = rescore(two_tasks(student="bob"), policy)
    assert (bob.score, bob.adjustments[0].points, bob.adjustments[0].reason) == (1.5, -6.5, "agreed by mail")


def test_our_fault_stays_without_a_score_until_a_person_gives_one() -> None:
    """A run without a score has none after any policy but an override, and goes back without it."""
    before = reports.internal_error()
    assert rescore(before, Policy(weights={"ex05_square": 3})).score is None
    policy = parse_policy(
        f'overrides = [{{ student = "{before.student}", score = 7, reason = "read by a person" }}]'
    )
    given = rescore(before, policy)
    assert (given.score, given.outcome, given.reason) == (7, Outcome.GRADED, before.reason)
    assert rescore(given, policy) == given
    assert rescore(given, Policy()) == before


def test_a_rejected_run_is_out_of_the_same_points_as_the_class() -> None:
    """Weights change the maximum of those who handed in nothing readable, too."""
    graded = two_tasks()
    maximum = sum(case.max_score for case in graded.cases)
    refused = msgspec.structs.replace(reports.rejected(), student="zed", max_score=maximum)
    kept = rescore_class([graded, refused], Policy(weights={"ex18_train": 2}))
    assert [(r.score, r.max_score) for _, r in kept] == [(13, maximum + 5), (0, maximum + 5)]


def attempts() -> list[ScoreReport]:
    """Give three attempts of one student (8, 3 and no points by our fault) and one of another."""
    worse = judged([make_case("ex05_square", 1, "right", max_score=3)], attempt=2)
    broken = msgspec.structs.replace(reports.internal_error(), student="ada", attempt=3)
    return [two_tasks(attempt=1), worse, broken, two_tasks(student="bob")]


@pytest.mark.parametrize(("which", "places"), [("all", [0, 1, 2, 3]), ("best", [0, 3]), ("last", [1, 3])])
def test_the_attempt_that_counts(which: str, places: list[int]) -> None:
    """The best or the last attempt counts; one without a score never replaces one with."""
    policy = parse_policy(f'attempts = "{which}"')
    assert [place for place, _ in rescore_class(attempts(), policy)] == places


def test_the_best_attempt_is_the_best_after_late_days() -> None:
    """A better attempt that came a week late may be worth less than the one in time."""
    in_time = two_tasks(submitted_at=DUE.isoformat())
    cases = [make_case("ex18_train", 1, "all", max_score=10)]
    late = judged(cases, attempt=2, submitted_at=(DUE + timedelta(days=7)).isoformat())
    policy = parse_policy('attempts = "best"\nlate = { due = 2026-09-14T10:00:00Z, per_day = 0.1 }')
    assert [place for place, _ in rescore_class([in_time, late], policy)] == [0]


def test_names_that_no_report_knows() -> None:
    """Typing errors in a policy are found: exercises, tasks and students that nobody has."""
    policy = Policy(
        weights={"ex05_squares": 1},
        all_or_nothing=("ex05_square:2", "ex05_square:9"),
        bonus=("ex18_train",),
        overrides=(Override(student="adda", score=1, reason="r"),),
    )
    assert unknown_names(policy, [two_tasks()]) == ["adda", "ex05_square:9", "ex05_squares"]


@pytest.mark.parametrize(
    ("text", "needle"),
    [
        ("weights = 3", "weights"),
        ("weights = { ex05_square = -1 }", "weights lie between"),
        ("weights = { ex05_square = nan }", "weights lie between"),
        ("weights = { ex05_square = 1e300 }", "weights lie between"),
        ("late = { due = 2026-09-14T10:00:00, per_day = 0.1 }", "time zone"),
        ("late = { due = 2026-09-14T10:00:00Z, per_day = 10 }", "shares of the score"),
        ("late = { due = 2026-09-14T10:00:00Z, per_day = 0.1, most = nan }", "shares of the score"),
        ("late = { due = 2026-09-14T10:00:00Z, per_day = 0.1, grace_minutes = inf }", "grace_minutes"),
        ('overrides = [{ student = "a", score = 1, reason = " " }]', "reason"),
        ('overrides = [{ student = "a", score = inf, reason = "r" }]', "finite"),
        ('overrides = [{ student = "a", score = 1 }]', "reason"),
        (2 * '[[overrides]]\nstudent = "a"\nscore = 1\nreason = "r"\n', "two overrides"),
        ("wieghts = { ex05_square = 2 }", "wieghts"),
        ('attempts = "worst"', "worst"),
        ("weights = {", "policy.toml"),
    ],
)
def test_a_wrong_policy_is_refused_with_the_place(text: str, needle: str) -> None:
    """Whatever is wrong with a policy is said in one line that names the file."""
    with pytest.raises(UsageError, match=needle) as caught:
        parse_policy(text, "policy.toml")
    assert "\n" not in str(caught.value).strip()
    assert str(caught.value).startswith("policy.toml: ")
