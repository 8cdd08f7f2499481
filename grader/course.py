"""Find and load the course: the table, and where each exercise's files lie."""

from __future__ import annotations

import hashlib
import re
import tomllib
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import msgspec

from grader.errors import CourseError, UsageError
from grader.marks import stub_text
from grader.messages import say
from grader.records import Exercise, Section

ORIGINALS = Path(".originals")
TABLE = Path("exercises") / "course.toml"
SLUG = re.compile(r"ex\d\d_[a-z0-9_]+")
_PACKAGE = Path(__file__).parent


class _Head(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    title: str
    seed: int


class _Table(
    msgspec.Struct,
    frozen=True,
    forbid_unknown_fields=True,
    rename={"sections": "section", "exercises": "exercise"},
):
    course: _Head
    sections: tuple[Section, ...]
    exercises: tuple[dict[str, Any], ...]


@dataclass(frozen=True)
class Course:
    """The course as its table tells it, and the paths of its parts."""

    root: Path
    title: str
    seed: int
    sections: tuple[Section, ...]
    exercises: dict[str, Exercise]

    def stub_path(self, slug: str) -> Path:
        """Give the file a student opens."""
        return self.root / "exercises" / f"{slug}.py"

    def notebook_path(self, slug: str) -> Path:
        """Give the notebook a student opens."""
        return self.root / "exercises" / "notebooks" / f"{slug}.ipynb"

    def solution_path(self, slug: str) -> Path:
        """Give the reference solution (absent in a student's release)."""
        return self.root / "solutions" / f"{slug}.py"

    def suite_dir(self, slug: str) -> Path:
        """Give the folder of the exercise's suite."""
        return _PACKAGE / "suites" / slug

    def pristine(self, slug: str) -> bytes:
        """Give the stub as it was handed out, whatever a student has made of the file since.

        A release keeps the originals; elsewhere the stub is made from the solution.
        """
        original = self.root / ORIGINALS / f"{slug}.py"
        solution = self.solution_path(slug)
        if original.is_file():
            return original.read_bytes()
        if solution.is_file():
            return stub_text(solution.read_text(encoding="utf-8"), slug).encode()
        return b""

    def pristine_notebook(self, slug: str) -> bytes:
        """Give the notebook as it was handed out."""
        original = self.root / ORIGINALS / f"{slug}.ipynb"
        path = original if original.is_file() else self.notebook_path(slug)
        return path.read_bytes() if path.is_file() else b""

    @property
    def key_path(self) -> Path:
        """Give the key that stands in for solutions and twins in a student's release."""
        return self.root / "key.json"

    @property
    def is_release(self) -> bool:
        """Tell whether this is a student's release: no solutions, a key instead."""
        return self.key_path.is_file()

    def exercise(self, slug: str) -> Exercise:
        """Give one exercise by its slug or an unambiguous beginning of it ("ex05", "5").

        Raises UsageError with the nearest slugs where there is none.
        """
        wanted = f"ex{int(slug):02d}" if slug.isdigit() else slug.removesuffix(".py").removesuffix(".ipynb")
        hits = [s for s in self.exercises if s == wanted] or [
            s for s in self.exercises if s.startswith(wanted)
        ]
        if len(hits) == 1:
            return self.exercises[hits[0]]
        hint = ", ".join(hits) if hits else say("see_list")
        raise UsageError(say("no_such_exercise", name=slug, hint=hint))

    @cached_property
    def suite_digest(self) -> str:
        """Give the sha256 of everything that decides a score: table, suites, solutions, judge."""
        digest = hashlib.sha256()
        for path in self._deciding_files():
            digest.update(f"{path.name}\0".encode())
            digest.update(hashlib.sha256(path.read_bytes()).digest())
        return "sha256:" + digest.hexdigest()

    def _deciding_files(self) -> list[Path]:
        files = [self.root / TABLE, *sorted((_PACKAGE / "judge").glob("*.py")), _PACKAGE / "score.py"]
        files.append(_PACKAGE / "suites" / "probe_tools.py")
        for slug in self.exercises:
            files += sorted(self.suite_dir(slug).glob("*.py"))
            files.append(self.solution_path(slug))
        files.append(self.key_path)
        return [path for path in files if path.is_file()]


def find_root(start: Path | None = None) -> Path:
    """Give the course folder: `start` or one above it, else the checkout or package itself.

    Raises UsageError where no course table can be found.
    """
    start = (start or Path.cwd()).resolve()
    for folder in (start, *start.parents, _PACKAGE.parent, _PACKAGE / "_course"):
        if (folder / TABLE).is_file():
            return folder
    raise UsageError(say("no_course_here", folder=start, table=TABLE))


def load_course(root: Path | None = None) -> Course:
    """Read the table of the course in `root` (found from the current folder if not given).

    Raises CourseError naming the file and the place where the table is wrong.
    """
    root = root.resolve() if root else find_root()
    path = root / TABLE
    try:
        table = msgspec.convert(tomllib.loads(path.read_text(encoding="utf-8")), _Table, strict=False)
        entries = [_exercise(entry) for entry in table.exercises]
    except FileNotFoundError:
        raise UsageError(say("no_course_in", folder=root, table=TABLE)) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, msgspec.ValidationError) as error:
        raise CourseError(f"{path}: {error}") from None
    sections = {section.id for section in table.sections}
    exercises: dict[str, Exercise] = {}
    for entry in entries:
        _check_entry(path, entry, sections, exercises)
        exercises[entry.slug] = entry
    return Course(root, table.course.title, table.course.seed, table.sections, exercises)


def _exercise(entry: dict[str, Any]) -> Exercise:
    tasks = entry.pop("task", [])
    return msgspec.convert({**entry, "tasks": tasks}, Exercise, strict=False)


def _check_entry(path: Path, entry: Exercise, sections: set[str], seen: dict[str, Exercise]) -> None:
    if not SLUG.fullmatch(entry.slug) or entry.slug in seen:
        raise CourseError(say("table_slug", path=path, slug=entry.slug))
    if entry.section not in sections:
        raise CourseError(say("table_section", path=path, slug=entry.slug, section=entry.section))
    if abs(sum(task.points for task in entry.tasks) - entry.points) > 1e-9:
        raise CourseError(say("table_points", path=path, slug=entry.slug, points=entry.points))
