"""What sandbox processes may read: interpreter, standard library and the packages of the course.

The list is made package by package, from what the packages say they installed and require. The
grader's own folder and the project around it are never on it, wherever they lie: a virtual environment
may be inside the project, and the project may be installed among the packages.
"""

from __future__ import annotations

import importlib.metadata
import importlib.util
import re
import sys
import sysconfig
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
PACKAGE_FOLDERS = ("site-packages", "dist-packages")


@dataclass(frozen=True, slots=True)
class ReadList:
    """What may be read, where the interpreter is to search, and the folders of the standard library.

    A library folder may hold packages as well: it may be read only as far as `read` says.
    """

    interpreter: Path
    search: tuple[Path, ...]
    library: tuple[Path, ...]
    read: tuple[Path, ...]


def read_list(packages: Iterable[str], forbidden: Iterable[Path]) -> ReadList:
    """Work out the list; a path that contains a forbidden one is opened up or left out."""
    closed = [path.resolve() for path in forbidden]
    library = [Path(p) for p in dict.fromkeys((sysconfig.get_path("stdlib"), _base_platstdlib()))]
    entries = _installed(packages)
    read = [path for folder in library for path in _open_up(folder, closed)]
    read += [path for entry in entries for path in _open_up(entry, closed)]
    dynload = [folder / "lib-dynload" for folder in library if (folder / "lib-dynload").is_dir()]
    sites = dict.fromkeys(entry.parent for entry in entries)
    return ReadList(
        interpreter=Path(getattr(sys, "_base_executable", None) or sys.executable),
        search=tuple(dict.fromkeys([*library, *dynload, *sites])),
        library=tuple(library),
        read=tuple(dict.fromkeys(read)),
    )


def _base_platstdlib() -> str:
    """Give the folder of compiled standard modules of the base interpreter, not of the environment."""
    return sysconfig.get_path("platstdlib", vars={"platbase": sys.base_exec_prefix})


def _open_up(path: Path, closed: list[Path]) -> Iterator[Path]:
    """Give the path itself, or its entries where packages or something forbidden lie in it."""
    real = path.resolve()
    if any(real == other or other in real.parents for other in closed) and not _is_package_entry(path):
        return
    inside = any(real == other or real in other.parents for other in closed)
    holds_packages = any((path / name).is_dir() for name in PACKAGE_FOLDERS)
    if not inside and not holds_packages:
        yield path
        return
    if path.is_dir() and not any(real == other for other in closed):
        for entry in sorted(path.iterdir()):
            if entry.name not in PACKAGE_FOLDERS:
                yield from _open_up(entry, closed)


def _is_package_entry(path: Path) -> bool:
    """Tell whether a path lies directly in a folder of installed packages (which a project may contain)."""
    return path.parent.name in PACKAGE_FOLDERS


# --- installed packages -----------------------------------------------------------------------


def _installed(packages: Iterable[str]) -> list[Path]:
    """Give the top-level files and folders of the packages and of what they require."""
    entries: dict[Path, None] = {}
    for name in _closure(packages):
        try:
            distribution = importlib.metadata.distribution(name)
        except importlib.metadata.PackageNotFoundError:
            continue
        root = Path(str(distribution.locate_file("")))
        for top in _top_level(distribution):
            path = root / top
            if path.exists():
                entries[path] = None
    for name in packages:
        spec = importlib.util.find_spec(name)
        if spec is not None and spec.origin is not None:
            origin = Path(spec.origin)
            entries[origin.parent if origin.name.startswith("__init__.") else origin] = None
    return list(entries)


def _closure(packages: Iterable[str]) -> list[str]:
    found: dict[str, None] = {}
    waiting = list(packages)
    while waiting:
        name = waiting.pop()
        if name in found:
            continue
        found[name] = None
        try:
            requires = importlib.metadata.requires(name) or []
        except importlib.metadata.PackageNotFoundError:
            continue
        for requirement in requires:
            match = _NAME.match(requirement)
            if match and "extra ==" not in requirement:
                waiting.append(re.sub(r"[-_.]+", "-", match[0]).lower())
    return list(found)


def _top_level(distribution: importlib.metadata.Distribution) -> set[str]:
    """Give the first parts of the files that a distribution installed, cheaply."""
    record = distribution.read_text("RECORD")
    if record is None:
        names = (distribution.read_text("top_level.txt") or "").split()
        return {*names, *(f"{name}.py" for name in names)}
    tops = {line.lstrip('"').partition("/")[0].partition(",")[0] for line in record.splitlines() if line}
    return {top for top in tops if top not in ("..", "__pycache__", "") and not top.endswith(".pth")}
