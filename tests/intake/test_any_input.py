"""Whatever is handed in, intake gives a submission within its caps and leaves no trace."""

from __future__ import annotations

import io
import os
import tempfile
import warnings
import zipfile
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from grader.course import Course
from grader.intake.choosing import FILE_LIMIT, TOTAL_LIMIT, UNMATCHED_LIMIT
from grader.intake.submission import Who, read_archive, read_submission, unreadable
from grader.records import Submission
from grader.sandbox.outline import SOURCE_LIMIT
from grader.text import clean_line
from tests.intake.packing import notebook, zipped

NAMES = st.sampled_from(
    [
        *("ex05_square.py", "EX05_SQUARE.PY", "ex05_square.ipynb", "ex05_square (1).py", "a ex05_square.py"),
        *(
            "ex18_train.py",
            "ex18_train.ipynb",
            "x.py",
            ".py",
            "README.md",
            "a.zip",
            ".hidden.py",
            "__init__.py",
        ),
        *("ex00_ready and ex18_train.py", "\u202e.py", "con.py", "é.py", "x" * 200 + ".py"),
    ]
)
FOLDERS = st.lists(
    st.sampled_from(["exercises", "Exercises", "notebooks", "a", ".git", "__MACOSX", "..", ".", "", "C:"]),
    max_size=4,
)
CONTENT = st.one_of(
    st.binary(max_size=50),
    st.sampled_from(
        [
            b"def f():\n  pass\n",
            b"x = 1\r\n",
            b"\xff\xfea\0",
            b"# coding: latin-1\n",
            notebook("%a\nx = 1"),
            b"{}",
        ]
    ),
    st.builds(lambda name, data: zipped({name: data}), NAMES, st.binary(max_size=20)),
)
TREES = st.lists(
    st.tuples(FOLDERS, NAMES, CONTENT, st.sampled_from(["file", "file", "file", "link", "fifo", "folder"])),
    max_size=8,
)
SETTINGS = settings(
    deadline=None, max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


def check(submission: Submission) -> None:
    """Assert what holds for every submission."""
    sources = [*submission.sources.values(), *submission.unmatched.values()]
    assert len(sources) <= FILE_LIMIT
    assert len(submission.unmatched) <= UNMATCHED_LIMIT
    assert sum(map(len, sources)) <= TOTAL_LIMIT
    assert all(len(source) <= SOURCE_LIMIT for source in sources)
    for source in sources:
        assert b"\r" not in source
        assert source.decode("utf-8") is not None
    assert bool(submission.rejected) == (not sources and not unreadable(submission))
    assert not set(unreadable(submission)) & set(submission.sources)
    told = [submission.student, submission.rejected, *submission.files, *submission.unmatched]
    for text in told + [part for note in submission.notes for part in (note.message, note.file)]:
        assert clean_line(text, 5000) == text, ascii(text)
    assert submission.student
    assert submission.digest.startswith("sha256:")


def everything(folder: Path) -> list[tuple[str, int, float]]:
    """Give name, size and time of change of everything below a folder."""
    return sorted((str(p), p.lstat().st_size, p.lstat().st_mtime) for p in folder.rglob("*"))


@SETTINGS
@given(tree=TREES)
def test_any_folder(tree: list[tuple[list[str], str, bytes, str]], course: Course) -> None:
    """Any tree of files, links, FIFOs and folders is a submission, and is left as it was."""
    with tempfile.TemporaryDirectory() as temporary:
        outside = Path(temporary)
        (outside / "secret.py").write_bytes(b"secret = 1")
        root = outside / "in" / "ann"
        root.mkdir(parents=True)
        for folders, name, data, kind in tree:
            _make(
                root.joinpath(*(part for part in folders if part not in ("..", ""))) / name,
                data,
                kind,
                outside,
            )
        before = everything(outside)
        submission = read_submission(root, course)
        check(submission)
        assert everything(outside) == before
        sources = [*submission.sources.values(), *submission.unmatched.values()]
        assert not any(b"secret" in source for source in sources)


def _make(path: Path, data: bytes, kind: str, outside: Path) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        if kind == "link":
            path.symlink_to(outside / "secret.py")
        elif kind == "fifo":
            os.mkfifo(path)
        elif kind == "folder":
            path.mkdir()
        else:
            with path.open("xb") as file:  # never into a FIFO or through a link that is there already
                file.write(data)
    except OSError:
        return


@SETTINGS
@given(tree=TREES, shuffle=st.randoms(use_true_random=False), cut=st.integers(0, 40))
def test_any_archive(
    tree: list[tuple[list[str], str, bytes, str]], shuffle: object, cut: int, course: Course
) -> None:
    """Any archive, whole, cut short or with bytes changed, is a submission."""
    buffer = io.BytesIO()
    with warnings.catch_warnings(), zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as made:
        warnings.simplefilter("ignore")
        for folders, name, data, kind in tree:
            info = zipfile.ZipInfo("/".join([*folders, name]) + ("/" if kind == "folder" else ""))
            info.external_attr = {"link": 0o120777, "fifo": 0o010600}.get(kind, 0o100600) << 16
            made.writestr(info, b"" if kind == "folder" else data)
    whole = buffer.getvalue()
    check(read_archive(whole, course, Who("ann")))
    changed = bytearray(whole)
    changed[shuffle.randrange(len(changed))] ^= 1 << shuffle.randrange(8)  # type: ignore[attr-defined]
    check(read_archive(bytes(changed), course, Who("ann")))
    check(read_archive(whole[: len(whole) - cut], course, Who("ann")))


@SETTINGS
@given(data=st.one_of(st.binary(max_size=300), CONTENT), name=NAMES)
def test_any_file(data: bytes, name: str, course: Course) -> None:
    """Any bytes in a file of any name, and as an archive, are a submission."""
    check(read_archive(data, course, Who(name)))
    with tempfile.TemporaryDirectory() as temporary:
        path = Path(temporary) / name
        path.write_bytes(data)
        check(read_submission(path, course))


@SETTINGS
@given(path=st.text(st.characters(), max_size=30))
def test_any_path(path: str, course: Course) -> None:
    """A path that cannot even be one is a submission, too."""
    submission = read_submission(Path("/nowhere/at/all") / path.lstrip("/"), course)
    assert submission.rejected
    check(submission)
