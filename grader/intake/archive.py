"""Read a zip archive that somebody else made, in memory: nothing is ever extracted to disk.

Members are taken by name only if the name is plain; the caps hold on bytes really decompressed,
whatever the archive says of itself.
"""

from __future__ import annotations

import io
import re
import stat
import unicodedata
import zipfile
from pathlib import Path

from grader.intake.files import ENTRY_LIMIT, Listing, Refusal, is_ignored, too_large
from grader.messages import say

ARCHIVE_LIMIT = 20 << 20
DEPTH_LIMIT = 8
RATIO_LIMIT = 100
_RATIO_FLOOR = 1 << 16  # small files may compress as well as they like
_NAME_LIMIT = 240
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)  # others let the archive choose our memory
_ENTRY_MARK = b"PK\x01\x02"
_ODD = re.compile(
    '[\x00-\x1f\x7f-\x9f\\\\:*?"<>|\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ud800-\udfff]'
)
_DEVICE = re.compile(r"(?:con|prn|aux|nul|com[0-9]|lpt[0-9])(?:\..*)?", re.IGNORECASE)
_Tree = dict[str, "zipfile.ZipInfo | _Tree"]


class ZipFolder:
    """A folder of an archive; the archive itself is the outermost one."""

    def __init__(self, archive: zipfile.ZipFile, tree: _Tree, refused: dict[str, str]) -> None:
        self._archive = archive
        self._tree = tree
        self._refused = refused

    @classmethod
    def open(cls, data: bytes) -> ZipFolder:
        """Read an archive's table of contents. Raises Refusal."""
        if len(data) > ARCHIVE_LIMIT:
            raise too_large(ARCHIVE_LIMIT)
        if data.count(_ENTRY_MARK) > ENTRY_LIMIT:  # before it costs a record each
            raise Refusal(say("too_many_entries", count=ENTRY_LIMIT))
        return cls._read(io.BytesIO(data))

    @classmethod
    def open_export(cls, path: Path) -> ZipFolder:
        """Read an archive that a learning system made of a whole class; it stays on disk."""
        return cls._read(path)

    @classmethod
    def _read(cls, file: io.BytesIO | Path) -> ZipFolder:
        try:
            archive = zipfile.ZipFile(file)
        except Exception:  # struct, value, overflow, key errors: all mean the same
            raise Refusal(say("not_a_zip")) from None
        return cls(archive, *_tree(archive.infolist()))

    def list(self) -> Listing:
        """Give what this folder of the archive holds."""
        files = sorted(name for name, node in self._tree.items() if isinstance(node, zipfile.ZipInfo))
        folders = sorted(name for name, node in self._tree.items() if isinstance(node, dict))
        return Listing(files, folders, self._refused)

    def enter(self, name: str) -> ZipFolder:
        """Give a folder in this one."""
        node = self._tree.get(name)
        if not isinstance(node, dict):
            raise Refusal(say("not_a_folder"))
        return ZipFolder(self._archive, node, {})

    def read(self, name: str, limit: int) -> bytes:
        """Decompress one member, at most `limit` bytes."""
        info = self._tree.get(name)
        if not isinstance(info, zipfile.ZipInfo):
            raise Refusal(say("not_a_file"))
        if info.file_size > limit:
            raise too_large(limit)
        if info.file_size > max(_RATIO_FLOOR, RATIO_LIMIT * info.compress_size):
            raise Refusal(say("unpacks_too_large", times=RATIO_LIMIT))
        try:
            with self._archive.open(info) as member:
                data = member.read(limit + 1)
        except Exception:  # zlib, CRC, EOF, overlap, struct errors: all mean the same
            raise Refusal(say("member_damaged")) from None
        if len(data) > limit:
            raise too_large(limit)
        return data


def _tree(members: list[zipfile.ZipInfo]) -> tuple[_Tree, dict[str, str]]:
    """Sort members into folders; names that two members share in any spelling are refused."""
    root: _Tree = {}
    refused: dict[str, str] = {}
    spelt: dict[str, str] = {}
    for info in members:
        name = info.filename.rstrip("/")
        if any(is_ignored(part) for part in name.split("/")):
            continue
        reason = _reason(info)
        if not reason and not _place(root, name, info, spelt):
            reason = say("twin")
            refused[spelt.get(_folded(name), name)] = reason
        if reason:
            refused[name] = reason
    return root, refused


def _reason(info: zipfile.ZipInfo) -> str:
    """Say why a member is not taken, or nothing."""
    name = info.filename
    parts = name.rstrip("/").split("/")
    mode = stat.S_IFMT(info.external_attr >> 16)
    if "\0" in info.orig_filename or _ODD.search(name) or len(name) > _NAME_LIMIT:
        return say("odd_name")
    if name.startswith("/") or any(part in ("", ".", "..") for part in parts):
        return say("leads_out")
    if any(part != part.rstrip(". ") or _DEVICE.fullmatch(part) for part in parts):
        return say("device_name")
    if len(parts) > DEPTH_LIMIT + 1:
        return say("too_deep", count=DEPTH_LIMIT)
    if mode not in (0, stat.S_IFREG, stat.S_IFDIR):
        return say("is_link" if mode == stat.S_IFLNK else "not_regular")
    if info.flag_bits & 0x1:
        return say("locked")
    if info.compress_type not in _METHODS:
        return say("unusual_method")
    return ""


def _place(root: _Tree, name: str, info: zipfile.ZipInfo, spelt: dict[str, str]) -> bool:
    """Put a member in its folder, or tell that there is no single place for it."""
    *folders, file = name.split("/")
    node = root
    for depth, folder in enumerate(folders, 1):
        inner = node.setdefault(folder, {})
        if not _same_spelling("/".join(folders[:depth]), spelt) or isinstance(inner, zipfile.ZipInfo):
            return False
        node = inner
    if info.is_dir():
        return _same_spelling(name, spelt) and isinstance(node.setdefault(file, {}), dict)
    if _folded(name) in spelt:
        _remove(root, spelt[_folded(name)])
        return False
    spelt[_folded(name)] = name
    node[file] = info
    return True


def _same_spelling(path: str, spelt: dict[str, str]) -> bool:
    return spelt.setdefault(_folded(path), path) == path


def _folded(path: str) -> str:
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", path).casefold())


def _remove(root: _Tree, name: str) -> None:
    """Take out the first of two twins as well: which one was meant is not ours to guess."""
    *folders, file = name.split("/")
    node = root
    for folder in folders:
        inner = node.get(folder)
        if not isinstance(inner, dict):
            return
        node = inner
    if isinstance(node.get(file), zipfile.ZipInfo):
        del node[file]
