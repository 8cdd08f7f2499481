"""Find the files of a submission that may be exercises, wherever students put them.

A submission holds its exercise files at the top, or in `exercises/`, `notebooks/` or
`exercises/notebooks/`; folders that only wrap the real one are looked through.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from grader.intake.archive import DEPTH_LIMIT
from grader.intake.files import Folder, Listing, Refusal, is_ignored, too_large
from grader.intake.matching import match_by_name, suffix_of
from grader.messages import say

_PLACES = {"exercises": ("notebooks",), "notebooks": ()}


@dataclass(frozen=True)
class Candidate:
    """A .py or .ipynb file that may be an exercise; `shown` is its path inside the submission."""

    name: str
    shown: str
    folder: Folder

    @property
    def suffix(self) -> str:
        """Give ".py" or ".ipynb"."""
        return suffix_of(self.name)


@dataclass
class Found:
    """What a submission holds: candidates in order of preference, the rest by name."""

    candidates: list[Candidate] = field(default_factory=list)
    ignored: list[str] = field(default_factory=list)
    refused: dict[str, str] = field(default_factory=dict)


class MemoryFolder:
    """Files already read; a Refusal in place of the bytes says why one could not be."""

    def __init__(self, files: Mapping[str, bytes | Refusal]) -> None:
        self._files = dict(files)

    def list(self) -> Listing:
        """Give the files by name."""
        return Listing(sorted(self._files))

    def enter(self, name: str) -> Folder:
        """Refuse: there are no folders."""
        raise Refusal(say("no_folder", name=name))

    def read(self, name: str, limit: int) -> bytes:
        """Give a file's bytes."""
        data = self._files[name]
        if isinstance(data, Refusal):
            raise data
        if len(data) > limit:
            raise too_large(limit)
        return data


def find(folder: Folder, slugs: Iterable[str]) -> Found:
    """Find candidates in a submission's folder. Raises Refusal where it cannot be listed."""
    found = Found()
    known = set(slugs)
    prefix = ""
    for _ in range(DEPTH_LIMIT):
        listing = folder.list()
        folders = [name for name in listing.folders if not is_ignored(name)]
        has_place = any(name.lower() in _PLACES for name in folders)
        is_wrapper = len(folders) == 1 and not has_place and not _named(listing, known)
        _take(folder, listing, prefix, found, places=_PLACES, keep_folders=not is_wrapper)
        if not is_wrapper:
            break
        prefix += f"{folders[0]}/"
        folder = folder.enter(folders[0])
    return found


def _named(listing: Listing, slugs: set[str]) -> bool:
    return any(match_by_name(name, slugs) for name in [*listing.files, *listing.refused])


def _take(
    folder: Folder,
    listing: Listing,
    prefix: str,
    found: Found,
    *,
    places: Iterable[str],
    keep_folders: bool = True,
) -> None:
    """Sort one folder's files, and go into those of its folders where exercises may lie."""
    for name in listing.files:
        if suffix_of(name) and not is_ignored(name):
            found.candidates.append(Candidate(name, prefix + name, folder))
        elif not is_ignored(name):
            found.ignored.append(prefix + name)
    for name, reason in listing.refused.items():
        if not any(is_ignored(part) for part in name.split("/")):
            found.refused[prefix + name] = reason
    for name in listing.folders:
        if name.lower() in places:
            _enter(folder, name, prefix, found)
        elif keep_folders and not is_ignored(name):
            found.ignored.append(f"{prefix}{name}/")


def _enter(folder: Folder, name: str, prefix: str, found: Found) -> None:
    try:
        inner = folder.enter(name)
        listing = inner.list()
    except Refusal as refusal:
        found.refused[prefix + name] = str(refusal)
        return
    _take(inner, listing, f"{prefix}{name}/", found, places=_PLACES[name.lower()])
