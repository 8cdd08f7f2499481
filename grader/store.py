"""Reports as files: written atomically, read back whole."""

from __future__ import annotations

import contextlib
import os
import tempfile
from pathlib import Path
from typing import Any

import msgspec

from grader.errors import ReportError
from grader.records import ScoreReport
from grader.report import from_json

SUMMARY = "summary.json"
UNFINISHED = ".writing-"  # how the names of files begin that are being written


def write_atomically(path: Path, data: bytes, *, mode: int = 0o644) -> None:
    """Write a file so that a reader sees the old one or the new one, also after a crash.

    Raises ReportError naming the file where the disk refuses; the old file is still there then.
    """
    name = ""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor, name = tempfile.mkstemp(prefix=UNFINISHED, dir=path.parent)
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        Path(name).chmod(mode)
        Path(name).replace(path)
    except BaseException as error:
        if name:
            with contextlib.suppress(OSError):
                Path(name).unlink()
        if isinstance(error, OSError):
            raise ReportError(f"cannot write {path}: {error.strerror or error}") from error
        raise


def read_reports(folder: Path) -> tuple[list[tuple[Path, ScoreReport]], list[Path]]:
    """Read every report in a folder, by name; beside them, the JSON files that are something else.

    Raises ReportError for a folder without reports, and for one that is damaged.
    """
    paths, others = report_paths(folder)
    return [(path, from_json(path.read_bytes(), str(path))) for path in paths], others


def report_paths(folder: Path) -> tuple[list[Path], list[Path]]:
    """Tell a folder's reports from other JSON files (a summary, raw records, exports), by what is in them.

    A file that is no JSON at all counts as a report: it may be one that somebody damaged.
    """
    if not folder.is_dir():
        raise ReportError(f"{folder} is not a folder of reports")
    reports: list[Path] = []
    others: list[Path] = []
    for path in sorted(folder.glob("*.json")):
        (reports if _may_be_report(path) else others).append(path)
    if not reports:
        raise ReportError(
            f"{folder} holds no reports; grade into it first: grader grade SUBMISSION --out {folder}"
        )
    return reports, others


class _Sign(msgspec.Struct, frozen=True):
    """What only a report has, of everything this program writes."""

    schema_version: Any = None
    student: Any = None


def _may_be_report(path: Path) -> bool:
    try:
        sign = msgspec.json.decode(path.read_bytes(), type=_Sign)
    except msgspec.ValidationError:
        return False  # a list, a number
    except msgspec.DecodeError:
        return True
    return sign.schema_version is not None or sign.student is not None
