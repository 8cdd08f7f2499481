"""Commands over stored reports: `report`, `rescore`, `verify`, `keys`. Nothing of a submission runs."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from grader.errors import UsageError

if TYPE_CHECKING:
    from grader.export.shape import Context
    from grader.records import ScoreReport

_FOLDER = click.Path(path_type=Path)


def _formats(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add a flag for every export format and for the HTML pages."""
    from grader.export import FORMATS

    for name, each in reversed(FORMATS.items()):
        command = click.option(f"--{name}", f"format_{name.replace('-', '_')}", is_flag=True, help=each.help)(command)
    return click.option("--html", is_flag=True, help="a page for the class and one per student")(command)


@click.command()
@click.argument("source", type=_FOLDER, metavar="DIR|FILE")
@_formats
@click.option("--out", type=_FOLDER, help="Where the files go (default: DIR).")
@click.option("--assignment", default="Gradients", show_default=True, help="Name in grade books.")
@click.option("--roster", type=click.Path(path_type=Path, exists=True, dir_okay=False),
              help="CSV with the columns student, name, id, sis_id, login, section, email.")  # fmt: skip
@click.option("--run", "facts", multiple=True, metavar="KEY=VALUE", help="A fact of the hosted run (repeatable).")
def report(
    source: Path,
    html: bool,
    out: Path | None,
    assignment: str,
    roster: Path | None,
    facts: tuple[str, ...],
    **flags: bool,
) -> int:
    """Show stored reports, or write them as other systems read them.

    Without a format, a table per report. Ends with 3 where a run without a score has no words in
    the chosen format: a zero would be a lie.
    """
    from grader.export import FORMATS
    from grader.export.shape import Context

    found = _read(source)
    target = out or (source if source.is_dir() else source.parent)
    context = Context(assignment=assignment, roster=_roster(roster), run=_facts(facts))
    wanted = [name for name in FORMATS if flags[f"format_{name.replace('-', '_')}"]]
    unsaid = sum(_write(name, found, context, target) for name in wanted)
    if html:
        _pages([each for _, each in found], target)
    if not wanted and not html:
        _show([each for _, each in found])
    return 3 if unsaid else 0


def _read(source: Path) -> list[tuple[str, ScoreReport]]:
    from grader.report import from_json
    from grader.store import read_reports

    if source.is_file():
        return [(source.stem, from_json(source.read_bytes(), str(source)))]
    return [(path.stem, each) for path, each in read_reports(source)]


def _write(name: str, found: list[tuple[str, ScoreReport]], context: Context, target: Path) -> int:
    """Write one format; give the number of reports that it has no words for."""
    from grader.export import FORMATS
    from grader.report import redact
    from grader.store import write_atomically

    chosen = FORMATS[name]
    if chosen.many:
        text = chosen.many([redact(each, chosen.audience) for _, each in found], context)
        write_atomically(target / chosen.file, text.encode("utf-8"))
        click.echo(f"wrote {target / chosen.file}")
        return 0
    unsaid = 0
    folder = target / name if len(found) > 1 else target
    for stem, each in found:
        text_or_none = chosen.one(redact(each, chosen.audience), context) if chosen.one else None
        if text_or_none is None:
            unsaid += 1
            click.echo(f"grader: {stem}: not graded, and {name} cannot say so: nothing written", err=True)
        else:
            write_atomically(folder / f"{stem}.{chosen.file.lstrip('.-')}", text_or_none.encode("utf-8"))
    click.echo(f"wrote {len(found) - unsaid} {name} files into {folder}")
    return unsaid


def _pages(found: list[ScoreReport], target: Path) -> None:
    from grader.render.html import write_pages_plan
    from grader.store import write_atomically

    for name, text in write_pages_plan(found):
        write_atomically(target / name, text.encode("utf-8"))
    click.echo(f"wrote {target / 'class.html'} and {len(found)} student pages")


def _show(found: list[ScoreReport]) -> None:
    from grader.cli.screen import console
    from grader.render.terminal import class_table, report_table

    screen = console()
    screen.print(report_table(found[0]) if len(found) == 1 else class_table(found))


def _roster(path: Path | None) -> dict[str, Any]:
    from grader.export.shape import Identity

    if path is None:
        return {}
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    if not rows or "student" not in rows[0]:
        raise UsageError(f"{path}: the first line needs a column named student")
    fields = ("name", "id", "sis_id", "login", "section", "email")
    return {row["student"]: Identity(**{f: row.get(f) or "" for f in fields}) for row in rows if row["student"]}


def _facts(pairs: tuple[str, ...]) -> dict[str, str]:
    wrong = [pair for pair in pairs if "=" not in pair]
    if wrong:
        raise UsageError(f"--run takes KEY=VALUE, not {wrong[0]!r}")
    return {key: value for key, _, value in (pair.partition("=") for pair in pairs)}


@click.command()
@click.argument("folder", type=click.Path(path_type=Path, exists=True, file_okay=False), metavar="DIR")
@click.option("--policy", "policy_path", type=click.Path(path_type=Path, exists=True, dir_okay=False), required=True)
@click.option("--out", type=_FOLDER, required=True, help="Folder for the rescored reports.")
@click.option("--sign-key", type=click.Path(path_type=Path, exists=True, dir_okay=False), help="Sign them again.")
def rescore(folder: Path, policy_path: Path, out: Path, sign_key: Path | None) -> int:
    """Apply a policy (weights, bonus, late days, attempts, overrides) to the reports in DIR."""
    from grader.policy import choose_attempts, parse_policy, unknown_names
    from grader.policy import rescore as apply
    from grader.report import to_json
    from grader.signing import load_private, sign
    from grader.store import write_atomically

    if out.resolve() == folder.resolve():
        raise UsageError("--out must be another folder: the judged reports are kept as they are")
    policy = parse_policy(policy_path.read_text(encoding="utf-8"), str(policy_path))
    found = _read(folder)
    unknown = unknown_names(policy, [each for _, each in found])
    if unknown:
        raise UsageError(f"{policy_path}: no report knows {', '.join(unknown)}")
    names = {id(each): name for name, each in found}
    key = load_private(sign_key) if sign_key else None
    kept = choose_attempts([each for _, each in found], policy)
    changed = 0
    for each in kept:
        rescored = apply(each, policy)
        changed += rescored.score != each.score
        write_atomically(out / f"{names[id(each)]}.json", to_json(sign(rescored, key) if key else rescored))
    click.echo(f"{len(kept)} of {len(found)} reports count; {changed} scores changed; written to {out}")
    return 0


@click.command()
@click.argument("source", type=_FOLDER, metavar="DIR|FILE")
@click.option("--key", type=click.Path(path_type=Path, exists=True, dir_okay=False), required=True,
              help="The public key.")  # fmt: skip
@click.option("--submissions", type=click.Path(path_type=Path, exists=True, file_okay=False),
              help="Also compare the digests with these submissions.")  # fmt: skip
def verify(source: Path, key: Path, submissions: Path | None) -> int:
    """Check the signatures of stored reports offline; forged and edited ones are named. 1 if any is."""
    from grader.signing import is_genuine, load_public

    public = load_public(key)
    digests = _digests(submissions) if submissions else None
    wrong = 0
    for name, each in _read(source):
        problem = ""
        if not each.signature:
            problem = "not signed"
        elif not is_genuine(each, public):
            problem = "forged or edited: the signature does not fit"
        elif digests is not None and digests.get(each.student) != each.submission_digest:
            problem = "graded another submission than the one handed in"
        if problem:
            wrong += 1
            click.echo(f"{name}: {problem}")
    click.echo(f"{wrong} reports are not genuine" if wrong else "all reports are genuine")
    return 1 if wrong else 0


def _digests(folder: Path) -> dict[str, str]:
    from grader.course import load_course
    from grader.layouts import find_entries, read_entry

    course = load_course()
    return {entry.student: read_entry(entry, course).digest for entry in find_entries(folder)[1]}


@click.command()
@click.argument("folder", type=_FOLDER)
def keys(folder: Path) -> int:
    """Make a key pair for signing reports: FOLDER/sign.pem (keep it secret) and FOLDER/verify.pem."""
    from grader.signing import new_key_pair
    from grader.store import write_atomically

    private_path = folder / "sign.pem"
    if private_path.exists():
        raise UsageError(f"{private_path} exists; move it away first, or signed reports can't be checked any more")
    private, public = new_key_pair()
    write_atomically(private_path, private)
    private_path.chmod(0o600)
    write_atomically(folder / "verify.pem", public)
    click.echo(f"wrote {private_path} (secret) and {folder / 'verify.pem'} (to hand out)")
    return 0
