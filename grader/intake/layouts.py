"""Find the submissions in a folder or zip as Canvas, Moodle and Gradescope export them.

    Canvas      name_[LATE_]userid_submissionid_file[-N].ext, all in one folder
    Moodle      Full Name_1234567_assignsubmission_file_/..., or the same with the file's name behind it
    Gradescope  submission_metadata.yml and submission_<id>/...
    plain       every entry is a submission

The student is the system's own number for them, so that grades find their way back; `display` is
the name. Nobody is lost: whoever stands in the export has an entry, and intake says what is wrong.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

import msgspec

from grader.course import Course
from grader.errors import UsageError
from grader.intake.archive import ARCHIVE_LIMIT, ZipFolder
from grader.intake.files import DiskFolder, Folder, Listing, Refusal, is_ignored
from grader.intake.gather import MemoryFolder
from grader.intake.gradescope_export import METADATA, METADATA_LIMIT, submissions_in
from grader.intake.submission import Who, read_folder, read_submission, reject
from grader.messages import say
from grader.records import Note, Submission
from grader.text import clean_line

_CANVAS = re.compile(
    r"(?P<name>.+?)_(?P<late>LATE_)?(?P<user>\d+)_(?P<submission>\d+)_(?P<file>.+)", re.DOTALL
)
_CANVAS_AGAIN = re.compile(r"(?P<stem>.+)-(?P<number>\d{1,3})(?P<suffix>\.\w+)", re.DOTALL)
_MOODLE = re.compile(
    r"(?P<name>.+)_(?P<user>\d+)_assignsubmission_(?P<plugin>[a-z]+)_?(?P<file>.*)", re.DOTALL
)

Place = tuple[str, ...]


@dataclass(frozen=True)
class Entry:
    """One submission in an export.

    `place` leads from `root` (a folder or zip) to it; where `files` is not empty, it is those files
    in that place, each as (name the student gave it, name it has now).
    """

    student: str
    display: str
    root: Path
    place: Place = ()
    files: tuple[tuple[str, str], ...] = ()
    attempt: int = 1
    submitted_at: str = ""
    late: bool = False
    is_plain: bool = False

    @property
    def path(self) -> Path:
        """Give where the submission lies (inside an archive, where it would)."""
        return self.root.joinpath(*self.place)


def find_entries(folder: Path) -> tuple[str, list[Entry]]:
    """Give the layout's name ("canvas", "moodle", "gradescope", "plain") and its submissions by id.

    Raises UsageError where the folder or zip itself cannot be read.
    """
    try:
        with _opened(folder) as opened:
            layout, entries = _found(folder, opened)
    except Refusal as refusal:
        raise UsageError(f"{folder} {refusal}") from None
    return layout, sorted(entries, key=lambda entry: (entry.student, entry.attempt, entry.place))


def read_entry(entry: Entry, course: Course) -> Submission:
    """Read one entry as a submission, with a note if it is late. Never raises for what it holds."""
    who = Who(entry.student, entry.attempt, entry.submitted_at)
    if entry.is_plain and not entry.root.is_file():
        return read_submission(entry.path, course, student=entry.student)
    try:
        with _opened(entry.root) as root:
            folder = root
            for name in entry.place:
                folder = folder.enter(name)
            submission = read_folder(_renamed(folder, entry.files) if entry.files else folder, course, who)
    except Refusal as refusal:
        reason = say("entry_refused", name=clean_line(entry.display, 80), reason=refusal)
        submission = reject(reason, course, who)
    if entry.late:
        late = Note(code="late", message=say("late"))
        submission = msgspec.structs.replace(submission, notes=(*submission.notes, late))
    return submission


@contextmanager
def _opened(path: Path) -> Iterator[Folder]:
    """Open a folder or an archive; an archive stays open for the entries to come."""
    try:
        if path.is_file():
            yield _archive(path, path.stat().st_mtime_ns)
            return
        path = path.resolve(strict=True)
    except OSError:
        raise Refusal(say("not_found")) from None
    with DiskFolder.open(path) as folder:
        yield folder


@lru_cache(maxsize=2)
def _archive(path: Path, _changed: int) -> ZipFolder:
    return ZipFolder.open_export(path)


def _renamed(folder: Folder, files: Iterable[tuple[str, str]]) -> MemoryFolder:
    """Read files under the names that the student gave them."""
    found: dict[str, bytes | Refusal] = {}
    for given, actual in files:
        try:
            found[given] = folder.read(actual, ARCHIVE_LIMIT)
        except Refusal as refusal:
            found[given] = refusal
    return MemoryFolder(found)


def _found(root: Path, folder: Folder) -> tuple[str, list[Entry]]:
    """Look at the export's folder, and through one that only wraps it (many archives have one)."""
    place: Place = ()
    listing = folder.list()
    inner = _wrapped(listing)
    if inner:
        inside = folder.enter(inner)
        if root.is_file() or METADATA in inside.list().files:
            folder, listing, place = inside, inside.list(), (inner,)
    layout = _layout(listing)
    return layout, _FINDERS[layout](root, folder, listing, place)


def _wrapped(listing: Listing) -> str:
    """Give the name of the only folder, where there is nothing else."""
    folders = [name for name in listing.folders if not is_ignored(name)]
    files = [name for name in listing.files if not is_ignored(name)]
    return folders[0] if len(folders) == 1 and not files and not listing.refused else ""


def _layout(listing: Listing) -> str:
    names = [name for name in (*listing.files, *listing.folders) if not is_ignored(name)]
    if METADATA in listing.files:
        return "gradescope"
    if sum(_MOODLE.fullmatch(name) is not None for name in names) * 2 > len(names):
        return "moodle"
    if sum(_CANVAS.fullmatch(name) is not None for name in listing.files) * 2 > len(names):
        return "canvas"
    return "plain"


def _loose(listing: Listing) -> list[str]:
    """Give everything but folders, with what will be refused when it is read: it is somebody's, too."""
    return [*listing.files, *(name for name in listing.refused if "/" not in name)]


def _plain(root: Path, _folder: Folder, listing: Listing, place: Place) -> list[Entry]:
    entries = []
    for name in (*_loose(listing), *listing.folders):
        if is_ignored(name):
            continue
        as_file = root.is_file() and name in listing.files
        inside, files = (place, ((name, name),)) if as_file else ((*place, name), ())
        entries.append(Entry(name, Path(name).stem, root, inside, files, is_plain=True))
    return entries


def _canvas(root: Path, _folder: Folder, listing: Listing, place: Place) -> list[Entry]:
    """Gather each student's files; of one name handed in again, the last one."""
    given: dict[str, dict[str, tuple[int, str]]] = {}
    facts: dict[str, re.Match[str]] = {}
    late: set[str] = set()
    for actual in _loose(listing):
        found = _CANVAS.fullmatch(actual)
        if not found:
            continue
        user = found["user"]
        facts[user] = found
        if found["late"]:
            late.add(user)
        again = _CANVAS_AGAIN.fullmatch(found["file"])
        name, attempt = (
            (again["stem"] + again["suffix"], int(again["number"]) + 1) if again else (found["file"], 1)
        )
        known = given.setdefault(user, {}).get(name)
        if known is None or known[0] < attempt:
            given[user][name] = (attempt, actual)
    return [
        Entry(
            student=user,
            display=facts[user]["name"],
            root=root,
            place=place,
            files=tuple((name, actual) for name, (_, actual) in files.items()),
            attempt=max(attempt for attempt, _ in files.values()),
            late=user in late,
        )
        for user, files in given.items()
    ]


def _moodle(root: Path, _folder: Folder, listing: Listing, place: Place) -> list[Entry]:
    """Take each student's uploads, in a folder or with their name in front; text typed online is no file."""
    entries: dict[str, Entry] = {}
    matches = [(name, _MOODLE.fullmatch(name)) for name in (*listing.folders, *_loose(listing))]
    for name, found in sorted(matches, key=lambda pair: bool(pair[1] and pair[1]["plugin"] != "file")):
        if found is None:
            continue
        user = found["user"]
        known = entries.get(user)
        if known is None and name in listing.folders:
            entries[user] = Entry(user, found["name"], root, (*place, name))
        elif known is None:
            entries[user] = Entry(user, found["name"], root, place, ((found["file"] or name, name),))
        elif known.files and found["plugin"] == "file":
            entries[user] = replace(known, files=(*known.files, (found["file"] or name, name)))
    return list(entries.values())


def _gradescope(root: Path, folder: Folder, listing: Listing, place: Place) -> list[Entry]:
    """Give an entry to everybody a submission names: a group's members are graded alike."""
    entries = []
    told = submissions_in(folder.read(METADATA, METADATA_LIMIT))
    for submission in told:
        for sid, name in submission.submitters:
            entries.append(
                Entry(
                    student=sid,
                    display=name,
                    root=root,
                    place=(*place, submission.folder),
                    attempt=submission.attempt,
                    submitted_at=submission.submitted_at,
                )
            )
    known = {submission.folder for submission in told}
    untold = [name for name in listing.folders if name.startswith("submission_") and name not in known]
    return entries + [Entry(name, name, root, (*place, name)) for name in untold]


_FINDERS: dict[str, Callable[[Path, Folder, Listing, Place], list[Entry]]] = {
    "plain": _plain,
    "canvas": _canvas,
    "moodle": _moodle,
    "gradescope": _gradescope,
}
