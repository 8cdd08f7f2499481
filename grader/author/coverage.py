"""Tell which known mistakes the suites name, and where: the page docs/misconceptions.md.

An id stands for one mistake in all exercises. Its name is in catalogue.toml; what it looks like in an
exercise is said by the twins there.
"""

from __future__ import annotations

import importlib
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from grader.author.trials import BY_HAND
from grader.course import Course
from grader.judge.suite import Twin

PAGE = Path("docs") / "misconceptions.md"
COMMAND = "python -m grader dev coverage"
_CATALOGUE = Path(__file__).with_name("catalogue.toml")


@dataclass(frozen=True, slots=True)
class Catalogue:
    """Names by id: the mistakes known beforehand, and the course's own that several exercises share."""

    groups: dict[str, str]
    mistakes: dict[str, str]
    shared: dict[str, str]
    reasons: dict[str, str]


@dataclass(frozen=True, slots=True)
class Known:
    """One twin: the exercise it belongs to, its id, and the end of "what happens when ..."."""

    slug: str
    id: str
    because: str
    equals: tuple[str, ...]


@cache
def catalogue() -> Catalogue:
    """Read the names of the known mistakes."""
    table = tomllib.loads(_CATALOGUE.read_text(encoding="utf-8"))
    return Catalogue(table["groups"], table["mistakes"], table["shared"], table.get("reasons", {}))


def known_mistakes(course: Course) -> list[Known]:
    """Give every twin of every exercise, in the order of the course."""
    found = []
    for slug in course.exercises:
        module = importlib.import_module(f"grader.suites.{slug}.misconceptions")
        twins = [value for value in vars(module).values() if isinstance(value, Twin)]
        found += [Known(slug, twin.id, twin.because, twin.equals) for twin in twins]
    return found


def problems(known: Sequence[Known], names: Catalogue) -> list[str]:
    """Tell what is wrong between suites and catalogue: ids without a name of their own, gaps, leftovers."""
    where = _where(known)
    found = [
        f"{id} is used in {', '.join(map(_short, slugs))}, and has no name in {_CATALOGUE.name}"
        for id, slugs in where.items()
        if len(slugs) > 1 and id not in {**names.mistakes, **names.shared}
    ]
    found += [
        f"{id} ({name}) is in no exercise, and no reason is given"
        for id, name in names.mistakes.items()
        if id not in where and id not in names.reasons
    ]
    found += [f"{id} has a reason to be absent, and is not" for id in names.reasons if id in where]
    found += [
        f"{id} ({name}) is shared by fewer than two exercises"
        for id, name in names.shared.items()
        if len(where.get(id, ())) < 2
    ]
    every = [*names.mistakes.items(), *names.shared.items()]
    for id, name in every:
        found += [
            f"{id} and {other} have one name: {name}" for other, also in every if id < other and name == also
        ]
    return found


def covered(known: Sequence[Known], names: Catalogue) -> list[str]:
    """Give the ids of the catalogue that at least one exercise knows."""
    where = _where(known)
    return [id for id in names.mistakes if id in where]


def page(course: Course) -> str:
    """Give the text of docs/misconceptions.md."""
    known, names = known_mistakes(course), catalogue()
    where = _where(known)
    own = [id for id in sorted(where) if id not in names.mistakes]
    lines = [
        "# Mistakes that the grader knows by name",
        "",
        f"Made by `{COMMAND}` from the suites and `grader/author/catalogue.toml`; do not edit.",
        "",
        "Every mistake here has at least one *twin*: a small wrong implementation in the exercise's",
        "`misconceptions.py`. The grader names a mistake only where a submission behaves exactly like its "
        "twin on",
        "every input of the task and no mistake with another id does. The sentence it shows is",
        '"This matches what happens when ...", ended as in the right-hand columns below.',
        "",
        f"{len(known)} twins, {len(where)} ids. Of the {len(names.mistakes)} mistakes of the catalogue,",
        f"{len(covered(known, names))} are known to at least one exercise.",
        "",
        "## The catalogue",
        "",
    ]
    for letter, title in names.groups.items():
        lines += [f"### {letter}. {title}", "", "| id | the mistake | known in |", "|---|---|---|"]
        for id, name in names.mistakes.items():
            if id.startswith(letter):
                place = ", ".join(map(_short, where.get(id, ()))) or f"nowhere: {names.reasons.get(id, '?')}"
                lines.append(f"| {id} | {_cell(name)} | {place} |")
        lines.append("")
    lines += [
        f"Beside these there is {BY_HAND}, which has no twin: autograd is reachable in a task that is to be "
        "done",
        "by hand. It is read from the source text.",
        "",
        "## What it looks like in each exercise",
        "",
        'The text of a row ends the sentence "This matches what happens when ...".',
        "",
        *_sentences([id for id in names.mistakes if id in where], known, names),
        "## Mistakes of this course's own",
        "",
        *_sentences(own, known, names),
        *_alike(known),
    ]
    return "\n".join(lines).rstrip() + "\n"


def _sentences(ids: Sequence[str], known: Sequence[Known], names: Catalogue) -> list[str]:
    """Give a table with a row for every sentence, and the exercises that say it."""
    lines = ["| id | what happens when ... | in |", "|---|---|---|"]
    for id in ids:
        rows: dict[str, list[str]] = {}
        for one in known:
            if one.id == id and one.slug not in rows.setdefault(one.because, []):
                rows[one.because].append(one.slug)
        if id in names.shared:
            lines.append(f"| **{id}** | **{_cell(names.shared[id])}** | |")
        lines += [
            f"| {id} | {_cell(text)} | {', '.join(map(_short, slugs))} |" for text, slugs in rows.items()
        ]
    return [*lines, ""]


def _alike(known: Sequence[Known]) -> list[str]:
    """List the twins that no observation tells apart: there the gap is shown and nothing is named."""
    groups = dict.fromkeys((one.slug, tuple(sorted({one.id, *one.equals}))) for one in known if one.equals)
    lines = ["## Never named", "", "No observation tells these apart, so only the gap is shown.", ""]
    return [*lines, *(f"- {_short(slug)}: {', '.join(ids)}" for slug, ids in groups)] if groups else []


def _where(known: Sequence[Known]) -> dict[str, list[str]]:
    """Give each id's exercises, in the order of the course."""
    where: dict[str, list[str]] = {}
    for one in known:
        if one.slug not in where.setdefault(one.id, []):
            where[one.id].append(one.slug)
    return where


def _short(slug: str) -> str:
    return slug.partition("_")[0]


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("*", "\\*")
