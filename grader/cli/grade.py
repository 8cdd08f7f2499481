"""`grader grade`: grade submissions one after another, show a table, write a report each."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import click

from grader.cli.options import (
    chosen,
    course_option,
    exercise_option,
    isolation_option,
    seed_option,
    sign_option,
    signer,
)


@click.command()
@click.argument(
    "submissions", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="SUBMISSION..."
)
@click.option("--out", type=click.Path(path_type=Path, file_okay=False), help="Folder for reports.")
@click.option("--json", "as_json", is_flag=True, help="Print the reports instead, one JSON document a line.")
@click.option("--raw", is_flag=True, help="Keep pytest's raw record beside each report (needs --out).")
@click.option(
    "--audience",
    type=click.Choice(["instructor", "student"]),
    help="Whom the terminal is for (default: instructor, in CI student: its log is read by students).",
)
@exercise_option
@seed_option
@isolation_option
@sign_option
@course_option
def grade(
    submissions: tuple[Path, ...],
    *,
    out: Path | None,
    as_json: bool,
    raw: bool,
    audience: str | None,
    slugs: tuple[str, ...],
    seed: int | None,
    min_isolation: str,
    sign_key: Path | None,
    course_root: Path | None,
) -> int:
    """Grade each SUBMISSION: a folder, a .py, an .ipynb or a zip.

    Ends with 0 if grading worked, whatever the scores; with 3 where the failure is ours.
    """
    missing = [path for path in submissions if not os.path.lexists(path)]
    if missing:
        raise click.UsageError(f"no such file or folder: {', '.join(str(path)[:200] for path in missing)}")
    if raw and not out:
        raise click.UsageError("--raw needs --out FOLDER to keep the record in")
    from grader.cli.screen import console
    from grader.course import load_course
    from grader.records import Level, Outcome
    from grader.render.terminal import report_table
    from grader.report import redact, to_json
    from grader.store import write_atomically
    from grader.text import safe_report_name
    from grader.warm import warm_grader

    course = load_course(course_root)
    exercises = chosen(course, slugs)
    viewer = audience or ("student" if os.environ.get("CI") else "instructor")
    sign = signer(sign_key)
    screen = console()
    taken: set[str] = set()
    failed = False
    with warm_grader(
        course, exercises=exercises, seed=seed, raw=raw, min_isolation=Level(min_isolation)
    ) as grader:
        for path in submissions:
            graded = grader.grade(path)
            report = sign(graded.report)
            failed = failed or report.outcome is Outcome.INTERNAL_ERROR
            if out:
                name = safe_report_name(report.student, taken)
                write_atomically(out / f"{name}.json", to_json(report))
                if raw:
                    import msgspec

                    write_atomically(out / f"{name}.raw.json", msgspec.json.encode(graded.raw, enc_hook=str))
            shown = redact(report, "student" if viewer == "student" else "instructor")
            if as_json:
                sys.stdout.write(to_json(shown, indent=-1).decode("ascii"))
                sys.stdout.flush()
            else:
                screen.print(report_table(shown))
    return 3 if failed else 0
