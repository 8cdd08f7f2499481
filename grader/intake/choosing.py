"""Choose among the files of a submission: which counts for each exercise, and what is said of the rest."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

from grader.course import Course
from grader.intake.files import Folder, Refusal
from grader.intake.gather import Candidate, Found, find
from grader.intake.matching import is_exact, match_by_name, suffix_of
from grader.intake.notebook import NOTEBOOK_LIMIT, CellLines
from grader.intake.reading import Text, from_bytes, is_stub
from grader.messages import say
from grader.records import Note, Submission
from grader.sandbox.outline import SOURCE_LIMIT
from grader.text import clean_line

FILE_LIMIT = 200
TOTAL_LIMIT = 20 << 20
UNMATCHED_LIMIT = 32
_SHOWN_LIMIT = 20  # ignored files that are named one by one
_LINES_LIMIT = 3  # lines of a notebook that are told


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


@dataclass
class Reader:
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
            names = _names([text.candidate.shown for text in readable])
            message = say("ambiguous", names=names, slug=slug)
            self._trouble(slug, readable[0].candidate.shown, "ambiguous", message)
            return
        chosen = readable[0]
        shown = chosen.candidate.shown
        self._take(slug, chosen)
        others = [
            text.candidate.shown for text in changed if text is not chosen and text.source != chosen.source
        ]
        others += [candidate.shown for candidate in group if exact and candidate not in exact]
        if others:
            self._note("duplicate", say("duplicate", names=_names(others), chosen=shown), shown)
        elif chosen.candidate.suffix == ".ipynb" and any(text.candidate.suffix == ".py" for text in texts):
            self._note("notebook_used", say("notebook_used", slug=slug), shown)

    def _take(self, slug: str, text: Text) -> None:
        self.sources[slug] = text.source
        self._remember(slug, text)

    def _remember(self, key: str, text: Text) -> None:
        self.files.append(clean_line(text.candidate.shown))
        if text.cells is not None:
            self.cells[key] = text.cells
        if text.dropped:
            lines = _listed(text.dropped[:_LINES_LIMIT], len(text.dropped), "; ")
            self._note("magic", say("magic", lines=lines), text.candidate.shown)

    def _text(self, candidate: Candidate) -> Text:
        """Read one file as Python source. Raises Refusal when the submission is too large in all."""
        self.count += 1
        if self.count > FILE_LIMIT:
            raise Refusal(say("too_many_sources", count=FILE_LIMIT))
        is_notebook = candidate.suffix == ".ipynb"
        try:
            data = candidate.folder.read(candidate.name, NOTEBOOK_LIMIT if is_notebook else SOURCE_LIMIT)
        except Refusal as refusal:
            return Text(candidate, problem=say("file_refused", reason=refusal), code=refusal.code)
        self.size += len(data)
        if self.size > TOTAL_LIMIT:
            raise Refusal(say("all_too_large", mib=TOTAL_LIMIT >> 20))
        return from_bytes(candidate, data)

    def _refused(self, found: Found) -> None:
        """Say what was refused; an exercise of which nothing else is there cannot be graded."""
        for shown, reason in sorted(found.refused.items()):
            slug = match_by_name(shown.rpartition("/")[2], self.course.exercises)
            if slug and slug not in self.sources and slug not in self.troubled:
                self._trouble(slug, shown, "refused", say("file_refused", reason=reason))
            elif len(self.notes) < FILE_LIMIT:
                name = clean_line(shown, 80)
                self._note("ignored", say("other_refused", name=name, reason=reason), shown)

    def _strangers(self, strangers: list[Candidate]) -> None:
        """Keep sources whose names tell no exercise; their functions will."""
        if len(strangers) > UNMATCHED_LIMIT:
            raise Refusal(say("too_many_strangers", count=len(strangers), example=self._example))
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
        if names:
            first = [clean_line(name, 80) for name in names[:_SHOWN_LIMIT]]
            self._note("ignored", say("ignored", names=_listed(first, len(names), ", ")), limit=2000)

    def _nothing_found(self, found: Found) -> str:
        if self.notes and self.notes[0].code == "not_read":
            return f"{self.notes[0].file}: {self.notes[0].message}"
        if found.refused:
            shown, reason = min(found.refused.items())
            return say("none_readable", name=clean_line(shown, 80), reason=reason, example=self._example)
        if any(name.lower().endswith(".zip") for name in found.ignored):
            return say("archive_inside", example=self._example)
        return say("none_found", example=self._example)

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


def _names(shown: Sequence[str]) -> str:
    return ", ".join(clean_line(name, 80) for name in shown[:5])


def _listed(first: Sequence[str], of: int, separator: str) -> str:
    """Join the first of so many texts, and say how many more there are."""
    shown = separator.join(first)
    return say("and_more", shown=shown, count=of - len(first)) if of > len(first) else shown
