"""Show an author what the gates, the kill matrix and the mutants say: on a terminal, and as one HTML page."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from grader.author.check import Finding
from grader.author.matrix import Matrix, MutationScore
from grader.author.workbench import WRONG
from grader.records import Status

_MOST = 12  # problems of one finding that are shown
_PASSED, _FAILED, _SKIPPED = ("✓", "green"), ("✗", "bold red"), ("·", "dim")


def console() -> Console:
    """Give the author's terminal; a pipe or a log gets lines wide enough for a table."""
    screen = Console(highlight=False, soft_wrap=False)
    return screen if screen.is_terminal else Console(highlight=False, width=140)


def gates_table(findings: Sequence[Finding]) -> RenderableType:
    """Show a line per exercise, a column per gate, and below what is wrong."""
    gates = list(dict.fromkeys(finding.gate for finding in findings))
    cells = {(finding.slug, finding.gate): finding for finding in findings}
    table = Table.grid(padding=(0, 1))
    table.add_column(no_wrap=True)
    for _ in gates:
        table.add_column(justify="center", no_wrap=True)
    table.add_row("", *(Text(gate.replace("_", "\n"), style="dim", justify="center") for gate in gates))
    for slug in dict.fromkeys(finding.slug for finding in findings):
        table.add_row(slug, *(_mark(cells.get((slug, gate))) for gate in gates))
    return Group(table, *_problems(findings), _summary(findings))


def _mark(finding: Finding | None) -> Text:
    if finding is None:
        return Text("")
    sign, style = _SKIPPED if finding.problems is None else _PASSED if finding.passed else _FAILED
    return Text(sign, style=style)


def _problems(findings: Sequence[Finding]) -> list[RenderableType]:
    shown: list[RenderableType] = []
    for finding in findings:
        if finding.problems:
            shown.append(Text.assemble("\n", (finding.slug, "bold"), "  ", (finding.gate, "red")))
            told = [*finding.problems[:_MOST]]
            if (more := len(finding.problems) - _MOST) > 0:
                told.append(f"and {more} more")
            shown += [Padding(Text(problem), (0, 0, 0, 2), expand=False) for problem in told]
    return shown


def _summary(findings: Sequence[Finding]) -> Text:
    wrong = sum(1 for finding in findings if finding.problems)
    skipped = sum(1 for finding in findings if finding.problems is None)
    if not wrong and not skipped:
        return Text(f"\n{len(findings)} checks, all passed", style="green")
    parts = [f"{wrong} failed"] + ([f"{skipped} could not be asked"] if skipped else [])
    return Text(f"\n{len(findings)} checks, {', '.join(parts)}", style="bold red")


def matrix_table(matrix: Matrix) -> RenderableType:
    """Show twins against cases: a full block where a case catches a twin."""
    table = Table.grid(padding=(0, 1, 0, 0))
    table.add_column(no_wrap=True)
    table.add_column(no_wrap=True, overflow="ellipsis", max_width=28)
    table.add_column(no_wrap=True)
    table.add_column(no_wrap=True, overflow="ellipsis", ratio=1)
    first = sum(not column.hidden for column in matrix.columns)  # visible cases come first
    numbers = range(1, len(matrix.columns) + 1)
    tens = "".join(str(n // 10) if n % 10 == 0 else " " for n in numbers)
    ones = "".join(str(n % 10) for n in numbers)
    for ruler in filter(str.strip, (tens, ones)):
        table.add_row("", "", Text(f"{ruler[:first]} {ruler[first:]}", style="dim"), "")
    for line in matrix.lines:
        table.add_row(
            Text(line.id, style="bold"),
            Text(line.replaces, style="dim"),
            Text.assemble(*map(_cell, line.statuses[:first]), " ", *map(_cell, line.statuses[first:])),
            Text(line.because, style="dim"),
        )
    return Group(Text(f"{matrix.slug}  {matrix.title}", style="bold"), table, *_legend(matrix))


def _cell(status: Status) -> tuple[str, str]:
    if status in WRONG:
        return "█", "red"
    return ("·", "dim") if status is Status.PASSED else ("-", "yellow")


def _legend(matrix: Matrix) -> list[RenderableType]:
    shown: list[RenderableType] = [Text()]
    for number, column in enumerate(matrix.columns, start=1):
        channel = "hidden " if column.hidden else "visible"
        shown.append(Text(f"{number:>4}  {channel}  task {column.task}  {column.title}", style="dim"))
    for line in matrix.uncaught:
        shown.append(Text(f"{line.id} ({line.because}) is caught by no hidden case", style="bold red"))
    for line, column in matrix.caught_once:
        shown.append(Text(f"{line.id} ({line.because}) is caught only by: {column.title}", style="yellow"))
    for column in matrix.idle:
        shown.append(Text(f"task {column.task}: {column.title}: catches no twin", style="yellow"))
    return [*shown, Text()]


def mutants_table(scores: Sequence[MutationScore]) -> RenderableType:
    """Show a line per exercise with its mutation score, then the survivors."""
    table = Table.grid(padding=(0, 2))
    for column in range(6):
        table.add_column(justify="left" if column == 0 else "right", no_wrap=True)
    table.add_row(
        *(Text(head, style="dim") for head in ("", "mutants", "killed", "equivalent", "survivors", "score"))
    )
    for score in scores:
        table.add_row(
            score.slug,
            str(score.total),
            str(score.killed),
            str(len(score.excused)),
            Text(str(len(score.survivors)), style="bold red" if score.survivors else "green"),
            f"{score.score:.1%}",
        )
    return Group(table, *(shown for score in scores for shown in _survivors(score)), _total(scores))


def _survivors(score: MutationScore) -> list[RenderableType]:
    shown: list[RenderableType] = []
    for mutant in score.survivors:
        shown.append(Text.assemble("\n", (f"{score.slug}:{mutant.line}", "bold"), f"  {mutant.key.operator}"))
        shown.append(Text(f"  - {mutant.key.original}", style="red"))
        shown.append(Text(f"  + {mutant.key.replacement}", style="green"))
    shown += [
        Text(f"\n{score.slug}: excused, and killed: {key}", style="bold red") for key in score.wrongly_excused
    ]
    return shown


def _total(scores: Sequence[MutationScore]) -> Text:
    total, killed = sum(s.total for s in scores), sum(s.killed for s in scores)
    excused, left = sum(len(s.excused) for s in scores), sum(len(s.survivors) for s in scores)
    return Text(f"\n{total} mutants: {killed} killed, {excused} equivalent, {left} survive", style="bold")


def matrix_page(matrices: Sequence[Matrix], scores: Sequence[MutationScore]) -> str:
    """Give one HTML page with the heat maps and the mutation scores; it loads nothing."""
    from jinja2 import Environment, PackageLoader, StrictUndefined

    environment = Environment(
        loader=PackageLoader("grader.author"), autoescape=True, undefined=StrictUndefined, trim_blocks=True
    )
    template = environment.get_template("matrix.html.j2")
    return template.render(matrices=matrices, scores=scores, by_slug={s.slug: s for s in scores}, wrong=WRONG)
