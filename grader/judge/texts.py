"""What a submission's texts show before any of them runs.

The texts themselves are parsed in a locked worker; what comes back is judged here.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from grader.course import Course
from grader.intake.submission import unreadable
from grader.judge.caserun import Verdict
from grader.judge.evidence import unchanged, violation
from grader.messages import place, say
from grader.records import Status, Submission, Task
from grader.sandbox.api import Outline
from grader.sandbox.outline import outline
from grader.text import clean

_TOGETHER_BYTES = 256 << 10  # of texts that one worker reads; a usual submission has 100 KiB in all


class Texts:
    """The texts of one submission; of these exercises those that are handed in and changed are read."""

    def __init__(self, course: Course, submission: Submission, slugs: Sequence[str]) -> None:
        self._course = course
        self._submission = submission
        self._slugs = slugs
        self._outlines: dict[str, Outline] = {}
        self._verdicts: dict[tuple[str, int], Verdict | None] = {}
        self._untouched: dict[str, bool] = {}
        self._together = True

    def settled(self, slug: str) -> Verdict | None:
        """Give the verdict on a text that is not there, or as it was handed out; None for any other."""
        if slug not in self._submission.sources:
            given = unreadable(self._submission)
            if slug in given:
                return Verdict(Status.ERROR, say("unreadable", detail=clean(given[slug])), code="unreadable")
            return Verdict(Status.NOT_ATTEMPTED, say("file_missing", file=f"{slug}.py"))
        if self._is_untouched(slug):
            return Verdict(Status.NOT_ATTEMPTED, say("unchanged", function=f"{slug}.py"))
        return None

    def _is_untouched(self, slug: str) -> bool:
        if slug not in self._untouched:
            self._untouched[slug] = _normal(self._submission.sources[slug]) == _stub(self._course, slug).text
        return self._untouched[slug]

    # --- reading ------------------------------------------------------------------------------

    def outline(self, slug: str) -> Outline | None:
        """Give the outline of a text, where one was taken."""
        return self._outlines.get(slug)

    def to_read(self, slug: str) -> tuple[bytes, ...]:
        """Give what a worker of this exercise is to outline: its own text first.

        The texts of exercises to come are read with it, because the first one costs a worker most.
        """
        return tuple(self._submission.sources[each] for each in self._unread(slug))

    def _unread(self, slug: str) -> list[str]:
        if slug in self._outlines:
            return []
        given = self._submission.sources
        others = [
            other
            for other in self._slugs
            if other != slug and other in given and other not in self._outlines
            if not self._is_untouched(other)
        ]
        small = sum(len(given[each]) for each in (slug, *others)) <= _TOGETHER_BYTES
        return [slug, *others] if self._together and small else [slug]

    def read_alone(self) -> None:
        """Have every text read alone from now on: one of them was too much for the worker of another."""
        self._together = False

    def take(self, slug: str, found: Sequence[Outline]) -> None:
        """Take the outlines of what was to be read."""
        self._outlines.update(zip(self._unread(slug), found, strict=True))

    # --- judging ------------------------------------------------------------------------------

    def verdict(self, slug: str, task: Task) -> Verdict | None:
        """Give what the text says of a task, for good: it cannot run, is as handed out, or cheats."""
        if (slug, task.number) not in self._verdicts:
            self._verdicts[slug, task.number] = self._judged(slug, task, self._outlines[slug])
        return self._verdicts[slug, task.number]

    def _judged(self, slug: str, task: Task, shown: Outline) -> Verdict | None:
        if shown.error:
            line, detail = shown.error
            message = say("syntax", place=self.place(slug, line), detail=clean(detail, 120).rstrip("."))
            return Verdict(Status.ERROR, message, line=line, code="syntax")
        if unchanged(task, shown, _stub(self._course, slug).outline):
            return Verdict(Status.NOT_ATTEMPTED, say("unchanged", function=" and ".join(task.functions)))
        found = violation(task, shown)
        if found:
            message = say(found.key, place=self.place(slug, found.line), name=clean(found.name, 80))
            code = "by_hand" if task.by_hand else "forbidden"
            return Verdict(Status.FAILED, message, line=found.line, code=code)
        return None

    def place(self, slug: str, line: int | None) -> str:
        """Say where a line is, in the student's words."""
        return place(line, self._submission.cells.get(slug, ()))


@dataclass(frozen=True)
class _Stub:
    """What was handed out, and what its text shows."""

    text: bytes
    outline: Outline


_stubs: dict[Path, _Stub] = {}


def _stub(course: Course, slug: str) -> _Stub:
    path = course.stub_path(slug)
    if path not in _stubs:
        text = course.pristine(slug)
        _stubs[path] = _Stub(_normal(text), outline(text))
    return _stubs[path]


def _normal(source: bytes) -> bytes:
    return b"\n".join(line.rstrip() for line in source.replace(b"\r\n", b"\n").strip().split(b"\n"))
