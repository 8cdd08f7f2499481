"""Reports as files: written atomically, read back whole."""

from __future__ import annotations

import contextlib
import os
import tempfile
from pathlib import Path

from grader.errors import ReportError
from grader.records import ScoreReport
from grader.report import from_json

SUMMARY = "summary.json"


def write_atomically(path: Path, data: bytes) -> None:
    """Write a file so that a reader sees the old one or the new one, also after a crash.

    Raises ReportError naming the file where the disk refuses.
    """
    name = ""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor, name = tempfile.mkstemp(prefix=".writing-", dir=path.parent)
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        Path(name).chmod(0o644)
        Path(name).replace(path)
    except OSError as error:
        if name:
            with contextlib.suppress(OSError):
                Path(name).unlink()
        raise ReportError(f"cannot write {path}: {error.strerror or error}") from error


def read_reports(folder: Path) -> list[tuple[Path, ScoreReport]]:
    """Read every report in a folder, by name. Raises ReportError for a folder that is none."""
    if not folder.is_dir():
        raise ReportError(f"{folder} is not a folder of reports")
    paths = [path for path in sorted(folder.glob("*.json")) if path.name != SUMMARY and not path.name.endswith(".raw.json")]
    if not paths:
        raise ReportError(f"{folder} holds no reports; grade into it first: grader grade SUBMISSION --out {folder}")
    return [(path, from_json(path.read_bytes(), str(path))) for path in paths]
