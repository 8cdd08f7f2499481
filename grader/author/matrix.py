"""Measure a suite: which case catches which twin, and which mechanical mutants it lets through."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from grader.author.equivalents import equivalents
from grader.author.mutants import Key, Mutant, mutants
from grader.author.workbench import WRONG, Workbench
from grader.records import Status


@dataclass(frozen=True, slots=True)
class Column:
    """One case of the matrix."""

    id: str
    title: str
    task: int
    hidden: bool


@dataclass(frozen=True, slots=True)
class Line:
    """One twin: what became of it in every case, in the order of the columns."""

    id: str
    replaces: str
    because: str
    statuses: tuple[Status, ...]
    named: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Matrix:
    """Twins against cases, of one exercise."""

    slug: str
    title: str
    columns: tuple[Column, ...]
    lines: tuple[Line, ...]

    def caught_by(self, line: Line) -> list[Column]:
        """Give the hidden cases that catch a twin."""
        pairs = zip(self.columns, line.statuses, strict=True)
        return [column for column, status in pairs if column.hidden and status in WRONG]

    @property
    def caught_once(self) -> list[tuple[Line, Column]]:
        """Give the twins that hang on a single hidden case, with that case."""
        return [(line, found[0]) for line in self.lines if len(found := self.caught_by(line)) == 1]

    @property
    def uncaught(self) -> list[Line]:
        """Give the twins that no hidden case catches."""
        return [line for line in self.lines if not self.caught_by(line)]

    @property
    def idle(self) -> list[Column]:
        """Give the hidden cases that catch no twin."""
        busy = {column.id for line in self.lines for column in self.caught_by(line)}
        return [column for column in self.columns if column.hidden and column.id not in busy]


@dataclass(frozen=True, slots=True)
class MutationScore:
    """What became of the mutants of one exercise."""

    slug: str
    total: int
    survivors: tuple[Mutant, ...]
    excused: tuple[tuple[Mutant, str], ...]
    wrongly_excused: tuple[Key, ...]

    @property
    def killed(self) -> int:
        """Count the mutants that lost points."""
        return self.total - len(self.survivors) - len(self.excused)

    @property
    def score(self) -> float:
        """Give the share of mutants killed among those that are not equivalent."""
        counted = self.total - len(self.excused)
        return self.killed / counted if counted else 1.0


def kill_matrix(bench: Workbench) -> Matrix:
    """Judge every twin on every case."""
    columns = tuple(Column(c.id, c.title, c.task.number, c.channel == "hidden") for c in bench.cases)
    lines = []
    for place, (twin, _) in enumerate(bench.oracle.twins(bench.slug)):
        results = {result.id: result for result in bench.twin(place)}
        statuses = tuple(results[column.id].status for column in columns)
        named = tuple(sorted({result.diagnosis for result in results.values() if result.diagnosis}))
        lines.append(Line(twin.id, ", ".join(twin.replaces), twin.because, statuses, named))
    return Matrix(bench.slug, bench.exercise.title, columns, tuple(lines))


def mutation_score(
    bench: Workbench, on_mutant: Callable[[Mutant, bool], None] | None = None
) -> MutationScore:
    """Grade every mutant of the solution, in the sandbox: some never end. Tell `on_mutant` of each."""
    path = bench.course.solution_path(bench.slug)
    found = mutants(path.read_text(encoding="utf-8"), str(path))
    reasons = equivalents(bench.course, bench.slug)
    survivors, excused, wrongly = [], [], []
    for mutant in found:
        killed = sum(case.score for case in bench.submit(mutant.source)) < bench.exercise.points - 1e-9
        if on_mutant:
            on_mutant(mutant, killed)
        if killed and mutant.key in reasons:
            wrongly.append(mutant.key)
        elif not killed and mutant.key in reasons:
            excused.append((mutant, reasons[mutant.key]))
        elif not killed:
            survivors.append(mutant)
    return MutationScore(bench.slug, len(found), tuple(survivors), tuple(excused), tuple(wrongly))
