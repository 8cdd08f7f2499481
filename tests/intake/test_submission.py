"""Folders, files and archives become submissions, with a sentence for whatever is wrong with them."""

from __future__ import annotations

import contextlib
import os
import socket
import threading
import time
from pathlib import Path

import pytest

from grader.course import Course
from grader.intake.choosing import FILE_LIMIT, UNMATCHED_LIMIT
from grader.intake.submission import (
    Who,
    read_archive,
    read_intake,
    read_submission,
    unreadable,
)
from grader.records import Submission
from tests.intake.conftest import STUB
from tests.intake.packing import folder, notebook, zipped

ANSWER = b"def square_gradient(w):\n    return 2 * w\n"
OTHER = b"def square_gradient(w):\n    return w + w\n"
SLUG = "ex05_square"
STUB_BYTES = STUB.format(function="square_gradient").encode()


def codes(submission: Submission) -> list[str]:
    """Give the codes of the notes."""
    return [note.code for note in submission.notes]


@pytest.mark.parametrize(
    "place",
    ["", "exercises/", "Exercises/", "notebooks/", "exercises/notebooks/", "repo-main/exercises/", "a/b/c/"],
)
def test_exercise_is_found_where_students_put_it(place: str, course: Course, tmp_path: Path) -> None:
    """Files at the top, under exercises/ or notebooks/, and in wrapping folders are found, packed or not."""
    files = {f"{place}{SLUG}.py": ANSWER}
    for read in (
        read_submission(folder(tmp_path / "ann", files), course),
        read_archive(zipped(files), course, Who("ann")),
    ):
        assert read.sources == {SLUG: ANSWER}
        assert read.student == "ann"
        assert read.files == (f"{place}{SLUG}.py",)
        assert not read.rejected


def test_notebook_is_a_source(course: Course, tmp_path: Path) -> None:
    """A notebook's code cells are the source, and its lines lead back to cells."""
    intake = read_intake(
        folder(tmp_path / "ann", {f"notebooks/{SLUG}.ipynb": notebook("%time\nx = 1", ANSWER.decode())}),
        course,
    )
    assert intake.submission.sources[SLUG].decode().split("\n")[3] == "def square_gradient(w):"
    assert intake.cells[SLUG].locate(4) == (2, 1)
    assert codes(intake.submission) == ["magic"]


def test_lone_files_are_submissions(course: Course, tmp_path: Path) -> None:
    """A single .py, .ipynb or .zip is a submission, and its name is the student's id."""
    files = {
        f"{SLUG}.py": ANSWER,
        f"{SLUG}.ipynb": notebook(ANSWER.decode()),
        "ann.zip": zipped({f"{SLUG}.py": ANSWER}),
    }
    folder(tmp_path, files)
    for name in files:
        read = read_submission(tmp_path / name, course)
        assert SLUG in read.sources
        assert read.student == name
    assert (
        read_submission(
            tmp_path / "ann.zip", course, student="42", attempt=3, submitted_at="2026-01-02"
        ).attempt
        == 3
    )


def test_lone_file_of_another_name_waits_for_its_functions(course: Course, tmp_path: Path) -> None:
    """A source whose name tells no exercise is kept apart."""
    read = read_submission(folder(tmp_path, {"homework.py": ANSWER}) / "homework.py", course)
    assert read.sources == {}
    assert read.unmatched == {"homework.py": ANSWER}
    assert not read.rejected


def test_digest_is_the_same_however_it_is_packed(course: Course, tmp_path: Path) -> None:
    """Folder, wrapped zip, other line ends and other company make the same digest; other code does not."""
    files = {
        f"exercises/{SLUG}.py": ANSWER,
        "README.md": b"hello",
        "__pycache__/x.pyc": b"x",
        ".git/config": b"x",
    }
    plain = read_submission(folder(tmp_path / "ann", files), course)
    wrapped = {f"top/{name}": data for name, data in files.items()} | {"__MACOSX/top/._README.md": b"x"}
    crlf = {f"{SLUG}.py": b"\xef\xbb\xbf" + ANSWER.replace(b"\n", b"\r\n")}
    assert plain.digest == read_archive(zipped(wrapped), course, Who("bob")).digest
    assert plain.digest == read_archive(zipped(crlf), course, Who("bob")).digest
    assert plain.digest != read_archive(zipped({f"{SLUG}.py": OTHER}), course, Who("bob")).digest


def test_extra_files_are_told_and_ignored(course: Course, tmp_path: Path) -> None:
    """Files that are no exercise are listed, not read; what tools leave behind is not even listed."""
    files = {
        f"{SLUG}.py": ANSWER,
        "conftest.py": b"boom",
        "sitecustomize.py": b"boom",
        "data/x.csv": b"",
        ".venv/a.py": b"",
    }
    read = read_submission(folder(tmp_path / "ann", files), course)
    assert read.sources == {SLUG: ANSWER}
    assert [(note.code, note.message) for note in read.notes] == [
        ("ignored", "not an exercise, so not read: data/, conftest.py, sitecustomize.py")
    ]


@pytest.mark.parametrize(
    ("files", "counts", "note"),
    [
        ({"ex05_square.py": ANSWER, "ex05_square (1).py": OTHER}, ANSWER, ["duplicate"]),
        ({"ex05_square.py": ANSWER, "exercises/ex05_square.py": OTHER}, ANSWER, ["duplicate"]),
        ({"ex05_square.py": STUB_BYTES, "exercises/ex05_square.py": OTHER}, OTHER, []),
        ({"ex05_square (1).py": STUB_BYTES, "ex05_square-2.py": OTHER}, OTHER, []),
        ({"ex05_square (1).py": OTHER, "ex05_square-2.py": OTHER}, OTHER, []),
        ({"ex05_square.py": ANSWER, "ex05_square.ipynb": notebook("x = 1")}, ANSWER, ["duplicate"]),
        ({"ex05_square.py": ANSWER, "ex05_square.ipynb": notebook(STUB_BYTES.decode())}, ANSWER, []),
        (
            {"ex05_square.py": STUB_BYTES, "ex05_square.ipynb": notebook("x = 1")},
            b"x = 1\n",
            ["notebook_used"],
        ),
        ({"ex05_square.py": STUB_BYTES, "ex05_square.ipynb": notebook(STUB_BYTES.decode())}, STUB_BYTES, []),
        ({"ex05_square.py": b"\xff", "ex05_square.ipynb": notebook("x = 1")}, b"x = 1\n", ["duplicate"]),
    ],
)
def test_one_of_several_files_counts(
    files: dict[str, bytes], counts: bytes, note: list[str], course: Course
) -> None:
    """Of an exercise's files the changed one counts, .py before .ipynb, the right name before others."""
    read = read_archive(zipped(files), course, Who("ann"))
    assert read.sources[SLUG].rstrip() == counts.rstrip()
    assert codes(read) == note


def test_two_guesses_are_no_answer(course: Course) -> None:
    """Two different files that both may be the exercise are not graded, and the note says what to do."""
    read = read_archive(zipped({"ex05_square (1).py": ANSWER, "ex05_square-2.py": OTHER}), course, Who("ann"))
    assert read.sources == {}
    assert "keep one and call it ex05_square.py" in unreadable(read)[SLUG]
    assert not read.rejected


def test_names_are_told_as_they_are(course: Course) -> None:
    """A file's name with braces stands in a sentence as it was given, and is no place to fill in."""
    files = {"ex05_square {0}.py": ANSWER, "{name} ex05_square.py": OTHER}
    read = read_archive(zipped(files), course, Who("ann"))
    assert "ex05_square {0}.py, {name} ex05_square.py all seem to be ex05_square;" in unreadable(read)[SLUG]


@pytest.mark.parametrize(
    "data",
    [
        ANSWER.decode().encode("utf-16"),
        b"x = '\xe9'",
        b"# coding: latin-1\nx = 1",
        b"# coding: utf-7\nx = 1",
        b"x\0",
    ],
)
def test_other_encodings_are_given_but_not_graded(data: bytes, course: Course) -> None:
    """A file in another encoding is noted with what to do, its exercise left out, the others graded."""
    read = read_archive(zipped({f"{SLUG}.py": data, "ex18_train.py": ANSWER}), course, Who("ann"))
    assert set(read.sources) == {"ex18_train"}
    assert [(note.code, note.file) for note in read.notes] == [("encoding", f"{SLUG}.py")]
    assert "save it as UTF-8" in unreadable(read)[SLUG]
    assert not read.rejected


def test_too_large_source_is_given_but_not_graded(course: Course, tmp_path: Path) -> None:
    """A source of more than 1 MiB is noted, in a folder, an archive and alone."""
    files = {f"{SLUG}.py": os.urandom(600_000).hex().encode()}
    path = folder(tmp_path / "ann", files)
    alone = read_submission(path / f"{SLUG}.py", course)
    for read in (read_submission(path, course), read_archive(zipped(files), course, Who("ann")), alone):
        assert [note.code for note in read.notes] == ["too_large"]
        assert unreadable(read) == {SLUG: "this file is larger than 1 MiB"}


def test_nothing_to_grade_is_rejected_with_what_to_do(course: Course, tmp_path: Path) -> None:
    """An empty or foreign submission is refused in a sentence that says what to hand in."""
    folder(
        tmp_path,
        {
            "notes.txt": b"",
            "ann.rar": b"",
            "broken.zip": b"PK",
            "empty.zip": zipped({}),
            "zip.zip": zipped({"a.zip": b""}),
        },
    )
    (tmp_path / "empty").mkdir()
    folder(tmp_path / "many", {f"{i}.py": b"" for i in range(UNMATCHED_LIMIT + 1)})
    folder(tmp_path / "latin", {"homework.py": b"\xe9"})
    expected = {
        "missing": "could not be found",
        "empty": "hand in files named like ex00_ready.py",
        "notes.txt": "hand in one of these, or a folder",
        "ann.rar": "hand in one of these, or a folder",
        "broken.zip": "pack it again",
        "empty.zip": "no exercise file found",
        "zip.zip": "only an archive inside",
        "many": "name them like",
        "latin": "save it as UTF-8",
    }
    for name, words in expected.items():
        read = read_submission(tmp_path / name, course)
        assert words in read.rejected, name
        assert not read.sources
        assert not read.unmatched


def test_caps_on_files_and_bytes(course: Course, tmp_path: Path) -> None:
    """More than 200 source files or 20 MiB in all are refused."""
    many = folder(tmp_path / "many", {f"ex05_square ({i}).py": ANSWER for i in range(FILE_LIMIT + 1)})
    assert "more than 200" in read_submission(many, course).rejected
    large = folder(tmp_path / "large", {f"ex05_square ({i}).py": b"#" * (1 << 20) for i in range(21)})
    assert "more than 20 MiB" in read_submission(large, course).rejected


def test_too_deep_folders_are_not_searched(course: Course, tmp_path: Path) -> None:
    """Wrapping folders are looked through eight deep and no deeper."""
    assert read_submission(folder(tmp_path / "a", {"x/" * 7 + f"{SLUG}.py": ANSWER}), course).sources
    assert read_submission(folder(tmp_path / "b", {"x/" * 60 + f"{SLUG}.py": ANSWER}), course).rejected


def test_unreadable_folder_is_rejected(course: Course, tmp_path: Path) -> None:
    """A folder without the right to read it is refused in a sentence."""
    path = folder(tmp_path / "ann", {f"{SLUG}.py": ANSWER})
    path.chmod(0)
    try:
        if os.access(path, os.R_OK):
            pytest.skip("this user may read everything, so it proves nothing here")
        assert "could not be read" in read_submission(path, course).rejected
    finally:
        path.chmod(0o700)


@pytest.mark.skipif(os.name == "nt", reason="makes links and special files")
def test_links_are_not_followed(course: Course, tmp_path: Path) -> None:
    """A linked file, a linked exercises folder and a linked submission are refused, whatever they lead to."""
    secret = folder(tmp_path / "secret", {f"{SLUG}.py": ANSWER, "ex18_train.py": ANSWER})
    ann = folder(tmp_path / "ann", {"ex18_train.py": OTHER})
    (ann / f"{SLUG}.py").symlink_to(secret / f"{SLUG}.py")
    (ann / "exercises").symlink_to(secret)
    (tmp_path / "bob").symlink_to(secret)
    (tmp_path / "eve.py").symlink_to(secret / f"{SLUG}.py")
    read = read_submission(ann, course)
    assert read.sources == {"ex18_train": OTHER}
    assert "links are not followed" in unreadable(read)[SLUG]
    assert "links are not followed" in read_submission(tmp_path / "bob", course).rejected
    assert "links are not followed" in read_submission(tmp_path / "eve.py", course).rejected


@pytest.mark.skipif(os.name == "nt", reason="makes links and special files")
def test_special_files_are_refused_at_once(course: Course, tmp_path: Path) -> None:
    """A FIFO, a socket or a device in place of a source blocks nothing."""
    ann = folder(tmp_path / "ann", {"ex18_train.py": ANSWER})
    os.mkfifo(ann / f"{SLUG}.py")
    os.mkfifo(tmp_path / "eve.py")
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(ann / "ex00_ready.py"))
        start = time.monotonic()
        read = read_submission(ann, course)
    assert set(read.sources) == {"ex18_train"}
    assert set(unreadable(read).values()) == {"this file is not an ordinary file"}
    assert set(unreadable(read)) == {SLUG, "ex00_ready"}
    assert "not an ordinary file" in read_submission(tmp_path / "eve.py", course).rejected
    assert "not an ordinary file" in read_submission(Path("/dev/zero"), course).rejected
    assert time.monotonic() - start < 15


@pytest.mark.skipif(os.name == "nt", reason="such names cannot be made there")
def test_names_are_clean_in_notes(course: Course, tmp_path: Path) -> None:
    """A file's or student's name cannot carry escapes, direction marks or broken text into a report."""
    ann = folder(tmp_path / "ann\x1b[2J\u202e", {f"{SLUG}.py": ANSWER, "\x1b]0;owned\x07.py": b""})
    (Path(os.fsencode(ann).decode(errors="surrogateescape")) / os.fsdecode(b"\xff.txt")).write_bytes(b"")
    read = read_submission(ann, course)
    shown = read.student + "".join(note.message + note.file for note in read.notes)
    assert "\x1b" not in shown
    assert "\u202e" not in shown
    assert shown.encode("utf-8")


def test_current_folder_is_a_submission(
    course: Course, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The path "." is the folder one is in, and has its name."""
    monkeypatch.chdir(folder(tmp_path / "ann", {f"{SLUG}.py": ANSWER}))
    read = read_submission(Path(), course)
    assert (read.student, read.sources) == ("ann", {SLUG: ANSWER})


@pytest.mark.skipif(os.name == "nt", reason="makes links and special files")
def test_file_swapped_for_a_link_while_reading_is_never_followed(course: Course, tmp_path: Path) -> None:
    """However a name changes under the reader, what a link leads to is not read; a plain open reads it."""
    secret = folder(
        tmp_path / "secret", {"file": b"secret = 1\n", "exercises/ex05_square.py": b"secret = 1\n"}
    )
    ann = folder(tmp_path / "ann", {f"{SLUG}.py": ANSWER, "exercises/ex18_train.py": ANSWER})
    (tmp_path / "to_file").symlink_to(secret / "file")
    (tmp_path / "to_folder").symlink_to(secret / "exercises")
    done = threading.Event()
    swapper = threading.Thread(target=_swap, args=(ann, tmp_path, done))
    swapper.start()
    seen: list[dict[str, bytes]] = []
    control: list[bytes] = []
    try:
        for _ in range(150):
            seen.append(read_submission(ann, course).sources)
            with contextlib.suppress(OSError):
                control.append((ann / f"{SLUG}.py").read_bytes())
    finally:
        done.set()
        swapper.join()
    assert not any(b"secret" in source for sources in seen for source in sources.values())
    assert any(SLUG in sources for sources in seen)
    assert any(b"secret" in data for data in control)


def _swap(ann: Path, spare: Path, done: threading.Event) -> None:
    """Let a file and a folder of a submission take turns with links."""
    while not done.is_set():
        for name, link in ((f"{SLUG}.py", "to_file"), ("exercises", "to_folder")):
            (ann / name).rename(spare / "real")
            (spare / link).rename(ann / name)
            time.sleep(0.0002)
            (ann / name).rename(spare / link)
            (spare / "real").rename(ann / name)
        time.sleep(0.0002)
