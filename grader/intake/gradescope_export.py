"""Read the `submission_metadata.yml` of a Gradescope export: who handed in which folder, and when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import yaml

from grader.intake.files import Refusal
from grader.messages import say

METADATA = "submission_metadata.yml"
METADATA_LIMIT = 64 << 20  # it repeats the results and output of every submission

# Every scalar stays text and no tag means anything: "007" stays an id, and nothing is constructed.
_LOADER: Any = getattr(yaml, "CBaseLoader", yaml.BaseLoader)


@dataclass(frozen=True)
class Told:
    """What the metadata tells of one submission; `submitters` are (id, name) each."""

    folder: str
    submitters: tuple[tuple[str, str], ...]
    attempt: int = 1
    submitted_at: str = ""


def submissions_in(data: bytes) -> list[Told]:
    """Give the submissions of an export. Raises Refusal where it is not one."""
    try:
        document = yaml.load(data.decode("utf-8-sig"), Loader=_LOADER)  # noqa: S506 -- the most harmless loader there is
    except (yaml.YAMLError, ValueError, RecursionError, TypeError):
        raise Refusal(say("metadata_damaged", file=METADATA)) from None
    if not isinstance(document, dict):
        raise Refusal(say("metadata_empty", file=METADATA))
    return [_told(str(folder), facts) for folder, facts in document.items() if _is_name(folder)]


def _is_name(folder: object) -> bool:
    return isinstance(folder, str) and "/" not in folder and folder not in ("", ".", "..")


def _told(folder: str, facts: object) -> Told:
    facts = facts if isinstance(facts, dict) else {}
    people = facts.get(":submitters")
    people = people if isinstance(people, list) else []
    submitters = [_submitter(person) for person in people if isinstance(person, dict)]
    history = facts.get(":history")
    return Told(
        folder=folder,
        submitters=tuple(pair for pair in submitters if pair[0]) or ((folder, folder),),
        attempt=len(history) + 1 if isinstance(history, list) else 1,
        submitted_at=_moment(facts.get(":created_at")),
    )


def _submitter(person: dict[Any, Any]) -> tuple[str, str]:
    sid, email, name = (_text(person.get(key)) for key in (":sid", ":email", ":name"))
    return sid or email or name, name


def _text(value: object) -> str:
    return value if isinstance(value, str) and value not in ("null", "~") else ""


def _moment(value: object) -> str:
    """Give a time as ISO 8601 where it can be read as one, else as it stands."""
    text = _text(value)
    try:
        return datetime.fromisoformat(text.replace(" Z", "+00:00")).isoformat()
    except ValueError:
        return text[:60]
