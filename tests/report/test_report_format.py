"""The published schema and the page about it say what the code does."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from msgspec.structs import replace

from grader.intake.submission import UNREADABLE
from grader.pipeline import Grader
from grader.records import Level, Note, Outcome, Status, Visibility
from grader.report import redact, schema, to_json
from tests.report.schema import PATH, text
from tests.support import reports

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "report-format.md").read_text(encoding="utf-8")
RECORDS = {name: each["properties"] for name, each in schema()["$defs"].items() if "properties" in each}
VALIDATOR = Draft202012Validator(schema())


def documented(record: str) -> list[str]:
    """List the fields that the page has in the table of a record."""
    (part,) = re.findall(rf"^## {record}\n(.+?)(?=^## |\Z)", PAGE, re.MULTILINE | re.DOTALL)
    table = part.split("| field |", 1)[1].split("\n\n", 1)[0]
    return re.findall(r"^\| `(\w+)` \|", table, re.MULTILINE)


def test_the_published_schema_is_fresh() -> None:
    """The committed schema is what the records give (`python -m tests.report.schema` writes it)."""
    assert PATH.read_text(encoding="utf-8") == text()


def test_the_schema_is_one() -> None:
    """The schema is itself valid, and refuses unknown fields everywhere."""
    Draft202012Validator.check_schema(schema())
    closed = [each for each in schema()["$defs"].values() if each.get("type") == "object"]
    assert closed
    assert all(each["additionalProperties"] is False for each in closed)


@pytest.mark.parametrize("record", sorted(RECORDS))
def test_every_field_is_on_the_page(record: str) -> None:
    """Each record has a table with its fields in their order, none more and none less."""
    assert documented(record) == list(RECORDS[record])


@pytest.mark.parametrize("kind", [Status, Visibility, Outcome, Level])
def test_every_word_is_on_the_page(kind: type[Status]) -> None:
    """Each value of an enumeration is named."""
    assert [word for word in kind if f"`{word.value}`" not in PAGE] == []


def test_students_read_every_note_about_their_files() -> None:
    """Whatever intake notices of a student's files, the student is told; each kind stands on the page."""
    intake = (ROOT / "grader" / "intake").glob("*.py")
    sources = [path.read_text(encoding="utf-8") for path in (*intake, ROOT / "grader" / "pipeline.py")]
    codes = {code for text in sources for code in re.findall(r'(?:_note\(\s*|Note\(code=)"(\w+)"', text)}
    codes |= UNREADABLE
    assert {"ignored", "duplicate", "late", "unmatched"} <= codes
    notes = tuple(Note(code=code, message="m") for code in sorted(codes))
    kept = redact(replace(reports.complete(), notes=notes), "student").notes
    assert kept == notes
    assert [code for code in codes if f"`{code}`" not in PAGE] == []


def samples() -> Iterator[tuple[str, bytes]]:
    """Give every imagined report, as an instructor and as a student sees it."""
    for name, make in reports.ALL.items():
        if name != "hostile":  # lone surrogates, which intake and judge never let into a report
            yield name, to_json(make())
            yield f"{name}, redacted", to_json(redact(make(), "student"))


@pytest.mark.parametrize(
    ("name", "data"), list(samples()), ids=lambda each: each if isinstance(each, str) else ""
)
def test_imagined_reports_keep_to_the_schema(name: str, data: bytes) -> None:
    """Right, wrong, refused and ungraded reports are valid for either audience."""
    VALIDATOR.validate(plain(data))


def test_graded_reports_keep_to_the_schema(warm: Grader) -> None:
    """Each sample submission's report is valid, for both audiences, and ASCII throughout."""
    for path in sorted((ROOT / "examples" / "submissions").iterdir()):
        report = warm.grade_submission(
            warm_read(warm, path), exercises=("ex00_ready", "ex05_square", "ex18_train")
        ).report
        for each in (report, redact(report, "student")):
            data = to_json(each)
            assert data.isascii()
            VALIDATOR.validate(plain(data))


def test_golden_reports_keep_to_the_schema() -> None:
    """The golden reports of the samples are valid as well."""
    found = sorted((ROOT / "tests" / "golden" / "samples").glob("*.json"))
    assert found
    for path in found:
        VALIDATOR.validate(plain(path.read_bytes()))


def warm_read(warm: Grader, path: Path) -> Any:
    """Read a submission as grading does."""
    from grader.intake.submission import read_submission

    return read_submission(path, warm.course)


def plain(data: bytes) -> Any:
    """Read JSON as any other program does; NaN is none."""
    return json.loads(data, parse_constant=pytest.fail)
