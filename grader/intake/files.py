"""Read folders and files that somebody else made: no link is followed, nothing blocks, all is capped.

A folder is walked by descriptors, one component at a time: what is checked is what is read, also
while somebody swaps names. Only regular files are opened; a FIFO, socket or device is refused by
its type before, and by its open descriptor after, so that none can block or run on without end.
Where the system cannot open relative to a descriptor (Windows), the same checks go by path.
"""

from __future__ import annotations

import os
import stat
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Protocol, Self

from grader.messages import say

ENTRY_LIMIT = 10_000  # of one folder or archive, whether used or not
_BY_DESCRIPTOR = os.open in os.supports_dir_fd and os.scandir in os.supports_fd
_FLAGS = (
    os.O_RDONLY
    | getattr(os, "O_NOFOLLOW", 0)
    | getattr(os, "O_NONBLOCK", 0)
    | getattr(os, "O_NOCTTY", 0)
    | getattr(os, "O_CLOEXEC", 0)
    | getattr(os, "O_BINARY", 0)
)


class Refusal(Exception):  # noqa: N818 -- a value between these modules, not a failure of ours
    """Something handed in cannot be read; the text is for the student, and follows a name.

    `code` says what kind of trouble it is, as in a note.
    """

    def __init__(self, message: str, code: str = "refused") -> None:
        super().__init__(message)
        self.code = code


@dataclass
class Listing:
    """What a folder holds, sorted by name: regular files, folders, and what is refused and why."""

    files: list[str] = field(default_factory=list)
    folders: list[str] = field(default_factory=list)
    refused: dict[str, str] = field(default_factory=dict)


class Folder(Protocol):
    """A folder on disk or in an archive."""

    def list(self) -> Listing:
        """Give what the folder holds. Raises Refusal where there is too much of it."""

    def enter(self, name: str) -> Folder:
        """Give a folder in it. Raises Refusal."""

    def read(self, name: str, limit: int) -> bytes:
        """Read a file in it, at most `limit` bytes. Raises Refusal, also for a larger file."""


class DiskFolder:
    """A folder on disk, held open. Use as a context manager; folders entered close with it."""

    def __init__(self, path: Path, descriptor: int | None) -> None:
        self._path = path
        self._descriptor = descriptor
        self._inner: list[DiskFolder] = []

    @classmethod
    def open(cls, path: Path) -> DiskFolder:
        """Open a folder; the caller vouches for where it lies, not for what it is."""
        return cls(path, _open_folder(path, None))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for folder in self._inner:
            folder.__exit__(None, None, None)
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None

    def list(self) -> Listing:
        """Give what the folder holds. Raises Refusal where it cannot be listed."""
        found = Listing()
        try:
            with os.scandir(self._path if self._descriptor is None else self._descriptor) as entries:
                for count, entry in enumerate(entries):
                    if count >= ENTRY_LIMIT:
                        raise Refusal(say("too_many_entries", count=ENTRY_LIMIT))
                    _sort_in(entry, found)
        except OSError:
            raise Refusal(say("not_readable")) from None
        found.files.sort()
        found.folders.sort()
        return found

    def enter(self, name: str) -> DiskFolder:
        """Open a folder in this one."""
        folder = DiskFolder(self._path / name, _open_folder(self._path / name, self._descriptor))
        self._inner.append(folder)
        return folder

    def read(self, name: str, limit: int) -> bytes:
        """Read a regular file in this folder."""
        return _read(self._path / name, self._descriptor, limit)


def is_ignored(name: str) -> bool:
    """Tell whether tools leave files of this name behind: dot files, caches, resource forks."""
    is_path = name in (".", "..") or "\\" in name
    return (name.startswith(".") and not is_path) or name in ("__MACOSX", "__pycache__")


def too_large(limit: int) -> Refusal:
    """Give the refusal of what is larger than `limit` bytes."""
    return Refusal(say("file_too_large", mib=limit >> 20), "too_large")


def read_file(path: Path, limit: int) -> bytes:
    """Read one regular file that is not a link. Raises Refusal."""
    return _read(path, None, limit)


def kind(path: Path) -> str:
    """Tell "folder", "file" or why it is neither, without following a link."""
    try:
        mode = path.lstat().st_mode
    except (OSError, ValueError):
        return say("not_found")
    if stat.S_ISDIR(mode):
        return "folder"
    return _file_problem(mode) or "file"


def _sort_in(entry: os.DirEntry[str], found: Listing) -> None:
    try:
        mode = entry.stat(follow_symlinks=False).st_mode
    except OSError:
        found.refused[entry.name] = say("not_readable")
        return
    problem = _file_problem(mode)
    if stat.S_ISDIR(mode) and not _is_junction(entry.path):
        found.folders.append(entry.name)
    elif problem:
        found.refused[entry.name] = problem
    else:
        found.files.append(entry.name)


def _file_problem(mode: int) -> str:
    if stat.S_ISLNK(mode):
        return say("is_link")
    return "" if stat.S_ISREG(mode) else say("not_regular")


def _is_junction(path: str) -> bool:
    """Tell whether this is a Windows junction, which lstat shows as a folder."""
    return os.name == "nt" and os.path.realpath(path) != os.path.abspath(path)  # noqa: PTH100


def _open_folder(path: Path, parent: int | None) -> int | None:
    if not _BY_DESCRIPTOR:
        if kind(path) != "folder" or _is_junction(str(path)):
            raise Refusal(say("not_readable"))
        return None
    try:
        target = path if parent is None else path.name
        return os.open(target, _FLAGS | os.O_DIRECTORY, dir_fd=parent)
    except (OSError, ValueError):
        raise Refusal(say("is_link") if path.is_symlink() else say("not_readable")) from None


def _read(path: Path, parent: int | None, limit: int) -> bytes:
    """Open, look at what was opened, and read at most one byte more than allowed."""
    try:
        before = os.stat(path if parent is None else path.name, dir_fd=parent, follow_symlinks=False)
        problem = _file_problem(before.st_mode)
        if problem:
            raise Refusal(problem)
        descriptor = os.open(path if parent is None else path.name, _FLAGS, dir_fd=parent)
    except (OSError, ValueError):
        raise Refusal(say("not_readable")) from None
    try:
        with os.fdopen(descriptor, "rb") as file:
            facts = os.fstat(descriptor)
            if not stat.S_ISREG(facts.st_mode):
                raise Refusal(say("not_regular"))
            data = b"" if facts.st_size > limit else file.read(limit + 1)
    except OSError:
        raise Refusal(say("not_readable")) from None
    if facts.st_size > limit or len(data) > limit:
        raise too_large(limit)
    return data
