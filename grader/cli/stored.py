"""Commands over stored reports: `report`, `rescore`, `verify`, `keys`. Nothing of a submission runs."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from grader.cli.options import sign_option, signer
from grader.errors import ReportError, UsageError

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    from grader.export.shape import Context
    from grader.records import ScoreReport

_FOLDER = click.Path(path_type=Path)
_FILE = click.Path(path_type=Path, exists=True, dir_okay=False)


def _formats(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add a flag for every export format and for the HTML pages."""
    from grader.export import FORMATS

    for name, each in reversed(FORMATS.items()):
        command = click.option(f"--{name}", f"format_{name.replace('-', '_')}", is_flag=True, help=each.help)(
            command
        )
    return click.option("--html", is_flag=True, help="a page for the class and one per student")(command)


@click.command()
@click.argument("source", type=_FOLDER, metavar="DIR|FILE")
@_formats
@click.option("--out", type=_FOLDER, help="Where the files go (default: DIR).")
@click.option("--assignment", default="Gradients", show_default=True, help="Name in grade books.")
@click.option("--roster", type=click.Path(path_type=Path, exists=True, dir_okay=False),
              help="CSV with the columns student, name, id, sis_id, login, section, email.")  # fmt: skip
@click.option(
    "--run", "facts", multiple=True, metavar="KEY=VALUE", help="A fact of the hosted run (repeatable)."
)
def report(
    source: Path,
    *,
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
    from grader.store import SUMMARY, read_reports

    if source.is_file():
        return [(source.stem, from_json(source.read_bytes(), str(source)))]
    found, others = read_reports(source)
    strangers = [path.name for path in others if path.name != SUMMARY and not path.name.endswith(".raw.json")]
    if strangers:
        more = " ..." if len(strangers) > 5 else ""
        click.echo(f"grader: not score reports, left out: {', '.join(strangers[:5])}{more}", err=True)
    return [(path.stem, each) for path, each in found]


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
    rows = list(csv.DictReader(io.StringIO(_text(path), newline="")))
    if not rows or "student" not in rows[0]:
        raise UsageError(f"{path}: the first line needs a column named student")
    fields = ("name", "id", "sis_id", "login", "section", "email")
    return {
        row["student"]: Identity(**{f: row.get(f) or "" for f in fields}) for row in rows if row["student"]
    }


def _facts(pairs: tuple[str, ...]) -> dict[str, str]:
    wrong = [pair for pair in pairs if "=" not in pair]
    if wrong:
        raise UsageError(f"--run takes KEY=VALUE, not {wrong[0]!r}")
    return {key: value for key, _, value in (pair.partition("=") for pair in pairs)}


@click.command()
@click.argument("folder", type=click.Path(path_type=Path, exists=True, file_okay=False), metavar="DIR")
@click.option("--policy", "policy_path", type=_FILE, required=True, help="See docs/instructor-guide.md.")
@click.option("--out", type=_FOLDER, required=True, help="Folder for the rescored reports.")
@sign_option
def rescore(folder: Path, policy_path: Path, out: Path, sign_key: Path | None) -> int:
    """Apply a policy (weights, bonus, late days, attempts, overrides) to the reports in DIR."""
    from grader.policy import parse_policy, rescore_class, unknown_names
    from grader.report import to_json
    from grader.store import write_atomically

    if out.resolve() == folder.resolve():
        raise UsageError("--out must be another folder: the judged reports are kept as they are")
    policy = parse_policy(_text(policy_path), str(policy_path))
    found = _read(folder)
    views = [name for name, each in found if each.audience != "instructor"]
    if views:
        raise UsageError(f"{folder}: {views[0]} is a student's view, and some of its cases are left out")
    unknown = unknown_names(policy, [each for _, each in found])
    if unknown:
        raise UsageError(f"{policy_path}: no report knows {', '.join(unknown)}")
    sign = signer(sign_key)
    kept = rescore_class([each for _, each in found], policy)
    changed = 0
    for place, rescored in kept:
        name, before = found[place]
        changed += rescored.score != before.score
        write_atomically(out / f"{name}.json", to_json(sign(rescored)))
    stale = _leftovers(out, {found[place][0] for place, _ in kept})
    click.echo(f"{len(kept)} of {len(found)} reports count; {changed} scores changed; written to {out}")
    if stale:
        click.echo(f"grader: {out} also holds reports from before: {', '.join(stale[:5])}", err=True)
    return 0


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise UsageError(f"{path}: not UTF-8 text: {error}") from None


def _leftovers(folder: Path, written: set[str]) -> list[str]:
    from grader.store import report_paths

    return [path.name for path in report_paths(folder)[0] if path.stem not in written]


@click.command()
@click.argument("source", type=_FOLDER, metavar="DIR|FILE")
@click.option("--key", type=_FILE, required=True, help="The public key.")
@click.option("--submissions", type=click.Path(path_type=Path, exists=True, file_okay=False),
              help="Also compare the digests with these submissions.")  # fmt: skip
def verify(source: Path, key: Path, submissions: Path | None) -> int:
    """Check the signatures of stored reports offline; forged and edited ones are named. 1 if any is."""
    from grader.signing import load_public
    from grader.store import report_paths

    public = load_public(key)
    digests = _digests(submissions) if submissions else None
    paths = [source] if source.is_file() else report_paths(source)[0]
    wrong = 0
    for path in paths:
        problem = _problem(path, public, digests)
        if problem:
            wrong += 1
            click.echo(f"{path.stem}: {problem}")
    if wrong:
        click.echo(f"{wrong} of {len(paths)} reports are not genuine")
    else:
        click.echo(f"{len(paths)} reports, all genuine" if len(paths) > 1 else "the report is genuine")
    return 1 if wrong else 0


def _problem(path: Path, public: Ed25519PublicKey, digests: dict[tuple[str, int], str] | None) -> str:
    """Say what is wrong with a stored report, or nothing."""
    from grader.report import from_json
    from grader.signing import is_genuine

    try:
        report = from_json(path.read_bytes(), path.name)
    except ReportError:
        return "edited or damaged: no longer a score report"
    if not report.signature:
        return "not signed"
    if not is_genuine(report, public):
        return "forged or edited: the signature does not fit"
    if digests is None:
        return ""
    handed_in = digests.get((report.student, report.attempt))
    if handed_in is None:
        return f"no submission of {report.student} is there to compare with"
    return "" if handed_in == report.submission_digest else "graded another submission than the one handed in"


def _digests(folder: Path) -> dict[tuple[str, int], str]:
    from grader.course import load_course
    from grader.intake.layouts import find_entries, read_entry

    course = load_course()
    return {
        (entry.student, entry.attempt): read_entry(entry, course).digest for entry in find_entries(folder)[1]
    }


@click.command()
@click.argument("folder", type=_FOLDER)
def keys(folder: Path) -> int:
    """Make a key pair for signing reports: FOLDER/sign.pem (keep it secret) and FOLDER/verify.pem."""
    from grader.signing import new_key_pair
    from grader.store import write_atomically

    private_path = folder / "sign.pem"
    if private_path.exists():
        raise UsageError(
            f"{private_path} exists; move it away first, or signed reports can't be checked any more"
        )
    private, public = new_key_pair()
    write_atomically(private_path, private, mode=0o600)
    write_atomically(folder / "verify.pem", public)
    click.echo(f"wrote {private_path} (secret) and {folder / 'verify.pem'} (to hand out)")
    return 0
