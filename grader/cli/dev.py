"""`grader dev`: the author's side. Builds what students open, and proves that every exercise is sound."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from grader.cli.options import chosen, course_option, exercise_option, isolation_option

if TYPE_CHECKING:
    from grader.author.workbench import Opener, Workbench
    from grader.course import Course

slugs_argument = click.argument("slugs", nargs=-1, metavar="[SLUG]...")


@click.group()
def dev() -> None:
    """For authors: make, check and measure exercises.

    \b
    A new exercise:   grader dev new ex26_cube
    after a change:   grader dev build && grader dev check ex26_cube
    how good is it:   grader dev matrix ex26_cube; grader dev mutants ex26_cube
    """  # noqa: D301  the sign keeps lines as they are


@dev.command()
@slugs_argument
@click.option("--check", "only_check", is_flag=True, help="Write nothing; end with 1 if something is stale.")
@course_option
def build(slugs: tuple[str, ...], only_check: bool, course_root: Path | None) -> int:
    """Write stubs and notebooks from the solutions, of all exercises or of each SLUG."""
    from grader.author import build as builder

    course = _course(course_root)
    stale = builder.build(course, _slugs(course, slugs), check=only_check)
    for path in stale:
        click.echo(f"{'stale' if only_check else 'wrote'}  {_shown(path, course)}")
    if not stale:
        click.echo("everything is fresh")
    return 1 if stale and only_check else 0


@dev.command()
@slugs_argument
@click.option("--gate", "-g", "gates", multiple=True, metavar="NAME", help="Run only this gate (repeatable).")
@click.option("--list", "only_list", is_flag=True, help="List the gates and what each demands.")
@course_option
def check(slugs: tuple[str, ...], gates: tuple[str, ...], only_list: bool, course_root: Path | None) -> int:
    """Run every gate on all exercises, or on each SLUG; ends with 1 if one fails."""
    from grader.author import check as checks
    from grader.author.show import console, gates_table

    known = checks.descriptions()
    if unknown := sorted(set(gates) - set(known)):
        raise click.UsageError(f"no such gate: {', '.join(unknown)}. There are: {', '.join(known)}.")
    if only_list:
        width = max(map(len, known))
        for name, description in known.items():
            click.echo(f"{name:<{width}}  {description}")
        return 0
    course = _course(course_root)
    wanted = _slugs(course, slugs)
    findings = []
    with _sandbox() as sandbox, _progress("checking", len(wanted)) as advance:
        last = ""
        for finding in checks.check(course, wanted, sandbox, gates=gates, whole=not slugs):
            findings.append(finding)
            if finding.slug != last:
                last = finding.slug
                advance(last)
    console().print(gates_table(findings))
    return 0 if all(finding.passed for finding in findings) else 1


@dev.command()
@slugs_argument
@click.option("--html", type=click.Path(path_type=Path, dir_okay=False), help="Write one HTML page as well.")
@click.option("--mutants", "with_mutants", is_flag=True, help="Grade the mechanical mutants, too (minutes).")
@course_option
def matrix(slugs: tuple[str, ...], html: Path | None, with_mutants: bool, course_root: Path | None) -> int:
    """Show which case catches which known mistake; ends with 1 if a mistake is caught by none."""
    from grader.author.matrix import kill_matrix, mutation_score
    from grader.author.show import console, matrix_page, matrix_table, mutants_table
    from grader.store import write_atomically

    course = _course(course_root)
    screen = console()
    matrices, scores = [], []
    with _sandbox() as sandbox:
        for bench in _benches(course, _slugs(course, slugs), sandbox):
            matrices.append(kill_matrix(bench))
            screen.print(matrix_table(matrices[-1]))
            if with_mutants:
                scores.append(mutation_score(bench))
    if scores:
        screen.print(mutants_table(scores))
    if html:
        write_atomically(html, matrix_page(matrices, scores).encode())
        click.echo(f"wrote {html}")
    return 1 if any(found.uncaught for found in matrices) else 0


@dev.command()
@slugs_argument
@click.option("--toml", is_flag=True, help="Print survivors as entries for equivalents.toml.")
@course_option
def mutants(slugs: tuple[str, ...], toml: bool, course_root: Path | None) -> int:
    """Grade small mechanical mistakes in the solutions; ends with 1 if one survives without an excuse."""
    from grader.author.equivalents import entry
    from grader.author.matrix import mutation_score
    from grader.author.show import console, mutants_table

    course = _course(course_root)
    wanted = _slugs(course, slugs)
    scores = []
    with _sandbox() as sandbox, _progress("mutants", len(wanted)) as advance:
        for bench in _benches(course, wanted, sandbox):
            advance(bench.slug)
            scores.append(mutation_score(bench))
    if toml:
        for score in scores:
            for mutant in score.survivors:
                click.echo(f"# {score.slug}\n{entry(mutant.key)}")
    else:
        console().print(mutants_table(scores))
    return 1 if any(score.survivors or score.wrongly_excused for score in scores) else 0


@dev.command()
@click.argument("slug")
@click.option("--section", required=True, metavar="ID", help="Section of the course table it belongs to.")
@click.option("--title", default="", help="Its title (default: from the slug).")
@click.option(
    "--function", default="", metavar="NAME", help="The function to write (default: from the slug)."
)
@course_option
def new(slug: str, section: str, title: str, function: str, course_root: Path | None) -> int:
    """Start the exercise SLUG: table entry, solution, suite and alternatives that pass every gate but one.

    The gate that fails counts the TODOs, which only an author can fill.
    """
    from grader.author.build import build as rebuild
    from grader.author.scaffold import scaffold
    from grader.course import load_course

    course = _course(course_root)
    for path in scaffold(course, slug, section=section, title=title, function=function):
        click.echo(f"wrote  {_shown(path, course)}")
    course = load_course(course.root)
    for path in rebuild(course, [slug]):
        click.echo(f"wrote  {_shown(path, course)}")
    click.echo(f"next   fill the TODOs, then: grader dev build {slug} && grader dev check {slug}")
    return 0


def _course(root: Path | None) -> Course:
    from grader.course import load_course
    from grader.errors import UsageError

    course = load_course(root)
    if course.is_release:
        raise UsageError(f"{course.root} is a student's release: it has no solutions to work on")
    return course


def _slugs(course: Course, slugs: tuple[str, ...]) -> tuple[str, ...]:
    return chosen(course, slugs) if slugs else tuple(course.exercises)


@contextmanager
def _sandbox() -> Iterator[Opener]:
    """Start the sandbox at whatever level this machine gives: authors grade their own code."""
    from grader.sandbox.host import Sandbox

    with Sandbox() as sandbox:
        yield sandbox


def _benches(course: Course, slugs: tuple[str, ...], sandbox: Opener) -> Iterator[Workbench]:
    from grader.author.workbench import Workbench

    for slug in slugs:
        bench = Workbench(course, slug, sandbox)
        try:
            yield bench
        finally:
            bench.close()


@contextmanager
def _progress(label: str, length: int) -> Iterator[Any]:
    """Give a function that names what is worked on; silent where nobody watches."""
    if not sys.stderr.isatty():
        yield lambda _: None
        return
    with click.progressbar(length=length, label=label, file=sys.stderr, item_show_func=str) as bar:
        yield lambda name: bar.update(1, name)


def _shown(path: Path, course: Course) -> str:
    return str(path.relative_to(course.root)) if path.is_relative_to(course.root) else str(path)


@dev.command()
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False), required=False)
@click.option("--replace", is_flag=True, help="Replace an earlier bundle in FOLDER.")
@click.option(
    "--gradescope", metavar="FILE.zip", type=click.Path(path_type=Path, dir_okay=False),
    help="Write an autograder zip, with hidden checks: for the upload alone.",
)  # fmt: skip
@exercise_option
@isolation_option
@course_option
def release(
    folder: Path | None,
    *,
    replace: bool,
    gradescope: Path | None,
    slugs: tuple[str, ...],
    min_isolation: str,
    course_root: Path | None,
) -> int:
    """Write the student's bundle into FOLDER: stubs, notebooks, visible checks, and a key for offline use.

    With --gradescope, an autograder for the exercises named by -e, which refuses to grade below
    --min-isolation; both only count there.
    """
    course = _course(course_root)
    if folder is None and gradescope is None:
        raise click.UsageError("name a FOLDER for the students' bundle, or --gradescope FILE.zip")
    if folder is not None:
        from grader.author import release as releases

        files = releases.release(course, folder, replace=replace)
        size = sum((folder / path).stat().st_size for path in files)
        click.echo(f"wrote {len(files)} files, {size / 1e6:.1f} MB, into {folder}")
    if gradescope is not None:
        from grader.author.gradescope_zip import write_zip
        from grader.records import Level

        wanted = chosen(course, slugs)
        size = write_zip(course, gradescope, exercises=wanted, min_isolation=Level(min_isolation))
        click.echo(f"wrote {gradescope}, {size / 1e6:.1f} MB: it holds hidden checks, for the upload alone")
    return 0


@dev.command()
@click.option("--check", "only_check", is_flag=True, help="Write nothing; end with 1 if a page is stale.")
@course_option
def coverage(only_check: bool, course_root: Path | None) -> int:
    """Write docs/misconceptions.md and the tables of docs/course.md; 1 if a known mistake is missing."""
    from grader.author import coverage as covering
    from grader.author.pages import renew

    course = _course(course_root)
    stale = renew(course, check=only_check)
    for path in stale:
        click.echo(f"{'stale' if only_check else 'wrote'}  {_shown(path, course)}")
    known, names = covering.known_mistakes(course), covering.catalogue()
    wrong = covering.problems(known, names)
    for problem in wrong:
        click.echo(problem)
    click.echo(f"{len(covering.covered(known, names))} of {len(names.mistakes)} known mistakes are covered")
    return 1 if wrong or (stale and only_check) else 0
