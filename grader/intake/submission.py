"""Intake: turn what a student handed in into a `Submission` of plain bytes. Nothing of it runs.

Whatever a submission does wrong ends in its notes or in `rejected`, with a sentence that says what
to do; nothing here raises for it. What can be read is read under caps (200 files, 20 MiB, 1 MiB a
source), through no link, and never written anywhere.
"""

from __future__ import annotations

from pathlib import Path

from grader.course import Course
from grader.intake.archive import ARCHIVE_LIMIT, ZipFolder
from grader.intake.choosing import Intake, Reader, Who
from grader.intake.files import DiskFolder, Folder, Refusal, kind, read_file
from grader.intake.gather import MemoryFolder
from grader.intake.matching import match_by_functions, suffix_of
from grader.intake.notebook import NOTEBOOK_LIMIT
from grader.messages import say
from grader.records import Submission
from grader.sandbox.outline import SOURCE_LIMIT
from grader.text import clean_line

__all__ = [
    "Intake",
    "Who",
    "match_by_functions",
    "read_archive",
    "read_folder",
    "read_intake",
    "read_submission",
    "reject",
    "unreadable",
]

UNREADABLE = frozenset({"encoding", "too_large", "notebook", "refused", "ambiguous"})


def read_submission(
    path: Path, course: Course, *, student: str | None = None, attempt: int = 1, submitted_at: str = ""
) -> Submission:
    """Read a folder, a .py, a .ipynb or a .zip. The student is the entry's name unless given."""
    return read_intake(path, course, student=student, attempt=attempt, submitted_at=submitted_at).submission


def read_intake(
    path: Path, course: Course, *, student: str | None = None, attempt: int = 1, submitted_at: str = ""
) -> Intake:
    """Read a submission as `read_submission` does, with the line maps of its notebooks."""
    reader = Reader(course, Who(student or _entry_name(path), attempt, submitted_at))
    what = kind(path) if path.name else "folder"
    name = path.name.lower()
    try:
        if what == "folder":
            with DiskFolder.open(path) as folder:
                return reader.read(folder)
        if what != "file":
            raise Refusal(what)
        if name.endswith(".zip"):
            return reader.read(ZipFolder.open(read_file(path, ARCHIVE_LIMIT)))
        if suffix_of(name):
            return reader.read(MemoryFolder({path.name: _bytes_or_refusal(path)}))
    except Refusal as refusal:
        return reader.reject(f"{clean_line(path.name, 80)} {refusal}")
    return reader.reject(say("other_suffix", name=clean_line(path.name, 80)))


def read_archive(data: bytes, course: Course, who: Who) -> Submission:
    """Read a zip archive's bytes as a submission."""
    reader = Reader(course, who)
    try:
        return reader.read(ZipFolder.open(data)).submission
    except Refusal as refusal:
        return reader.reject(say("archive_refused", reason=refusal)).submission


def read_folder(folder: Folder, course: Course, who: Who) -> Submission:
    """Read an open folder, on disk or in an archive, as a submission.

    An archive that is all there is in it is looked into: learning systems hand out uploads so.
    """
    reader = Reader(course, who)
    try:
        listing = folder.list()
        archives = [name for name in listing.files if name.lower().endswith(".zip")]
        if len(archives) == 1 and not listing.folders and not any(map(suffix_of, listing.files)):
            return reader.read(ZipFolder.open(folder.read(archives[0], ARCHIVE_LIMIT))).submission
        return reader.read(folder).submission
    except Refusal as refusal:
        return reader.reject(say("submission_refused", reason=refusal)).submission


def reject(reason: str, course: Course, who: Who) -> Submission:
    """Give a submission that cannot be graded at all, for this reason."""
    return Reader(course, who).reject(reason).submission


def unreadable(submission: Submission) -> dict[str, str]:
    """Give the exercises that were handed in but cannot be graded, each with what to do about it."""
    notes = (note for note in submission.notes if note.code in UNREADABLE and suffix_of(note.file))
    return {note.file.removesuffix(suffix_of(note.file)): note.message for note in notes}


def _entry_name(path: Path) -> str:
    return path.name if path.name not in ("", "..") else path.resolve().name


def _bytes_or_refusal(path: Path) -> bytes | Refusal:
    try:
        return read_file(path, NOTEBOOK_LIMIT if suffix_of(path.name) == ".ipynb" else SOURCE_LIMIT)
    except Refusal as refusal:
        return refusal
