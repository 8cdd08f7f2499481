"""Reports on a terminal: calm, 80 columns, and readable without colour, Unicode or a terminal at all.

Everything that comes from a submission is shown as `Text` (never markup) behind a gutter, so that
no line of a log begins with it.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rich.console import Console, ConsoleOptions, Group, RenderableType, RenderResult
from rich.padding import Padding
from rich.segment import Segment
from rich.style import Style
from rich.table import Table
from rich.text import Text

from grader.records import CaseResult, ExerciseResult, Level, Outcome, Row, ScoreReport, Status
from grader.render import words

MAX_WIDTH = 100
BAR_WIDTH = 10
ROWS_SHOWN = 6
LINES_SHOWN = 12
PRINTED_SHOWN = 5
COLOURS = {Status.PASSED: "green", Status.FAILED: "red", Status.ERROR: "red", Status.TIMED_OUT: "red"}


@dataclass(frozen=True, slots=True)
class Signs:
    """The characters to draw with."""

    status: dict[Status, str]
    full: str
    empty: str
    gutter: str
    more: str

    def bar(self, share: float, width: int, colour: str) -> Text:
        """Draw a share of the width: never empty for something, never full for less than all."""
        cells = width if share >= 1 else min(max(int(share * width), 1 if share > 0 else 0), width - 1)
        return Text.assemble((self.full * cells, colour), (self.empty * (width - cells), "dim"))


_ORDER = (
    Status.PASSED,
    Status.FAILED,
    Status.ERROR,
    Status.TIMED_OUT,
    Status.BLOCKED,
    Status.NOT_ATTEMPTED,
    Status.NOT_RUN,
)
UNICODE = Signs(dict(zip(_ORDER, "✓✗✗✗··?", strict=True)), "━", "╌", "│", "…")
ASCII = Signs(dict(zip(_ORDER, "+xxx..?", strict=True)), "#", "-", "|", "...")


def report_table(report: ScoreReport, *, details: int = 1) -> RenderableType:
    """Show one report: a line per exercise, then the first failing case of the first `details` that fail."""
    return _ReportView(report, details)


def class_table(reports: Sequence[ScoreReport]) -> RenderableType:
    """Show many reports: a line per submission, those that need a person marked."""
    return _ClassView(tuple(reports))


@dataclass(frozen=True, slots=True)
class _ReportView:
    report: ScoreReport
    details: int

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        signs = ASCII if options.ascii_only else UNICODE
        width = min(options.max_width, MAX_WIDTH)
        yield _Margin(Group(*_report(self.report, self.details, signs, width - 2)), "  ", width)


@dataclass(frozen=True, slots=True)
class _ClassView:
    reports: tuple[ScoreReport, ...]

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        signs = ASCII if options.ascii_only else UNICODE
        width = min(options.max_width, MAX_WIDTH)
        table = Table.grid(padding=(0, 2, 0, 0))
        table.width = width - 2
        table.add_column(no_wrap=True, overflow="ellipsis", width=self._name_width())
        table.add_column(no_wrap=True, width=BAR_WIDTH)
        table.add_column(no_wrap=True, justify="right", width=self._score_width())
        table.add_column(no_wrap=True, overflow="ellipsis", ratio=1)
        for report in self.reports:
            share = words.share(report.score, report.max_score)
            table.add_row(
                _plain(report.student),
                signs.bar(share, BAR_WIDTH, "green" if share >= 1 else "default"),
                _score(report),
                _remark(report),
            )
        yield _Margin(table, "  ", width)

    def _name_width(self) -> int:
        return max((min(_plain(report.student).cell_len, 24) for report in self.reports), default=1)

    def _score_width(self) -> int:
        return max((len(_score(report)) for report in self.reports), default=1)


@dataclass(frozen=True, slots=True)
class _Margin:
    """Something with a mark in front of every line, and no blanks at the end of any."""

    content: RenderableType
    mark: str
    width: int

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        width = min(self.width, options.max_width) - len(self.mark)
        for segments in console.render_lines(self.content, options.update(width=max(width, 10)), pad=False):
            marked = [Segment(self.mark, Style(dim=True)), *segments]
            for segment in _without_trailing_blanks(marked):
                yield _in_ascii(segment) if options.ascii_only else segment
            yield Segment.line()


def _in_ascii(segment: Segment) -> Segment:
    text = segment.text.replace("…", "~").encode("ascii", "replace").decode("ascii")
    return Segment(text, segment.style, segment.control)


def _without_trailing_blanks(segments: list[Segment]) -> list[Segment]:
    """Drop what is blank at the end of a line, so that a redirected report has none."""
    kept = list(segments)
    while kept and not kept[-1].text.strip():
        kept.pop()
    if kept:
        last = kept.pop()
        kept.append(Segment(last.text.rstrip(), last.style, last.control))
    return kept


def _report(report: ScoreReport, details: int, signs: Signs, width: int) -> Iterator[RenderableType]:
    yield from _head(report, signs, width)
    if report.outcome is not Outcome.GRADED:
        yield Text()
        yield _Margin(Text(words.standing(report)), f"{signs.gutter} ", width)
    if report.exercises:
        yield Text()
        yield _exercises(report, signs, width)
    failing = [exercise for exercise in report.exercises if words.is_failing(exercise)]
    for exercise in failing[:details]:
        case = words.first_failure(words.cases_of(report, exercise.slug))
        if case is not None:
            yield Text()
            yield from _failure(exercise, case, signs)
    if failing[details:]:
        first = failing[details].slug
        rest = f"{len(failing) - details} more to look at, next: grader check {first}"
        yield from (Text(), Text(rest, style="dim"))
    remarks = list(_remarks(report))
    if remarks:
        yield Text()
        yield _Margin(Text("\n".join(remarks), style="dim"), f"{signs.gutter} ", width)


def _head(report: ScoreReport, signs: Signs, width: int) -> Iterator[RenderableType]:
    score = Text(words.score_words(report), style="bold")
    name = _plain(report.student)
    if report.attempt > 1:
        name.append(f"  attempt {report.attempt}", style="dim")
    name.truncate(max(width - score.cell_len - 2, 8), overflow="ellipsis", pad=True)
    yield Text.assemble(name, "  ", score, overflow="ellipsis", no_wrap=True)
    if report.outcome is Outcome.GRADED and len(report.exercises) > 1:
        share = words.share(report.score, report.max_score)
        yield signs.bar(share, width, "green" if share >= 1 else "bold")


def _exercises(report: ScoreReport, signs: Signs, width: int) -> Table:
    table = Table.grid(padding=(0, 2, 0, 0))
    table.add_column(no_wrap=True)
    table.add_column(no_wrap=True, overflow="ellipsis")
    table.add_column(no_wrap=True)
    table.add_column(no_wrap=True, justify="right")
    table.add_column(no_wrap=True, overflow="ellipsis", ratio=1)
    table.width = width
    for run in _runs(report.exercises):
        exercise = run[0]
        started = exercise.status not in {Status.NOT_ATTEMPTED, Status.NOT_RUN}
        style = COLOURS.get(exercise.status, "dim")
        share = words.share(exercise.score, exercise.max_score)
        waiting = f"and {len(run) - 1} more not attempted" if len(run) > 1 else "not attempted yet"
        table.add_row(
            Text(signs.status[exercise.status], style=style),
            Text(words.line(exercise.slug, 40), style="" if started else "dim"),
            signs.bar(share, BAR_WIDTH, style),
            f"{words.points(exercise.score)} / {words.points(sum(each.max_score for each in run))}",
            Text(_short(report, exercise) if started else waiting, style="dim"),
        )
    return table


def _runs(exercises: Sequence[ExerciseResult]) -> Iterator[list[ExerciseResult]]:
    """Give the exercises in order: each alone, but three or more untouched neighbours together."""
    for untouched, group in itertools.groupby(exercises, lambda each: each.status is Status.NOT_ATTEMPTED):
        run = list(group)
        yield from [run] if untouched and len(run) >= 3 else ([each] for each in run)


def _short(report: ScoreReport, exercise: ExerciseResult) -> str:
    """Say what matters of an exercise in a few words: its title, or what is wrong."""
    case = words.first_failure(words.cases_of(report, exercise.slug))
    if exercise.status is Status.PASSED or case is None:
        return words.line(exercise.title)
    return words.message(case)


def _failure(exercise: ExerciseResult, case: CaseResult, signs: Signs) -> Iterator[RenderableType]:
    where = f", line {case.line}" if case.line else ""
    yield Text.assemble(
        (words.line(exercise.slug, 40), "bold"), (f", task {case.task}{where}: "), words.line(case.title)
    )
    parts: list[RenderableType] = [Text(words.message(case))]
    if case.rows:
        parts += [Text(), _gap(case.rows)]
    if case.timeline:
        parts += [Text(), *_timeline(case)]
    named = words.diagnosis(case)
    advice = words.line(case.hint)
    if named or advice:
        parts.append(Text())
    if named:
        parts.append(Text(named, style="bold"))
    if advice:
        parts.append(Text(advice))
    parts += _replay(case, signs)
    parts += _printed(exercise, signs)
    yield _Margin(Group(*parts), f"{signs.gutter} ", MAX_WIDTH)
    yield Text()
    yield Text.assemble(("hints: ", "dim"), f"grader hint {words.line(exercise.slug, 40)}")


def _gap(rows: Sequence[Row]) -> Table:
    """Draw the table of the gap: what, yours, expected, ratio."""
    table = Table(box=None, padding=(0, 2, 0, 0), header_style="dim", show_edge=False)
    with_ratio = any(row.ratio for row in rows)
    table.add_column("", no_wrap=False, overflow="fold")
    table.add_column("yours", overflow="fold", style="red")
    table.add_column("expected", overflow="fold", style="green")
    if with_ratio:
        table.add_column("ratio", overflow="fold")
    for row in rows[:ROWS_SHOWN]:
        cells = [_plain(each, 160) for each in (row.what, row.yours, row.expected, row.ratio)]
        table.add_row(*(cells if with_ratio else cells[:3]))
    if len(rows) > ROWS_SHOWN:
        table.add_row(Text(f"and {len(rows) - ROWS_SHOWN} more", style="dim"))
    return table


def _timeline(case: CaseResult) -> Iterator[RenderableType]:
    """Draw the first step of a loop that did not go as expected."""
    step = next((each for each in case.timeline if each.yours != each.expected), None)
    if step is None:
        return
    table = Table.grid(padding=(0, 2, 0, 0))
    table.add_row(
        Text(f"step {step.step}", style="dim"), Text("yours", style="dim"), _events(step.yours, "red")
    )
    table.add_row("", Text("expected", style="dim"), _events(step.expected, "green"))
    yield table


def _events(events: Sequence[str], colour: str) -> Text:
    shown = ", ".join(words.line(event, 40) for event in events[:12])
    return Text(shown or "nothing", style=colour)


def _replay(case: CaseResult, signs: Signs) -> Iterator[RenderableType]:
    if case.counterexample is None:
        return
    yield from (Text(), Text("Try it at home:"))
    yield Padding(_quote(case.counterexample.code, LINES_SHOWN, signs, "cyan"), (0, 0, 0, 4))
    if case.counterexample.rows:
        yield Padding(_gap(case.counterexample.rows), (0, 0, 0, 4))


def _printed(exercise: ExerciseResult, signs: Signs) -> Iterator[RenderableType]:
    if not exercise.output.strip():
        return
    yield from (Text(), Text("Printed:"))
    yield Padding(_quote(exercise.output, PRINTED_SHOWN, signs, "dim"), (0, 0, 0, 4))


def _quote(text: str, limit: int, signs: Signs, style: str) -> Text:
    lines = words.block(text).splitlines()
    shown = lines[:limit] + ([signs.more] if len(lines) > limit else [])
    return Text("\n".join(shown), style=style, overflow="fold")


def _remarks(report: ScoreReport) -> Iterator[str]:
    """Give the lines below: what was ignored, what policy changed, how weak the isolation was."""
    for change in report.adjustments:
        yield f"{words.signed(change.points)} points: {words.line(change.reason)}"
    for note in report.notes[:ROWS_SHOWN]:
        yield (
            f"{words.line(note.file, 80)}: {words.line(note.message)}"
            if note.file
            else words.line(note.message)
        )
    if len(report.notes) > ROWS_SHOWN:
        yield f"and {len(report.notes) - ROWS_SHOWN} more notes"
    if report.isolation.level.rank < Level.STANDARD.rank:
        why = "; ".join(words.line(each) for each in report.isolation.degraded)
        yield f"isolation: {report.isolation.level.value}" + (f" ({why})" if why else "")


def _score(report: ScoreReport) -> str:
    score = "-" if report.score is None else words.points(report.score)
    return f"{score} / {words.points(report.max_score)}"


def _remark(report: ScoreReport) -> Text:
    """Say in a few words why a person should look at a submission, or how many exercises are right."""
    if report.outcome is not Outcome.GRADED:
        return Text(words.standing(report), style="red")
    if any(case.status is Status.TIMED_OUT for case in report.cases):
        return Text("did not finish in time somewhere", style="yellow")
    right = sum(exercise.status is Status.PASSED for exercise in report.exercises)
    return Text(f"{right} of {len(report.exercises)} exercises right", style="dim")


def _plain(text: str, limit: int = 120) -> Text:
    """Give hostile text as one line that cannot open a command in a CI log, as `::` at its start would."""
    shown = words.line(text, limit)
    return Text(f": {shown[1:]}" if shown.startswith("::") else shown)
