"""`grader batch`: a folder of submissions in, a report each, summary.json and grades.csv out."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from grader.cli.options import (
    chosen,
    course_option,
    exercise_option,
    isolation_option,
    seed_option,
    sign_option,
)

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    from grader.classroom.batch import Batch
    from grader.classroom.serve import Settings
    from grader.classroom.summary import Line, Summary


@click.command()
@click.argument("folder", type=click.Path(path_type=Path, exists=True))
@click.option(
    "--out", type=click.Path(path_type=Path, file_okay=False), required=True, help="Folder of reports."
)
@click.option(
    "--jobs", "-j", type=click.IntRange(1, 256), help="Judge processes (default: one per processor)."
)
@click.option(
    "--resume/--fresh", default=True, help="Keep reports that still hold (default), or grade all again."
)
@click.option("--cluster", metavar="ADDRESS", help="Grade on a Dask cluster; `local` starts one here.")
@exercise_option
@seed_option
@isolation_option
@sign_option
@course_option
def batch(
    folder: Path,
    *,
    out: Path,
    jobs: int | None,
    resume: bool,
    cluster: str | None,
    slugs: tuple[str, ...],
    seed: int | None,
    min_isolation: str,
    sign_key: Path | None,
    course_root: Path | None,
) -> int:
    """Grade every entry of FOLDER. Run it again after an interrupt: it goes on where it was.

    FOLDER holds a folder, file or zip per student, or is what Canvas, Moodle or Gradescope export,
    also as the zip they send. Ends with 3 where a submission has no score by our fault; a person
    finds them in summary.json under `needs_person`.
    """
    from grader.classroom.batch import Batch, Terms
    from grader.classroom.serve import Settings
    from grader.course import load_course
    from grader.records import Level, Outcome

    course = load_course(course_root)
    terms = Terms(
        seed=course.seed if seed is None else seed,
        exercises=chosen(course, slugs),
        min_isolation=Level(min_isolation),
        key=_private(sign_key),
    )
    settings = Settings(
        course_root=str(course.root),
        seed=terms.seed,
        min_isolation=terms.min_isolation,
        exercises=terms.exercises,
        suite_digest=course.suite_digest if cluster else "",
    )
    work = Batch(course, folder, out, terms, resume=resume)
    total = work.find()
    click.echo(f"{total} submissions, layout: {work.layout}", err=True)
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # a scheduler's polite end is an interrupt
    try:
        summary = _run(work, settings, min(jobs or _processors(), total), cluster)
    except KeyboardInterrupt:
        click.echo(f"what is graded is in {out}; the same command goes on from there", err=True)
        raise
    _say(summary, out)
    return 3 if summary.outcomes.get(Outcome.INTERNAL_ERROR.value) else 0


def _run(work: Batch, settings: Settings, jobs: int, cluster: str | None) -> Summary:
    from grader.classroom.cluster import Cluster
    from grader.classroom.pool import Pool

    with _progress(len(work.entries)) as on_line:
        work.on_line = on_line
        if cluster:
            with Cluster(cluster, settings, jobs) as far:
                return work.run(far)
        with Pool(settings, jobs) as pool:
            return work.run(pool)


def _private(path: Path | None) -> Ed25519PrivateKey | None:
    if path is None:
        return None
    from grader.signing import load_private

    return load_private(path)


def _processors() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _say(summary: Summary, out: Path) -> None:
    reused = sum(line.reused for line in summary.submissions)
    outcomes = ", ".join(f"{count} {name}" for name, count in sorted(summary.outcomes.items()))
    click.echo(f"{summary.finished} of {summary.total} done ({outcomes}; {reused} kept from before)")
    click.echo(f"reports, summary.json and grades.csv are in {out}")
    if summary.needs_person:
        names = ", ".join(summary.needs_person[:8]) + (" ..." if len(summary.needs_person) > 8 else "")
        click.echo(f"for a person to look at: {names}")


@contextmanager
def _progress(total: int) -> Iterator[Callable[[Line], None]]:
    """Show a bar with rate and time left on a terminal, plain lines otherwise."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    console = Console(stderr=True)
    if not console.is_terminal:
        yield _plain_lines(total)
        return
    columns = (
        TextColumn("grading"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[rate]}"),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=console, transient=True) as progress:
        task = progress.add_task("grading", total=total, rate="")
        pace = _Pace(total)

        def on_line(line: Line) -> None:
            pace.count(line)
            progress.update(task, advance=1, rate=f"{pace.rate:.1f}/s" if pace.rate else "")

        yield on_line


def _plain_lines(total: int) -> Callable[[Line], None]:
    pace = _Pace(total)
    step = max(1, total // 20)

    def on_line(line: Line) -> None:
        pace.count(line)
        if pace.done % step == 0 or pace.done == total:
            left = f", {pace.rate:.1f}/s, {(total - pace.done) / pace.rate:.0f} s left" if pace.rate else ""
            click.echo(f"{pace.done}/{total} done{left}", err=True)

    return on_line


class _Pace:
    """Counts what is done, and how fast: reports kept from an earlier run cost nothing and don't count."""

    def __init__(self, total: int) -> None:
        self.total = total
        self.done = 0
        self._graded = 0
        self._started = 0.0
        self.rate = 0.0

    def count(self, line: Line) -> None:
        """Take in one more line."""
        self.done += 1
        if line.reused:
            return
        now = time.monotonic()
        if not self._graded:
            self._started = now
        else:
            self.rate = self._graded / max(now - self._started, 1e-9)
        self._graded += 1
