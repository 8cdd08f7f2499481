"""Reports as self-contained HTML pages: one for the class, one for each student.

A page loads nothing, works from a file, and carries a policy under which no script but its own
runs. Everything that comes from a submission is cleaned, then escaped by the template engine.
"""

from __future__ import annotations

import base64
import hashlib
import json
import statistics
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from grader.records import CaseResult, ExerciseResult, Level, Outcome, ScoreReport, Status
from grader.render import words
from grader.render.charts import histogram
from grader.render.statistics import CaseStats, ClassStats, Misconception, class_stats, quantile
from grader.report import redact
from grader.text import safe_report_name

ATTENTION_SHOWN = 50
NAMES_SHOWN = 8
NOT_UNDERSTOOD_SHOWN = 5
UNEXPLAINED_SHOWN = 3
ROWS_WITHOUT_SCRIPT = 100
FAILED_SHOWN = 3
COLUMNS = (
    "name",
    "attempt",
    "score",
    "percent",
    "exercises",
    "seconds",
    "isolation",
    "flags",
    "mistakes",
    "page",
)
_SIGNS = {Status.PASSED: "p", Status.NOT_ATTEMPTED: "n", Status.NOT_RUN: "n", Status.BLOCKED: "n"}


def class_page(reports: Sequence[ScoreReport], title: str, pages: Mapping[str, str] | None = None) -> str:
    """Give the instructor's page of a class; `pages` maps students to the addresses of their own pages."""
    stats = class_stats(reports)
    flags = list(dict.fromkeys(each.kind for each in stats.attention))
    rows = _student_rows(stats, flags, pages or {})
    scored = stats.shares
    return (
        _environment()
        .get_template("class.html")
        .render(
            **_assets(),
            title=title,
            reports=reports,
            pages=pages or {},
            stats=stats,
            newest=max((report.started_at for report in reports), default=""),
            mean=statistics.fmean(scored) if scored else None,
            full_marks=sum(share >= 1 for share in scored),
            median_seconds=quantile(stats.seconds, 0.5),
            attention=stats.attention[:ATTENTION_SHOWN],
            attention_total=len(stats.attention),
            attention_kinds=list(Counter(each.kind for each in stats.attention).items()),
            weak=sum(count for level, count in stats.levels.items() if level.rank < Level.STANDARD.rank),
            degraded=[words.line(text) for text, _ in stats.degraded.most_common(5)],
            levels=[(level, stats.levels[level]) for level in Level if stats.levels[level]],
            score_chart=histogram(
                [100 * share for share in scored],
                100.0,
                "% of the points",
                _percent(stats.quantile(0.5)),
            ),
            scores_told=_scores_told(stats),
            time_chart=histogram(
                stats.seconds,
                _round_up(max(stats.seconds, default=1.0)),
                "seconds",
                _seconds(quantile(stats.seconds, 0.5)),
            ),
            time_told=_time_told(stats),
            exercises=_exercises(stats),
            cases=list(stats.cases.values()),
            misconceptions=[_misconception(each, reports) for each in stats.misconceptions],
            not_understood=NOT_UNDERSTOOD_SHOWN,
            unexplained=_unexplained(stats),
            mistake_numbers={each.id: number for number, each in enumerate(stats.misconceptions)},
            flags=flags,
            first_rows=rows[:ROWS_WITHOUT_SCRIPT],
            students_data=_data(stats, flags, rows),
            versions=sorted({words.line(report.grader_version) for report in reports}),
            torch=sorted({words.line(report.torch_version) for report in reports}),
        )
    )


def student_page(report: ScoreReport) -> str:
    """Give the page of one report, as whoever it is redacted for may see it."""
    return (
        _environment()
        .get_template("student.html")
        .render(
            **_assets(),
            report=report,
            score_words=words.score_words(report),
            standing=words.standing(report),
            status_words=words.STATUS_WORDS,
            right=sum(exercise.status is Status.PASSED for exercise in report.exercises),
            exercises=[
                _exercise(report, exercise, number) for number, exercise in enumerate(report.exercises)
            ],
        )
    )


def write_pages_plan(reports: Sequence[ScoreReport], title: str = "Gradients") -> Iterator[tuple[str, str]]:
    """Give every page to write as (path, text): class.html, and students/<name>.html as a student may see it.

    The students' pages come first, so that the class page never links to one that is missing.
    """
    taken: set[str] = set()
    pages: dict[str, str] = {}
    for report in reports:
        name = f"students/{safe_report_name(report.student, taken)}.html"
        pages[report.student] = name  # of several attempts the last one is linked
        yield name, student_page(redact(report, "student"))
    yield "class.html", class_page(reports, title, pages)


# --- parts of the class page --------------------------------------------------------------------


def _exercises(stats: ClassStats) -> list[dict[str, Any]]:
    found = []
    for slug, each in stats.exercises.items():
        mistakes = [
            (known.id, known.exercises[slug]) for known in stats.misconceptions if slug in known.exercises
        ]
        mistakes.sort(key=lambda pair: -pair[1])
        found.append(
            {
                "slug": slug,
                "title": each.exercise.title,
                "item": each.item,
                "mean_share": each.mean_share,
                "mistakes": mistakes[:4],
            }
        )
    return found


def _misconception(known: Misconception, reports: Sequence[ScoreReport]) -> dict[str, Any]:
    return {
        "id": known.id,
        "cause": known.cause,
        "hint": known.hint,
        "reports": known.reports,
        "where": [words.line(slug, 60) for slug, _ in known.exercises.most_common(6)],
        "who": [words.line(reports[number].student, 40) for number in known.reports[:NAMES_SHOWN]],
    }


def _unexplained(stats: ClassStats) -> list[CaseStats]:
    """Give the checks that most got wrong in a way that no known mistake explains, one per task."""
    found: dict[tuple[str, int], CaseStats] = {}
    for each in sorted(stats.cases.values(), key=lambda one: -one.unexplained):
        if each.unexplained >= max(2, 0.05 * len(stats.shares)):
            found.setdefault((each.case.exercise, each.case.task), each)
    return list(found.values())[:UNEXPLAINED_SHOWN]


def _student_rows(stats: ClassStats, flags: Sequence[str], pages: Mapping[str, str]) -> list[list[Any]]:
    """Give a row for every report, as short as it can be: ten thousand of them go into the page."""
    flag_numbers = {flag: number for number, flag in enumerate(flags)}
    flagged: dict[int, set[int]] = {}
    for each in stats.attention:
        flagged.setdefault(each.report, set()).add(flag_numbers[each.kind])
    mistaken: dict[int, list[int]] = {}
    for number, known in enumerate(stats.misconceptions):
        for place in known.reports:
            mistaken.setdefault(place, []).append(number)
    levels = list(Level)
    rows = []
    for number, report in enumerate(stats.reports):
        statuses = {each.slug: each.status for each in report.exercises}
        graded = report.outcome is Outcome.GRADED and report.score is not None
        score = None if report.score is None else round(report.score, 2)
        percent = None if score is None else round(100 * words.share(report.score, report.max_score), 1)
        strip = "".join(_SIGNS.get(statuses.get(slug, Status.NOT_RUN), "f") for slug in stats.exercises)
        rows.append(
            [
                words.line(report.student, 120),
                report.attempt,
                score,
                percent,
                strip if graded else "n" * len(stats.exercises),
                round(report.usage.wall_seconds, 1),
                levels.index(report.isolation.level),
                sorted(flagged.get(number, ())),
                mistaken.get(number, []),
                pages.get(report.student, ""),
            ]
        )
    return rows


def _data(stats: ClassStats, flags: Sequence[str], rows: list[list[Any]]) -> Markup:
    """Give the students' data as JSON that cannot end its script element."""
    document = {
        "columns": COLUMNS,
        "exercises": [words.line(slug, 60) for slug in stats.exercises],
        "misconceptions": [words.line(known.id, 40) for known in stats.misconceptions],
        "levels": [level.value for level in Level],
        "flags": list(flags),
        "rows": rows,
    }
    text = json.dumps(document, ensure_ascii=True, allow_nan=False, separators=(",", ":"))
    for sign in "<>&":
        text = text.replace(sign, f"\\u{ord(sign):04x}")
    return Markup(text)  # noqa: S704  (ASCII JSON without <, > and &)


def _scores_told(stats: ClassStats) -> str:
    low, middle, high = (_percent(stats.quantile(share)) for share in (0.25, 0.5, 0.75))
    count = "1 score" if len(stats.shares) == 1 else f"{len(stats.shares)} scores"
    return f"{count}; the middle one is {middle}, half lie between {low} and {high}."


def _time_told(stats: ClassStats) -> str:
    half, most = (_seconds(quantile(stats.seconds, share)) for share in (0.5, 0.95))
    return f"Half took at most {half}, all but 5 % at most {most}."


def _round_up(value: float) -> float:
    """Give a round number at or above a positive one: 1, 2, 5, 10, 20, ..."""
    step = 1.0
    while step < value:
        step *= 2.5 if f"{step:g}".startswith("2") else 2.0
    return step


# --- parts of a student's page ------------------------------------------------------------------


def _exercise(report: ScoreReport, exercise: ExerciseResult, number: int) -> dict[str, Any]:
    cases = words.cases_of(report, exercise.slug)
    failed = [case for case in cases if case.status in words.FAILURES]
    untouched = exercise.status in {Status.NOT_ATTEMPTED, Status.NOT_RUN}
    told = _told_once(failed)
    return {
        "exercise": exercise,
        "anchor": f"exercise-{number}",
        "share": words.share(exercise.score, exercise.max_score),
        "failing": words.is_failing(exercise),
        "failed": told,
        "rest": [case for case in cases if case not in told],
        "printed": words.block(exercise.output),
        "shown": bool(cases) and not untouched,
        "right": exercise.status is Status.PASSED,
    }


def _told_once(failed: Sequence[CaseResult]) -> list[CaseResult]:
    """Give the failing cases to unfold: of each task the first that says something, but few."""
    told: dict[tuple[int, str, str], CaseResult] = {}
    for case in failed:
        told.setdefault((case.task, words.message(case), case.cause), case)
    return list(told.values())[:FAILED_SHOWN]


# --- the engine ---------------------------------------------------------------------------------


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("grader.render", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
    )
    environment.filters |= {
        "line": words.line,
        "block": words.block,
        "points": words.points,
        "signed": words.signed,
        "instant": words.instant,
        "message": words.message,
        "diagnosis": words.diagnosis,
        "percent": _percent,
        "decimal": _decimal,
        "seconds": _seconds,
        "sortable": lambda value: "" if value is None else f"{value:.4f}",
    }
    return environment


@cache
def _assets() -> dict[str, Any]:
    """Give style and script, with the digests that allow them and nothing else."""
    found: dict[str, Any] = {}
    for name, file in (("style", "style.css"), ("script", "page.js")):
        loader = _environment().loader
        assert loader is not None
        text = loader.get_source(_environment(), file)[0]
        digest = base64.b64encode(hashlib.sha256(text.encode("utf-8")).digest()).decode("ascii")
        found[name] = Markup(text)  # noqa: S704  (our own file)
        found[f"{name}_hash"] = f"sha256-{digest}"
    return found


def _percent(share: float | None) -> str:
    return "-" if share is None else f"{100 * share:.0f} %"


def _decimal(value: float | None) -> str:
    return "-" if value is None else f"{value:.2f}"


def _seconds(value: float | None) -> str:
    return "-" if value is None else f"{value:.1f} s"
