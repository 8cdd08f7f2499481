"""The arithmetic of the class page, against hand-made classes and an independent formula."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from grader.records import Note, ScoreReport, Status
from grader.render.statistics import ENOUGH, Item, bins, class_stats, quantile
from tests.support import reports
from tests.support.imagined import COURSE, MISTAKES


def report_of(student: str, *statuses: Status, mistake: str = "") -> ScoreReport:
    """Give a report with one one-point case per exercise, in these statuses."""
    cases = [
        reports.make_case(plan.slug, 1, "only", status, diagnosis=mistake if status is Status.FAILED else "")
        for plan, status in zip(COURSE, statuses, strict=False)
    ]
    return reports.make_report(cases, student=student)


@given(st.lists(st.tuples(st.booleans(), st.floats(0, 40)), min_size=ENOUGH, max_size=60))
def test_discrimination_is_the_point_biserial_correlation(pairs: list[tuple[bool, float]]) -> None:
    """Discrimination equals numpy's correlation of passing with the rest of the score."""
    item = Item()
    for right, rest in pairs:
        item.add(Status.PASSED if right else Status.FAILED, rest)
    passing = np.array([right for right, _ in pairs], dtype=float)
    rest_scores = np.array([rest for _, rest in pairs])
    if item.discrimination is None:
        assert passing.std() == 0 or rest_scores.var() < 1e-6
    elif rest_scores.std() > 1e-3:
        assert item.discrimination == pytest.approx(np.corrcoef(passing, rest_scores)[0, 1], abs=1e-6)


def test_few_reports_or_one_result_have_no_discrimination() -> None:
    """Nothing is claimed from too few reports, or where everyone has the same result."""
    few, same = Item(), Item()
    for number in range(ENOUGH - 1):
        few.add(Status.PASSED if number % 2 else Status.FAILED, float(number))
    for number in range(ENOUGH):
        same.add(Status.PASSED, float(number))
    assert few.discrimination is None
    assert same.discrimination is None
    assert Item().difficulty is None


def test_difficulty_counts_only_who_tried() -> None:
    """An untouched or blocked case is not tried; the share passed is of all."""
    stats = class_stats(
        [
            report_of("a", Status.PASSED),
            report_of("b", Status.FAILED),
            report_of("c", Status.NOT_ATTEMPTED),
            report_of("d", Status.BLOCKED),
        ]
    )
    item = stats.exercises[COURSE[0].slug].item
    assert (item.runs, item.tried, item.share_passed, item.difficulty) == (4, 2, 0.25, 0.5)


def test_misconceptions_are_ranked_by_how_many_have_them() -> None:
    """A student counts once per mistake, however many cases show it."""
    plan = COURSE[2]
    first, second = MISTAKES[plan.slug]
    made = [
        reports.make_report(reports.cases_of(plan, mistake=m), student=f"s{n}")
        for n, m in enumerate((first, second, second))
    ]
    known = class_stats(made).misconceptions
    assert [(each.id, each.reports, dict(each.exercises)) for each in known] == [
        (second[0], [1, 2], {plan.slug: 2}),
        (first[0], [0], {plan.slug: 1}),
    ]


def test_what_no_mistake_explains_is_counted_apart() -> None:
    """A case that failed without a diagnosis counts, one that passed, was not tried or is named does not."""
    plan = COURSE[0]
    statuses = (Status.FAILED, Status.TIMED_OUT, Status.PASSED, Status.NOT_ATTEMPTED)
    made = [reports.make_report([reports.make_case(plan.slug, 1, "one", each)]) for each in statuses]
    named = reports.make_case(
        plan.slug, 1, "one", Status.FAILED, diagnosis="M01", message="It calls autograd."
    )
    stats = class_stats([*made, reports.make_report([named])])
    (case,) = stats.cases.values()
    assert case.unexplained == 2
    assert [each.cause for each in stats.misconceptions] == ["It calls autograd."]


def test_whoever_needs_a_person_is_listed_with_the_reason() -> None:
    """Our failures, refusals, time-outs, odd notes and equal files are listed, in this order."""
    odd = reports.complete()
    odd = replace(
        odd,
        student="odd",
        submission_digest="x",
        notes=(Note(code="suspicious", message="Hidden characters."),),
    )
    twin_a, twin_b = (
        replace(reports.complete(), student=name, submission_digest="same") for name in ("ann", "ben")
    )
    made = [twin_a, odd, reports.timed_out(), reports.rejected(), reports.internal_error(), twin_b]
    found = [(made[each.report].student, each.kind, each.why) for each in class_stats(made).attention]
    assert found == [
        ("bob", "not graded", "The judge stopped: JudgeError."),
        ("carl", "rejected", "There is no exercise file in this submission."),
        ("zeno", "timed out", "in ex18_train"),
        ("odd", "suspicious", "Hidden characters."),
        ("ann", "same files", "as ben"),
        ("ben", "same files", "as ann"),
    ]


def test_equal_files_of_one_student_or_without_points_are_not_odd() -> None:
    """A second attempt with the same files, and two untouched hand-outs, are nothing to look at."""
    again = [reports.complete(), replace(reports.complete(), attempt=2)]
    blank = [replace(reports.make_report((), student=name), submission_digest="blank") for name in "ab"]
    assert class_stats(again + blank).attention == []


def test_runs_without_a_score_count_nowhere_else() -> None:
    """A failed and a refused run lower no mean and no difficulty."""
    alone, mixed = [reports.complete()], [reports.complete(), reports.internal_error(), reports.rejected()]
    assert class_stats(mixed).shares == class_stats(alone).shares == [1.0]


@given(st.lists(st.floats(0, 1), min_size=1), st.floats(0, 1))
def test_quantiles_are_numpy_s(values: list[float], share: float) -> None:
    """Quantiles are linear interpolations as numpy's are."""
    assert quantile(values, share) == pytest.approx(np.quantile(values, share))


@given(st.lists(st.floats(-10, 200)))
def test_bins_lose_nobody(values: list[float]) -> None:
    """Every value falls into one bin, those outside into the nearest."""
    assert sum(bins(values, 0, 100)) == len(values)
    assert quantile([], 0.5) is None
