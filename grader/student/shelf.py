"""What lies on the shelf of an exercise: the file as it was handed out, backups, and the solution."""

from __future__ import annotations

import ast
import json
import textwrap
from collections.abc import Iterator
from datetime import datetime
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any

from grader.course import Course
from grader.errors import UsageError
from grader.messages import say
from grader.store import write_atomically
from grader.student import progress

if TYPE_CHECKING:
    from grader.student.desk import Desk

BACKUPS = Path(".grader") / "backups"
ALTERNATIVES = Path("tests") / "alternatives"
_MISTAKES_SHOWN = 2
_WIDTH = 76


def put_back(course: Course, slug: str) -> list[str]:
    """Put an exercise back as it was handed out, and keep what was there; give what to say of it.

    Raises UsageError where this folder does not know how it was handed out.
    """
    if not course.pristine(slug):
        raise UsageError(say("no_original", slug=slug))
    said: list[str] = []
    originals = {
        course.stub_path(slug): course.pristine(slug),
        course.notebook_path(slug): _notebook(course, slug),
    }
    for path, original in originals.items():
        if not original or (path.is_file() and path.read_bytes() == original):
            continue
        if path.is_file():
            kept = _backup(course, path)
            said.append(say("kept", file=kept.relative_to(course.root)))
        write_atomically(path, original)
        said.append(say("reset", file=path.relative_to(course.root)))
    progress.change(course.root, slug, state="open", passed_at="")
    return said or [say("untouched", slug=slug)]


def _notebook(course: Course, slug: str) -> bytes:
    """Give the notebook as it was handed out: a release keeps it, elsewhere it is made from the stub."""
    path = course.notebook_path(slug)
    if course.is_release or not path.is_file():
        return course.pristine_notebook(slug)
    try:
        document = json.loads(path.read_bytes())
        document["cells"] = [_fresh(course, slug, cell) for cell in document["cells"] if _is_ours(cell)]
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise UsageError(say("damaged", file=path.name)) from None
    return (json.dumps(document, indent=1, ensure_ascii=False, sort_keys=True) + "\n").encode()


def _is_ours(cell: dict[str, Any]) -> bool:
    tags = cell["metadata"].get("tags", ())
    return cell["cell_type"] == "markdown" or "exercise" in tags or "check" in tags


def _fresh(course: Course, slug: str, cell: dict[str, Any]) -> dict[str, Any]:
    tags = cell["metadata"].get("tags", ())
    if cell["cell_type"] == "markdown":
        return cell
    code = (
        _without_docstring(course.pristine(slug).decode()) if "exercise" in tags else "".join(cell["source"])
    )
    source = code.splitlines(keepends=True)
    return {
        **cell,
        "source": source,
        "outputs": [],
        "execution_count": None,
        "metadata": {"tags": list(tags)},
    }


def _backup(course: Course, path: Path) -> Path:
    stamp = f"{datetime.now():%Y-%m-%d-%H%M%S}"
    folder = course.root / BACKUPS
    names = (f"{path.stem}-{stamp}{'' if n == 1 else f'-{n}'}{path.suffix}" for n in count(1))
    kept = next(folder / name for name in names if not (folder / name).exists())
    write_atomically(kept, path.read_bytes())
    return kept


def answers(desk: Desk, slug: str) -> Iterator[str]:
    """Give a solution, another way to write it, and what two known mistakes would have given."""
    course = desk.course
    path = course.solution_path(slug)
    if path.is_file():
        from grader.marks import clean_text

        yield say("solution", slug=slug)
        yield from _code(clean_text(path.read_text(encoding="utf-8"), slug))
        other = next(iter(sorted((course.root / ALTERNATIVES / slug).glob("*.py"))), None)
        if other is not None:
            yield say("another_way", name=other.stem.replace("_", " "))
            yield from _code(other.read_text(encoding="utf-8"))
    else:
        yield from (*textwrap.wrap(say("solution_absent"), _WIDTH), "")
    yield from _would_have_happened(desk, slug)


def _code(text: str) -> Iterator[str]:
    yield from ("", *_without_docstring(text).splitlines(), "")


def _without_docstring(text: str) -> str:
    """Give the code of a file without its long docstring at the top."""
    tree = ast.parse(text)
    skip = (tree.body[0].end_lineno or 0) if ast.get_docstring(tree) is not None else 0
    return "\n".join(text.splitlines()[skip:]).strip("\n")


def _would_have_happened(desk: Desk, slug: str) -> Iterator[str]:
    from grader.judge.compare import differences, rows
    from grader.judge.suite import Observation

    shown: set[str] = set()
    calls = desk.calls(slug)
    for place, known in enumerate(desk.oracle.misconceptions(slug)):
        if known.id in shown or len(shown) == _MISTAKES_SHOWN:
            continue
        for call in calls:
            seen = desk.oracle.mistaken(slug, place, call.probe, call.inputs)
            right = call.seen
            if not isinstance(seen, Observation) or not isinstance(right, Observation):
                continue
            found = [
                row
                for key in right.values
                if key != "events" and key in seen.values
                for difference in differences(seen.values[key], right.values[key], key)
                for row in rows(difference)
            ]
            if found:
                shown.add(known.id)
                gap = "; ".join(
                    say("would_be", what=r.what, yours=r.yours, expected=r.expected) for r in found[:2]
                )
                yield from textwrap.wrap(
                    say("had_you", because=known.because, gap=gap), _WIDTH, subsequent_indent="  "
                )
                break
