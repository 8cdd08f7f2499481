"""`grader batch`: a folder of submissions in, a report each, summary.json and grades.csv out."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from grader.cli.options import chosen, course_option, exercise_option, isolation_option, seed_option

if TYPE_CHECKING:
    from grader.batch import Line, Summary


@click.command()
@click.argument("folder", type=click.Path(path_type=Path, exists=True))
@click.option("--out", type=click.Path(path_type=Path, file_okay=False), required=True, help="Folder of reports.")
@click.option("--jobs", "-j", type=click.IntRange(1, 256), help="Judge processes (default: one per processor).")
@click.option("--resume/--fresh", default=True, help="Keep reports that still hold (default), or grade all again.")
@click.option("--cluster", metavar="ADDRESS", help="Grade on a Dask cluster; `local` starts one here.")
@exercise_option
@seed_option
@isolation_option
@course_option
def batch(
    folder: Path,
    out: Path,
    jobs: int | None,
    resume: bool,
    cluster: str | None,
    slugs: tuple[str, ...],
    seed: int | None,
    min_isolation: str,
    course_root: Path | None,
) -> int:
    """Grade every entry of FOLDER. Run it again after an interrupt: it goes on where it was."""
    from grader.batch import Batch
    from grader.course import load_course
    from grader.pool import Pool
    from grader.records import Level, Outcome
    from grader.serve import Settings

    course = load_course(course_root)
    settings = Settings(
        course_root=str(course.root), seed=seed, min_isolation=Level(min_isolation), exercises=chosen(course, slugs)
    )
    work = Batch(course, folder, out, course.seed if seed is None else seed, resume=resume)
    total = work.find()
    click.echo(f"{total} submissions, layout: {work.layout}", err=True)
    with _progress(total) as on_line:
        work.on_line = on_line
        if cluster:
            from grader.cluster import Cluster

            with Cluster(cluster, settings, jobs or _processors()) as runner:
                summary = work.run(runner)
        else:
            with Pool(settings, min(jobs or _processors(), total)) as pool:
                summary = work.run(pool)
    _say(summary, out)
    return 3 if summary.outcomes.get(Outcome.INTERNAL_ERROR.value) else 0


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

        def on_line(_line: Line) -> None:
            speed = progress.tasks[0].speed
            progress.update(task, advance=1, rate=f"{speed:.1f}/s" if speed else "")

        yield on_line


def _plain_lines(total: int) -> Callable[[Line], None]:
    import time

    started, done = time.monotonic(), 0
    step = max(1, total // 20)

    def on_line(_line: Line) -> None:
        nonlocal done
        done += 1
        if done % step == 0 or done == total:
            rate = done / max(time.monotonic() - started, 1e-9)
            click.echo(f"{done}/{total} graded, {rate:.1f}/s, {(total - done) / rate:.0f} s left", err=True)

    return on_line
