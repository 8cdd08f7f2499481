"""Write the autograder zip that Gradescope takes: setup.sh, run_autograder and the whole course.

The zip holds hidden suites and solutions: it is for the instructor's upload alone. On Gradescope it
lies in /autograder/source; `setup.sh` installs once, when the image is built, and `run_autograder`
grades /autograder/submission with `grader.author.gradescope_run`. The same course gives the same bytes.
"""

from __future__ import annotations

import io
import re
import tomllib
import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from grader.author.gradescope_run import Plan, plan_json
from grader.course import TABLE, Course
from grader.errors import UsageError
from grader.records import Level
from grader.store import write_atomically

_PACKAGE = Path(__file__).resolve().parents[1]
_TEMPLATES = Path(__file__).parent / "templates" / "gradescope"
_LEFT_OUT = {"__pycache__", "_course"}
_MOMENT = (2020, 1, 1, 0, 0, 0)
_SCRIPT, _FILE = 0o755, 0o644
_LARGEST_MIB = 100


def write_zip(course: Course, path: Path, *, exercises: Sequence[str] = (), min_isolation: Level) -> int:
    """Write the zip for an assignment of these exercises (none named: all); give its size in bytes."""
    if path.suffix != ".zip":
        raise UsageError(f"{path}: the name of an autograder ends in .zip")
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data, mode in _entries(
            course, Plan(exercises=tuple(exercises), min_isolation=min_isolation)
        ):
            info = zipfile.ZipInfo(name, _MOMENT)
            info.external_attr = (0o100000 | mode) << 16
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, data)
    data = buffer.getvalue()
    if len(data) > _LARGEST_MIB << 20:
        raise UsageError(f"the zip would be larger than the {_LARGEST_MIB} MB that Gradescope takes")
    write_atomically(path, data)
    return len(data)


def _entries(course: Course, plan: Plan) -> Iterator[tuple[str, bytes, int]]:
    for name in ("setup.sh", "run_autograder"):
        yield name, (_TEMPLATES / name).read_bytes(), _SCRIPT
    yield "plan.json", plan_json(plan), _FILE
    requirements, constraints = _pins()
    yield "requirements.txt", requirements.encode(), _FILE
    yield "constraints.txt", constraints.encode(), _FILE
    for path in sorted(_PACKAGE.rglob("*")):
        inside = path.relative_to(_PACKAGE)
        if path.is_file() and not _LEFT_OUT & set(inside.parts) and path.suffix != ".pyc":
            yield f"course/grader/{inside.as_posix()}", path.read_bytes(), _FILE
    yield f"course/{TABLE.as_posix()}", (course.root / TABLE).read_bytes(), _FILE
    for slug in course.exercises:
        for path in (course.stub_path(slug), course.notebook_path(slug), course.solution_path(slug)):
            if path.is_file():
                yield f"course/{path.relative_to(course.root).as_posix()}", path.read_bytes(), _FILE


def _pins() -> tuple[str, str]:
    """Give what to install, and the versions that were tested."""
    root = _PACKAGE.parent
    try:
        project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]
        constraints = (root / "constraints.txt").read_text(encoding="utf-8")
    except FileNotFoundError as error:
        raise UsageError(
            f"an autograder is made in a checkout of the course: {error.filename} is missing"
        ) from None
    requirements = "\n".join(sorted(project["dependencies"], key=str.lower)) + "\n"
    pinned = [line for line in constraints.splitlines() if re.match(r"[A-Za-z0-9._-]+==", line)]
    return requirements, "\n".join(pinned) + "\n"
