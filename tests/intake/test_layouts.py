"""Exports of learning systems become entries, one for everybody who stands in them."""

from __future__ import annotations

from pathlib import Path

import pytest

from grader.course import Course
from grader.errors import UsageError
from grader.intake.layouts import Entry, find_entries, read_entry
from tests.intake.packing import folder, notebook, zipped

ANSWER = b"def square_gradient(w):\n    return 2 * w\n"
OTHER = b"def square_gradient(w):\n    return w + w\n"
LATIN = b"x = '\xe9'"

CANVAS = {
    "doejane_4567_88001_ex05_square.py": ANSWER,
    "doejane_4567_88002_ex18_train-3.py": OTHER,
    "doejane_4567_88003_ex18_train-1.py": LATIN,
    "roerichard_LATE_4568_88004_ex05_square-1.ipynb": notebook(OTHER.decode()),
    "poepat_4569_88005_all my work.zip": zipped({"exercises/ex05_square.py": ANSWER}),
    "moepam_4570_88006_essay.docx": b"PK",
}
MOODLE = {
    "Jane Doe_1234567_assignsubmission_file_/ex05_square.py": ANSWER,
    "Jane Doe_1234567_assignsubmission_onlinetext_/onlinetext.html": b"<p>ex05_square.py</p>",
    "Anna Maria_de la Cruz_1234568_assignsubmission_file_/work.zip": zipped({"ex05_square.py": OTHER}),
    "Jane Doe_1234569_assignsubmission_file_/exercises/ex05_square.ipynb": notebook("x = 1"),
    "Pat Poe_1234570_assignsubmission_onlinetext_/onlinetext.html": b"<p>I forgot</p>",
}
MOODLE_FLAT = {
    "Jane Doe_1234567_assignsubmission_file_ex05_square.py": ANSWER,
    "Jane Doe_1234567_assignsubmission_file_ex18_train.py": OTHER,
    "Pat Poe_1234570_assignsubmission_onlinetext_onlinetext.html": b"<p>I forgot</p>",
}
METADATA = b"""---
submission_9001:
  :submitters:
  - :name: Jane Doe
    :sid: '007'
    :email: jane@example.org
  :created_at: 2026-03-01 10:20:30.123456789 Z
  :score: 3.0
  :history:
  - :id: 8999
    :created_at: 2026-02-28 09:00:00.000000000 Z
submission_9002:
  :submitters:
  - :name: Richard Roe
    :sid: 0123
    :email: rich@example.org
  - :name: Pat Poe
    :sid:
    :email: pat@example.org
  :results: !ruby/hash:ActiveSupport::HashWithIndifferentAccess
    tests: [{output: "- : # ' !ruby/object:Kernel {}"}]
submission_9003:
  :submitters:
  - :name: Moe Pam
    :sid: '300'
../../etc:
  :submitters:
  - :name: Eve
    :sid: '666'
"""
GRADESCOPE = {
    "submission_metadata.yml": METADATA,
    "submission_9001/ex05_square.py": ANSWER,
    "submission_9001/metadata.txt": b"",
    "submission_9002/exercises/ex05_square.py": OTHER,
    "submission_9004/ex18_train.py": ANSWER,
}
PLAIN = {
    "ann/ex05_square.py": ANSWER,
    "bob/exercises/ex05_square.py": OTHER,
    "carl.zip": zipped({"ex05_square.py": ANSWER}),
    "dora.py": ANSWER,
    "eve.rar": b"Rar!",
    ".DS_Store": b"x",
    "__MACOSX/x.py": b"x",
}
LAYOUTS = {"canvas": CANVAS, "moodle": MOODLE, "gradescope": GRADESCOPE, "plain": PLAIN}


def prefixed(prefix: str, files: dict[str, bytes]) -> dict[str, bytes]:
    """Put all files in a folder."""
    return {f"{prefix}/{name}": data for name, data in files.items()}


def facts(entries: list[Entry]) -> list[tuple[str, str, int, bool]]:
    """Give what entries say of students."""
    return [(entry.student, entry.display, entry.attempt, entry.late) for entry in entries]


@pytest.mark.parametrize("name", LAYOUTS)
@pytest.mark.parametrize("form", ["folder", "zip", "wrapped zip"])
def test_layout_is_recognised_and_read_alike_in_every_form(
    name: str, form: str, course: Course, tmp_path: Path
) -> None:
    """A folder, its zip and a zip with a folder around it give the same entries and submissions."""
    export = folder(tmp_path / "export", LAYOUTS[name])
    expected_layout, expected = find_entries(export)
    if form != "folder":
        files = LAYOUTS[name] if form == "zip" else prefixed("assignment_1_export", LAYOUTS[name])
        export = tmp_path / "export.zip"
        export.write_bytes(zipped(files))
    layout, entries = find_entries(export)
    assert layout == expected_layout == name
    assert facts(entries) == facts(expected)
    for entry, same in zip(entries, expected, strict=True):
        assert read_entry(entry, course).sources == read_entry(same, course).sources


def test_canvas_files_are_gathered_by_student(course: Course, tmp_path: Path) -> None:
    """A student's files come together under the names they had, of one handed in again the last."""
    _, entries = find_entries(folder(tmp_path, CANVAS))
    read = {entry.student: read_entry(entry, course) for entry in entries}
    assert facts(entries) == [
        ("4567", "doejane", 4, False),
        ("4568", "roerichard", 2, True),
        ("4569", "poepat", 1, False),
        ("4570", "moepam", 1, False),
    ]
    assert read["4567"].sources == {"ex05_square": ANSWER, "ex18_train": OTHER}
    assert read["4567"].attempt == 4
    assert [note.code for note in read["4568"].notes] == ["late"]
    assert read["4569"].sources == {"ex05_square": ANSWER}
    assert "no exercise file found" in read["4570"].rejected


def test_moodle_folders_are_students(course: Course, tmp_path: Path) -> None:
    """The number tells students of one name apart; who only typed online is there, with nothing to grade."""
    _, entries = find_entries(folder(tmp_path, MOODLE))
    read = {entry.student: read_entry(entry, course) for entry in entries}
    assert [entry.display for entry in entries] == [
        "Jane Doe",
        "Anna Maria_de la Cruz",
        "Jane Doe",
        "Pat Poe",
    ]
    assert read["1234567"].sources == {"ex05_square": ANSWER}
    assert read["1234568"].sources == {"ex05_square": OTHER}
    assert read["1234569"].sources["ex05_square"].strip() == b"x = 1"
    assert read["1234570"].rejected


def test_moodle_without_folders(course: Course, tmp_path: Path) -> None:
    """The same export with names in front of the files is read as well."""
    layout, entries = find_entries(folder(tmp_path, MOODLE_FLAT))
    assert layout == "moodle"
    assert read_entry(entries[0], course).sources == {"ex05_square": ANSWER, "ex18_train": OTHER}
    assert [entry.student for entry in entries] == ["1234567", "1234570"]
    assert read_entry(entries[1], course).rejected


def test_gradescope_metadata_names_everybody(course: Course, tmp_path: Path) -> None:
    """Each member of a group has an entry; ids stay text; who has no folder, or no metadata, is not lost."""
    _, entries = find_entries(folder(tmp_path, GRADESCOPE))
    read = {entry.student: read_entry(entry, course) for entry in entries}
    assert facts(entries) == [
        ("007", "Jane Doe", 2, False),
        ("0123", "Richard Roe", 1, False),
        ("300", "Moe Pam", 1, False),
        ("pat@example.org", "Pat Poe", 1, False),
        ("submission_9004", "submission_9004", 1, False),
    ]
    assert read["007"].submitted_at.startswith("2026-03-01T10:20:30.123456")
    assert read["0123"].sources == read["pat@example.org"].sources == {"ex05_square": OTHER}
    assert "Moe Pam" in read["300"].rejected
    assert set(read["submission_9004"].sources) == {"ex18_train"}


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"- 1",
        b"{",
        b"\xff",
        b"a: &a [*a]",
        b"[" * 5000,
        b"? [1]\n: 2",
        b"a: !!python/object/apply:os.abort []",
    ],
)
def test_hostile_metadata_runs_nothing(data: bytes, tmp_path: Path) -> None:
    """Metadata that is damaged or names objects gives a plain error or plain entries."""
    export = folder(tmp_path, {"submission_metadata.yml": data})
    try:
        assert find_entries(export)[1] in ([], [Entry("a", "a", export, ("a",))])
    except UsageError as error:
        assert "export it again" in str(error)  # noqa: PT017 -- both ends are right


def test_plain_entries_are_all_there_is(course: Course, tmp_path: Path) -> None:
    """Every entry is a submission under its own name, also one that cannot be read."""
    (folder(tmp_path, PLAIN) / "link").symlink_to(tmp_path / "ann")
    _, entries = find_entries(tmp_path)
    assert [entry.student for entry in entries] == ["ann", "bob", "carl.zip", "dora.py", "eve.rar", "link"]
    read = {entry.student: read_entry(entry, course) for entry in entries}
    assert read["dora.py"].unmatched == {"dora.py": ANSWER}
    assert read["carl.zip"].sources == {"ex05_square": ANSWER}
    assert read["eve.rar"].rejected
    assert "links are not followed" in read["link"].rejected


def test_links_in_an_export_are_not_followed(course: Course, tmp_path: Path) -> None:
    """A student's folder that is a link gives a rejected submission."""
    secret = folder(tmp_path / "secret", {"ex05_square.py": ANSWER})
    export = folder(tmp_path / "export", MOODLE)
    (export / "Eve_99_assignsubmission_file_").symlink_to(secret)
    (export / "Jane Doe_1234567_assignsubmission_file_" / "exercises").symlink_to(secret)
    read = {entry.student: read_entry(entry, course) for entry in find_entries(export)[1]}
    assert read["99"].rejected
    assert read["1234567"].sources == {"ex05_square": ANSWER}
    assert "links are not followed" in read["1234567"].notes[0].message


def test_what_is_no_export_is_a_usage_error(tmp_path: Path) -> None:
    """A missing folder or a damaged zip is the caller's mistake, told in a sentence."""
    (tmp_path / "broken.zip").write_bytes(b"PK")
    for path in (tmp_path / "missing", tmp_path / "broken.zip"):
        with pytest.raises(UsageError):
            find_entries(path)
    (tmp_path / "empty").mkdir()
    assert find_entries(tmp_path / "empty") == ("plain", [])
