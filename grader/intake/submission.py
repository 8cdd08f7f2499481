"""Intake: turn what a student handed in into a `Submission` of plain bytes. Nothing of it runs.

Whatever a submission does wrong ends in its notes or in `rejected`, with a sentence that says what
to do; nothing here raises for it. What can be read is read under caps (200 files, 20 MiB, 1 MiB a
source), through no link, and never written anywhere.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from itertools import islice
from pathlib import Path

from grader.course import Course
from grader.intake.archive import ARCHIVE_LIMIT, ZipFolder
from grader.intake.files import DiskFolder, Folder, Refusal, kind, read_file
from grader.intake.gather import Candidate, Found, MemoryFolder, find
from grader.intake.matching import is_exact, match_by_functions, match_by_name, suffix_of
from grader.intake.notebook import NOTEBOOK_LIMIT, CellLines
from grader.intake.reading import Text, from_bytes, is_stub
from grader.records import Note, Submission
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

FILE_LIMIT = 200
TOTAL_LIMIT = 20 << 20
UNMATCHED_LIMIT = 32
_SHOWN_LIMIT = 20  # ignored files that are named one by one
UNREADABLE = frozenset({"encoding", "too_large", "notebook", "refused", "ambiguous"})


@dataclass(frozen=True)
class Who:
    """Whose submission it is, and which."""

    student: str
    attempt: int = 1
    submitted_at: str = ""


@dataclass(frozen=True)
class Intake:
    """A submission, and where each line of a source that came from a notebook stands in it."""

    submission: Submission
    cells: dict[str, CellLines] = field(default_factory=dict)


def read_submission(
    path: Path, course: Course, *, student: str | None = None, attempt: int = 1, submitted_at: str = ""
) -> Submission:
    """Read a folder, a .py, a .ipynb or a .zip. The student is the entry's name unless given."""
    return read_intake(path, course, student=student, attempt=attempt, submitted_at=submitted_at).submission


def read_intake(
    path: Path, course: Course, *, student: str | None = None, attempt: int = 1, submitted_at: str = ""
) -> Intake:
    """Read a submission as `read_submission` does, with the line maps of its notebooks."""
    reader = _Reader(course, Who(student or _entry_name(path), attempt, submitted_at))
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
    return reader.reject(
        f"{clean_line(path.name, 80)} is not a .py, .ipynb or .zip file; hand in one of these, or a folder"
    )


def read_archive(data: bytes, course: Course, who: Who) -> Submission:
    """Read a zip archive's bytes as a submission."""
    reader = _Reader(course, who)
    try:
        return reader.read(ZipFolder.open(data)).submission
    except Refusal as refusal:
        return reader.reject(f"the archive {refusal}").submission


def read_folder(folder: Folder, course: Course, who: Who) -> Submission:
    """Read an open folder, on disk or in an archive, as a submission.

    An archive that is all there is in it is looked into: learning systems hand out uploads so.
    """
    reader = _Reader(course, who)
    try:
        listing = folder.list()
        archives = [name for name in listing.files if name.lower().endswith(".zip")]
        if len(archives) == 1 and not listing.folders and not any(map(suffix_of, listing.files)):
            return reader.read(ZipFolder.open(folder.read(archives[0], ARCHIVE_LIMIT))).submission
        return reader.read(folder).submission
    except Refusal as refusal:
        return reader.reject(f"the submission {refusal}").submission


def reject(reason: str, course: Course, who: Who) -> Submission:
    """Give a submission that cannot be graded at all, for this reason."""
    return _Reader(course, who).reject(reason).submission


def unreadable(submission: Submission) -> dict[str, str]:
    """Give the exercises that were handed in but cannot be graded, each with what to do about it."""
    notes = (note for note in submission.notes if note.code in UNREADABLE and suffix_of(note.file))
    return {note.file.removesuffix(suffix_of(note.file)): note.message for note in notes}


@dataclass
class _Reader:
    """One intake, collecting as it goes."""

    course: Course
    who: Who
    notes: list[Note] = field(default_factory=list)
    sources: dict[str, bytes] = field(default_factory=dict)
    unmatched: dict[str, bytes] = field(default_factory=dict)
    cells: dict[str, CellLines] = field(default_factory=dict)
    files: list[str] = field(default_factory=list)
    troubled: dict[str, str] = field(default_factory=dict)
    count: int = 0
    size: int = 0

    def read(self, folder: Folder) -> Intake:
        """Read a submission's folder. Raises Refusal where all of it is refused."""
        found = find(folder, self.course.exercises)
        groups: dict[str, list[Candidate]] = {}
        strangers: list[Candidate] = []
        for candidate in found.candidates:
            slug = match_by_name(candidate.name, self.course.exercises)
            (strangers if slug is None else groups.setdefault(slug, [])).append(candidate)
        for slug in self.course.exercises:
            if slug in groups:
                self._exercise(slug, groups[slug])
        self._refused(found)
        if self.sources or self.troubled:
            found.ignored += [stranger.shown for stranger in strangers]
        else:
            self._strangers(strangers)
        self._ignored(found.ignored)
        if self.sources or self.unmatched or self.troubled:
            return self._intake("")
        return self._intake(self._nothing_found(found))

    def reject(self, reason: str) -> Intake:
        """Give a submission of which nothing can be graded."""
        self.sources, self.unmatched, self.cells, self.files = {}, {}, {}, []
        return self._intake(reason)

    def _exercise(self, slug: str, group: list[Candidate]) -> None:
        """Decide which of an exercise's files counts, and take it."""
        exact = [candidate for candidate in group if is_exact(candidate.name, slug)]
        texts = [self._text(candidate) for candidate in exact or group]
        alone = len(texts) == 1
        changed = [text for text in texts if alone or text.problem or not is_stub(self.course, slug, text)]
        readable = [text for text in changed or texts if not text.problem]
        readable.sort(key=lambda text: text.candidate.suffix != ".py")
        if not readable:
            self._trouble(slug, changed[0].candidate.shown, changed[0].code, changed[0].problem)
            return
        if not exact and len({text.source for text in readable}) > 1:
            names = _names(text.candidate.shown for text in readable)
            message = f"{names} all seem to be {slug}; keep one and call it {slug}.py"
            self._trouble(slug, readable[0].candidate.shown, "ambiguous", message)
            return
        chosen = readable[0]
        self._take(slug, chosen)
        others = [
            text.candidate.shown for text in changed if text is not chosen and text.source != chosen.source
        ]
        others += [candidate.shown for candidate in group if exact and candidate not in exact]
        if others:
            self._note(
                "duplicate",
                f"{_names(others)} not used: {chosen.candidate.shown} counts",
                chosen.candidate.shown,
            )
        elif chosen.candidate.suffix == ".ipynb" and any(text.candidate.suffix == ".py" for text in texts):
            self._note(
                "notebook_used", f"the notebook counts: {slug}.py is unchanged", chosen.candidate.shown
            )

    def _take(self, slug: str, text: Text) -> None:
        self.sources[slug] = text.source
        self._remember(slug, text)

    def _remember(self, key: str, text: Text) -> None:
        self.files.append(clean_line(text.candidate.shown))
        if text.cells is not None:
            self.cells[key] = text.cells
        if text.dropped:
            more = f" and {len(text.dropped) - 3} more" if len(text.dropped) > 3 else ""
            told = "; ".join(text.dropped[:3])
            self._note("magic", f"left out what only a notebook runs: {told}{more}", text.candidate.shown)

    def _text(self, candidate: Candidate) -> Text:
        """Read one file as Python source. Raises Refusal when the submission is too large in all."""
        self.count += 1
        if self.count > FILE_LIMIT:
            raise Refusal(f"holds more than {FILE_LIMIT} source files; hand in only the exercise files")
        is_notebook = candidate.suffix == ".ipynb"
        try:
            data = candidate.folder.read(candidate.name, NOTEBOOK_LIMIT if is_notebook else SOURCE_LIMIT)
        except Refusal as refusal:
            code = "too_large" if "larger than" in str(refusal) else "refused"
            return Text(candidate, problem=f"this file {refusal}", code=code)
        self.size += len(data)
        if self.size > TOTAL_LIMIT:
            raise Refusal(f"holds more than {TOTAL_LIMIT >> 20} MiB; hand in only the exercise files")
        return from_bytes(candidate, data)

    def _refused(self, found: Found) -> None:
        """Say what was refused; an exercise of which nothing else is there cannot be graded."""
        for shown, reason in sorted(found.refused.items()):
            slug = match_by_name(shown.rpartition("/")[2], self.course.exercises)
            if slug and slug not in self.sources and slug not in self.troubled:
                self._trouble(slug, shown, "refused", f"this file {reason}")
            elif len(self.notes) < FILE_LIMIT:
                self._note("ignored", f"not read: {clean_line(shown, 80)} {reason}", shown)

    def _strangers(self, strangers: list[Candidate]) -> None:
        """Keep sources whose names tell no exercise; their functions will."""
        if len(strangers) > UNMATCHED_LIMIT:
            raise Refusal(
                f"holds {len(strangers)} files that no exercise is called; name them like {self._example}"
            )
        for stranger in strangers:
            text = self._text(stranger)
            shown = clean_line(stranger.shown)
            if text.problem:
                self._note("not_read", text.problem, stranger.shown)
            else:
                self.unmatched[
                    shown if shown not in self.unmatched else f"{shown} ({len(self.unmatched)})"
                ] = text.source
                self._remember(shown, text)

    def _ignored(self, names: list[str]) -> None:
        if not names:
            return
        more = f" and {len(names) - _SHOWN_LIMIT} more" if len(names) > _SHOWN_LIMIT else ""
        shown = ", ".join(clean_line(name, 80) for name in names[:_SHOWN_LIMIT])
        self._note("ignored", f"not an exercise, so not read: {shown}{more}", limit=2000)

    def _nothing_found(self, found: Found) -> str:
        wanted = f"hand in files named like {self._example}"
        if self.notes and self.notes[0].code == "not_read":
            return f"{self.notes[0].file}: {self.notes[0].message}"
        if found.refused:
            shown, reason = min(found.refused.items())
            return f"no exercise file could be read ({clean_line(shown, 80)} {reason}); {wanted}"
        if any(name.lower().endswith(".zip") for name in found.ignored):
            return f"no exercise file found, only an archive inside; {wanted}"
        return f"no exercise file found; {wanted}"

    @cached_property
    def _example(self) -> str:
        return f"{next(iter(self.course.exercises), 'ex00_ready')}.py"

    def _trouble(self, slug: str, shown: str, code: str, problem: str) -> None:
        """Note an exercise that was given but cannot be graded; its file is named after its slug."""
        name = f"{slug}{suffix_of(shown) or '.py'}"
        told = problem if shown.rpartition("/")[2] == name else f"{clean_line(shown, 80)}: {problem}"
        self.troubled[slug] = problem
        self.notes.append(Note(code=code, message=clean_line(told, 500), file=name))

    def _note(self, code: str, message: str, file: str = "", *, limit: int = 500) -> None:
        self.notes.append(Note(code=code, message=clean_line(message, limit), file=clean_line(file)))

    def _intake(self, rejected: str) -> Intake:
        submission = Submission(
            student=clean_line(self.who.student) or "student",
            attempt=self.who.attempt,
            sources=self.sources,
            unmatched=self.unmatched,
            cells={key: cells.starts for key, cells in self.cells.items()},
            files=tuple(sorted(self.files)),
            digest=self._digest(),
            notes=tuple(self.notes),
            rejected=clean_line(rejected, 500),
            submitted_at=self.who.submitted_at,
        )
        return Intake(submission, self.cells)

    def _digest(self) -> str:
        """Give the sha256 of what decides the grade, however it was packed."""
        digest = hashlib.sha256()
        troubled = {slug: message.encode() for slug, message in self.troubled.items()}
        unmatched = {name.rpartition("/")[2]: data for name, data in self.unmatched.items()}
        for mark, group in (("source", self.sources), ("unmatched", unmatched), ("troubled", troubled)):
            for name, data in sorted(group.items()):
                digest.update(f"{mark}\0{name}\0{len(data)}\0".encode() + data)
        return "sha256:" + digest.hexdigest()


def _entry_name(path: Path) -> str:
    return path.name if path.name not in ("", "..") else path.resolve().name


def _bytes_or_refusal(path: Path) -> bytes | Refusal:
    try:
        return read_file(path, NOTEBOOK_LIMIT if suffix_of(path.name) == ".ipynb" else SOURCE_LIMIT)
    except Refusal as refusal:
        return refusal


def _names(shown: Iterable[str]) -> str:
    return ", ".join(clean_line(name, 80) for name in islice(shown, 5))
