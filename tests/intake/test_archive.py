"""Zip archives are read in memory under caps; what is ambiguous or hostile in them is refused."""

from __future__ import annotations

import io
import os
import random
import struct
import time
import tracemalloc
import zipfile
from pathlib import Path

import pytest

from grader.course import Course
from grader.intake.archive import ARCHIVE_LIMIT
from grader.intake.files import ENTRY_LIMIT
from grader.intake.submission import Who, read_archive, read_submission, unreadable
from grader.records import Submission
from tests.intake.packing import zipped

ANSWER = b"def square_gradient(w):\n    return 2 * w\n"
SLUG = "ex05_square"


def archive(*members: tuple[str, bytes], **changes: object) -> bytes:
    """Give a zip of members, names allowed twice, every member's record changed."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as made:
        for name, data in members:
            info = zipfile.ZipInfo(name)
            info.compress_type = zipfile.ZIP_DEFLATED
            for field, value in changes.items():
                setattr(info, field, value)
            made.writestr(info, data)
    return buffer.getvalue()


def read(data: bytes, course: Course) -> Submission:
    """Read an archive as ann's."""
    return read_archive(data, course, Who("ann"))


@pytest.mark.parametrize(
    "name",
    [
        "../ex05_square.py",
        "a/../../ex05_square.py",
        "/ex05_square.py",
        "//server/ex05_square.py",
        "C:/ex05_square.py",
        "..\\ex05_square.py",
        "exercises\\ex05_square.py",
        "./ex05_square.py",
        "exercises//ex05_square.py",
        "exercises/./ex05_square.py",
        "con/ex05_square.py",
        "a./ex05_square.py",
        "\u202eex05_square.py",
        "exercises/\x1b[2J ex05_square.py",
        "x" * 300 + "/ex05_square.py",
        "1/2/3/4/5/6/7/8/9/ex05_square.py",
    ],
)
@pytest.mark.filterwarnings("ignore::UserWarning")
def test_names_that_lead_elsewhere_are_refused(name: str, course: Course, tmp_path: Path) -> None:
    """A member with such a name is not read, nothing is written, and the note says why."""
    path = tmp_path / "in" / "ann.zip"
    path.parent.mkdir()
    path.write_bytes(archive((name, ANSWER), ("ex18_train.py", ANSWER)))
    before = sorted(tmp_path.rglob("*"))
    found = read_submission(path, course)
    assert set(found.sources) == {"ex18_train"}
    assert unreadable(found)[SLUG]
    assert sorted(tmp_path.rglob("*")) == before


def test_name_cut_by_a_null_byte_is_refused(course: Course) -> None:
    """A name that ends earlier for some programs than for others is refused."""
    data = archive(("ex05_square.pyX.txt", ANSWER)).replace(b"ex05_square.pyX.txt", b"ex05_square.py\0.txt")
    assert not read(data, course).sources


@pytest.mark.filterwarnings("ignore:Duplicate name")
@pytest.mark.parametrize(
    "twin", ["ex05_square.py", "EX05_square.py", "Ex05_Square.PY", "ex05_\uff53quare.py"]
)
def test_twins_are_refused_both(twin: str, course: Course) -> None:
    """Of two members with the same name in any spelling neither counts: which was meant is unknown."""
    found = read(archive(("ex05_square.py", ANSWER), (twin, b"x = 1"), (twin, b"x = 2")), course)
    assert found.sources == {}
    assert "twice" in unreadable(found)[SLUG]


def test_file_and_folder_of_one_name_are_refused(course: Course) -> None:
    """A name cannot be a file and a folder."""
    assert read(archive(("exercises", b""), ("exercises/ex05_square.py", ANSWER)), course).sources == {}


@pytest.mark.parametrize("kind", [0o120777, 0o010644, 0o020644, 0o140644])
def test_members_that_are_no_files_are_refused(kind: int, course: Course) -> None:
    """A link, FIFO, device or socket in an archive is not read."""
    found = read(archive((f"{SLUG}.py", b"/etc/passwd"), external_attr=kind << 16), course)
    assert found.sources == {}
    assert unreadable(found)[SLUG]


def test_locked_members_are_refused(course: Course) -> None:
    """A member with a password is refused with what to do."""
    data = bytearray(archive((f"{SLUG}.py", ANSWER)))
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(mark) + offset] |= 1
    assert "without one" in unreadable(read(bytes(data), course))[SLUG]


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_unusual_compression_is_refused(method: int, course: Course) -> None:
    """Methods that let an archive choose how much memory they take are refused."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as made:
        made.writestr(f"{SLUG}.py", ANSWER)
    assert "ordinary zip" in unreadable(read(buffer.getvalue(), course))[SLUG]


def test_bombs_stop_at_the_cap(course: Course) -> None:
    """A source of 200 MB in 200 KB is refused without being unpacked, also where its size is a lie."""
    bomb = zipped({f"{SLUG}.py": b" " * 200_000_000})
    liar = bytearray(bomb)
    for mark, offset in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        struct.pack_into("<I", liar, liar.index(mark) + offset, 1000)
    tracemalloc.start()
    start = time.monotonic()
    assert "larger than" in unreadable(read(bomb, course))[SLUG]
    assert not read(bytes(liar), course).sources
    assert "100 times" in unreadable(read(zipped({f"{SLUG}.py": b" " * 1_000_000}), course))[SLUG]
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert time.monotonic() - start < 15
    assert peak < 32 << 20


def test_many_sources_stop_at_the_total(course: Course) -> None:
    """Sources of 1 MiB each, well packed, stop at 20 MiB."""
    line = "".join(random.Random(1).choices("abcdefgh", k=20_000)).encode()
    files = {f"ex05_square ({number}).py": (b"#" + line) * 50 for number in range(30)}
    data = zipped(files)
    assert len(data) < ARCHIVE_LIMIT
    assert "more than 20 MiB" in read(data, course).rejected


def test_too_many_members_and_too_large_archives_are_rejected(course: Course) -> None:
    """An archive of more members or bytes than any submission has is not even listed."""
    start = time.monotonic()
    assert (
        "more than 10000 files"
        in read(archive(*((f"{i}.txt", b"") for i in range(ENTRY_LIMIT + 1))), course).rejected
    )
    assert "larger than 20 MiB" in read(b"PK" + bytes(ARCHIVE_LIMIT), course).rejected
    assert time.monotonic() - start < 15


def test_nested_archives_are_not_opened(course: Course) -> None:
    """An archive inside an archive is listed and ignored."""
    found = read(zipped({f"{SLUG}.py": ANSWER, "more.zip": zipped({"ex18_train.py": ANSWER})}), course)
    assert set(found.sources) == {SLUG}
    assert "more.zip" in found.notes[0].message


def test_damaged_members_are_refused(course: Course) -> None:
    """A member whose bytes were changed is refused, and the others are read."""
    noise = os.urandom(5000)
    data = bytearray(archive((f"{SLUG}.py", noise), ("ex18_train.py", ANSWER)))
    data[200] ^= 0xFF
    found = read(bytes(data), course)
    assert set(found.sources) == {"ex18_train"}
    assert "damaged" in unreadable(found)[SLUG]
