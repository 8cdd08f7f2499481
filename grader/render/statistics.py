"""What a class's reports say together: scores, items, mistakes, and who needs a person. Pure arithmetic.

Difficulty is the share of those who tried a case (or exercise) and did not get it. Discrimination is
the point-biserial correlation between getting it and the points earned everywhere else: near 1 it
tells strong from weak submissions, near 0 or below it measures something else. Both need numbers:
fewer than `ENOUGH` reports, or all with one result, give None.
"""

from __future__ import annotations

import math
import statistics
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from grader.records import CaseResult, ExerciseResult, Level, Outcome, ScoreReport, Status
from grader.render import words

ENOUGH = 8
BINS = 20
_UNTRIED = frozenset({Status.NOT_ATTEMPTED, Status.BLOCKED, Status.NOT_RUN})
_SUSPICIOUS_NOTES = frozenset({"suspicious", "bidi", "homoglyph", "refused", "too_large"})


@dataclass(slots=True)
class Item:
    """Running sums over reports for one case or exercise."""

    runs: int = 0
    tried: int = 0
    passed: int = 0
    _rest: float = 0.0
    _rest_squared: float = 0.0
    _rest_of_passed: float = 0.0

    def add(self, status: Status, rest: float) -> None:
        """Count one report; `rest` is what it earned everywhere else."""
        right = status is Status.PASSED
        self.runs += 1
        self.tried += status not in _UNTRIED
        self.passed += right
        self._rest += rest
        self._rest_squared += rest * rest
        self._rest_of_passed += rest if right else 0.0

    @property
    def share_passed(self) -> float:
        """Give the share of all reports that got it."""
        return self.passed / self.runs if self.runs else 0.0

    @property
    def difficulty(self) -> float | None:
        """Give the share of those who tried it and did not get it."""
        return 1 - self.passed / self.tried if self.tried else None

    @property
    def discrimination(self) -> float | None:
        """Give the point-biserial correlation with the rest of the score."""
        n, right = self.runs, self.passed
        if n < ENOUGH or not 0 < right < n:
            return None
        variance = self._rest_squared / n - (self._rest / n) ** 2
        if variance <= 1e-9:
            return None
        mean_right = self._rest_of_passed / right
        mean_wrong = (self._rest - self._rest_of_passed) / (n - right)
        share = right / n
        return (mean_right - mean_wrong) / math.sqrt(variance) * math.sqrt(share * (1 - share))


@dataclass(slots=True)
class CaseStats:
    """One case over all reports."""

    case: CaseResult
    item: Item = field(default_factory=Item)
    mistakes: Counter[str] = field(default_factory=Counter)
    unexplained: int = 0  # tried and not passed, without a known mistake


@dataclass(slots=True)
class ExerciseStats:
    """One exercise over all reports."""

    exercise: ExerciseResult
    item: Item = field(default_factory=Item)
    shares: list[float] = field(default_factory=list)

    @property
    def mean_share(self) -> float:
        """Give the mean share of the points."""
        return statistics.fmean(self.shares) if self.shares else 0.0


@dataclass(slots=True)
class Misconception:
    """A mistake that has a name, where it was made and by whom (numbers of reports, in their order)."""

    id: str
    cause: str
    hint: str
    exercises: Counter[str] = field(default_factory=Counter)
    reports: list[int] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Attention:
    """A report that a person should look at, and why."""

    report: int
    kind: str
    why: str


@dataclass(slots=True)
class ClassStats:
    """Everything that the class page shows."""

    reports: Sequence[ScoreReport]
    max_score: float = 0.0
    shares: list[float] = field(default_factory=list)
    exercises: dict[str, ExerciseStats] = field(default_factory=dict)
    cases: dict[str, CaseStats] = field(default_factory=dict)
    misconceptions: list[Misconception] = field(default_factory=list)
    attention: list[Attention] = field(default_factory=list)
    levels: Counter[Level] = field(default_factory=Counter)
    degraded: Counter[str] = field(default_factory=Counter)
    suites: Counter[str] = field(default_factory=Counter)
    seconds: list[float] = field(default_factory=list)

    def quantile(self, share: float) -> float | None:
        """Give the score share under which `share` of the graded reports lie."""
        return quantile(self.shares, share)


def quantile(values: Sequence[float], share: float) -> float | None:
    """Give a quantile by linear interpolation; None of nothing."""
    if not values:
        return None
    ordered = sorted(values)
    place = share * (len(ordered) - 1)
    low = math.floor(place)
    high = min(low + 1, len(ordered) - 1)
    return ordered[low] + (ordered[high] - ordered[low]) * (place - low)


def bins(values: Iterable[float], low: float, high: float, count: int = BINS) -> list[int]:
    """Count values in `count` equal parts of [low, high]; the last part holds its upper end."""
    counts = [0] * count
    width = (high - low) / count or 1.0
    for value in values:
        counts[min(max(int((value - low) / width), 0), count - 1)] += 1
    return counts


def class_stats(reports: Sequence[ScoreReport]) -> ClassStats:
    """Sum up a class. Reports without a score count where a person is needed, and nowhere else."""
    stats = ClassStats(reports)
    named: dict[str, Misconception] = {}
    for number, report in enumerate(reports):
        stats.max_score = max(stats.max_score, report.max_score)
        stats.levels[report.isolation.level] += 1
        stats.degraded.update(report.isolation.degraded)
        if report.outcome is Outcome.GRADED and report.score is not None:
            _add(stats, named, number, report)
    stats.misconceptions = sorted(named.values(), key=lambda each: (-len(each.reports), each.id))
    stats.attention = _attention(reports)
    return stats


def _add(stats: ClassStats, named: dict[str, Misconception], number: int, report: ScoreReport) -> None:
    score = report.score or 0.0
    stats.shares.append(words.share(score, report.max_score))
    stats.seconds.append(report.usage.wall_seconds)
    if report.suite_digest:
        stats.suites[report.suite_digest] += 1
    for exercise in report.exercises:
        whole = stats.exercises.setdefault(exercise.slug, ExerciseStats(exercise))
        whole.item.add(exercise.status, score - exercise.score)
        whole.shares.append(words.share(exercise.score, exercise.max_score))
    seen: dict[tuple[str, str], CaseResult] = {}
    for case in report.cases:
        one = stats.cases.setdefault(case.id, CaseStats(case))
        one.item.add(case.status, score - case.score)
        if case.status is Status.PASSED:
            continue
        one.unexplained += not case.diagnosis and case.status not in _UNTRIED
        if case.diagnosis:
            one.mistakes[case.diagnosis] += 1
            seen.setdefault((case.diagnosis, case.exercise), case)
    for case in seen.values():
        _name(named, number, case)


def _name(named: dict[str, Misconception], number: int, case: CaseResult) -> None:
    """Enter a named mistake: a report counts once, and once per exercise."""
    known = named.setdefault(case.diagnosis, Misconception(case.diagnosis, case.cause, case.hint))
    known.cause, known.hint = known.cause or case.cause or words.message(case), known.hint or case.hint
    if not known.reports or known.reports[-1] != number:
        known.reports.append(number)
    known.exercises[case.exercise] += 1


def _attention(reports: Sequence[ScoreReport]) -> list[Attention]:
    """List the reports that need a person: our failures first, then refusals, time-outs, oddities."""
    found = [each for number, report in enumerate(reports) for each in _needs(number, report)]
    found += _same_files(reports)
    order = ("not graded", "rejected", "timed out", "suspicious", "same files")
    return sorted(found, key=lambda each: (order.index(each.kind), each.report))


def _needs(number: int, report: ScoreReport) -> list[Attention]:
    if report.outcome is Outcome.INTERNAL_ERROR or report.score is None:
        return [Attention(number, "not graded", words.line(report.reason) or "our fault, to be tried again")]
    if report.outcome is Outcome.REJECTED:
        return [Attention(number, "rejected", words.line(report.reason) or "no reason was given")]
    late = dict.fromkeys(case.exercise for case in report.cases if case.status is Status.TIMED_OUT)
    needs = [Attention(number, "timed out", f"in {', '.join(late)}")] if late else []
    odd = [note for note in report.notes if note.code in _SUSPICIOUS_NOTES]
    if odd:
        told = "; ".join(words.line(f"{note.file} {note.message}", 160) for note in odd[:3])
        needs.append(Attention(number, "suspicious", told))
    return needs


def _same_files(reports: Sequence[ScoreReport]) -> list[Attention]:
    """List different students who handed in the very same bytes and earned something with them."""
    groups: defaultdict[str, list[int]] = defaultdict(list)
    for number, report in enumerate(reports):
        if report.submission_digest and report.score:
            groups[report.submission_digest].append(number)
    found = []
    for group in groups.values():
        students = dict.fromkeys(reports[number].student for number in group)
        if len(students) > 1:
            found += [
                Attention(number, "same files", _as_whom(reports[number].student, students))
                for number in group
            ]
    return found


def _as_whom(student: str, students: Iterable[str]) -> str:
    others = [words.line(other, 40) for other in students if other != student]
    more = f" and {len(others) - 3} more" if len(others) > 3 else ""
    return f"as {', '.join(others[:3])}{more}"
