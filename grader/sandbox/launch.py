"""Starting a sandbox process: the command line, what is sent to it first, namespaces where they work.

The process gets the text of `bootstrap.py` as its program and our modules through standard input, so it
needs no file of the project. `-S -s -P -B` keep `.pth` files, user packages, the current folder and
bytecode files out of it; the environment is built from nothing.
"""

from __future__ import annotations

import contextlib
import json
import platform
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import IO, Any

from grader.sandbox.paths import PACKAGE_FOLDERS, ReadList
from grader.sandbox.settings import environment

_FOLDER = Path(__file__).resolve().parent
# What runs inside. Everything else of this folder stays with the grader.
_INSIDE = (
    "api", "wire", "wire_read", "limits", "linux", "pages", "landlock", "syscalls", "seccomp", "lockdown",
    "scopes", "names", "outline", "tensors", "eager", "warm", "worker", "control", "zygote", "spawned",
)  # fmt: skip


@cache
def delivered_modules() -> dict[str, str | None]:
    """Give the modules to send, by dotted name; None stands for a package."""
    modules: dict[str, str | None] = {"grader": None, "grader.sandbox": None}
    for name in _INSIDE:
        path = _FOLDER / f"{name}.py"
        if path.is_file():
            modules[f"grader.sandbox.{name}"] = path.read_text("utf-8")
    return modules


def start(
    main: str,
    reads: ReadList,
    settings: dict[str, Any],
    *,
    prefix: Iterable[str] = (),
    keep: tuple[int, ...] = (),
    pipes: bool = False,
) -> tuple[subprocess.Popen[bytes], IO[bytes]]:
    """Start a process at `grader.sandbox.<main>.main(settings)`; give it and the file of its complaints.

    With `pipes`, its standard input stays open and its outputs come back through pipes.
    """
    complaints = tempfile.TemporaryFile()  # noqa: SIM115  closed by the caller
    command = [
        *prefix,
        str(reads.interpreter),
        "-S",
        "-s",
        "-P",
        "-B",
        "-c",
        (_FOLDER / "bootstrap.py").read_text(),
    ]
    process = subprocess.Popen(
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE if pipes else complaints,
        stderr=subprocess.PIPE if pipes else complaints,
        env=environment(),
        cwd="/" if sys.platform != "win32" else None,
        start_new_session=True,
        pass_fds=keep,
        bufsize=0,
    )
    boot = json.dumps(
        {
            "path": [str(path) for path in reads.search],
            "modules": delivered_modules(),
            "main": f"grader.sandbox.{main}",
            "settings": settings,
        }
    ).encode()
    assert process.stdin is not None
    # Where it ended at once, the caller finds out why when it waits for the first word.
    with contextlib.suppress(OSError):
        _write_all(process.stdin, len(boot).to_bytes(8, "little") + boot)
    if not pipes:
        process.stdin.close()
    return process, complaints


def _write_all(stream: IO[bytes], data: bytes) -> None:
    view = memoryview(data)
    while view:
        view = view[stream.write(view) or 0 :]


# --- namespaces -------------------------------------------------------------------------------


def bubblewrap(reads: ReadList, forbidden: Iterable[Path], *, root: bool) -> list[str]:
    """Give the command that starts a process in its own namespaces, empty where there is no bwrap.

    Inside there is no network, no other process and, of files, the interpreter with its libraries and
    what may be read. Someone who guesses the path of a test finds nothing there.
    """
    program = shutil.which("bwrap")
    if program is None:
        return []
    command = [
        program, "--unshare-net", "--unshare-ipc", "--unshare-uts", "--unshare-pid", "--unshare-cgroup-try",
        "--new-session", "--hostname", "sandbox", "--proc", "/proc", "--dev", "/dev",
    ]  # fmt: skip
    # torch's import makes a cache folder. Workers cannot write there.
    command += ["--perms", "1777"] if root else []
    command += ["--tmpfs", "/tmp"]
    if root:
        # The zygote needs these for a moment, to stop being root.
        for capability in ("CAP_SETUID", "CAP_SETGID", "CAP_SETPCAP"):
            command += ["--cap-add", capability]
    shown = [path for path in (*_system_paths(reads.interpreter), *reads.library) if path.exists()]
    bound = [path for path in shown if not _is_root_link(path)]
    masked = [
        path for folder in reads.library for name in PACKAGE_FOLDERS if (path := folder / name).is_dir()
    ]
    masked += [path for path in forbidden if path.is_dir() and _within(path, bound)]
    entries = [
        path for path in reads.read if path.exists() and (not _within(path, bound) or _within(path, masked))
    ]
    if root:
        # bwrap gives the folders above a private path to root alone, and the zygote will not be root.
        parents = {
            parent
            for path in (*bound, *entries)
            for parent in path.parents
            if not _within(parent, [Path("/usr")])
        }
        for parent in sorted(parents - {Path("/")}):
            command += ["--perms", "0755", "--dir", str(parent)]
    for path in shown:
        if _is_root_link(path):
            command += ["--symlink", str(path.readlink()), str(path)]
        else:
            command += ["--ro-bind", str(path), str(path)]
    for path in masked:
        command += [*(["--perms", "0755"] if root else []), "--tmpfs", str(path)]
    for path in entries:
        command += ["--ro-bind", str(path), str(path)]
    return [*command, "--remount-ro", "/", "--chdir", "/"]


def _is_root_link(path: Path) -> bool:
    """Tell whether this is one of /lib -> usr/lib and its like."""
    return path.is_symlink() and len(path.parts) == 2


def _within(path: Path, folders: Iterable[Path]) -> bool:
    return any(folder == path or folder in path.parents for folder in folders)


def _system_paths(interpreter: Path) -> list[Path]:
    """Give what a dynamically linked interpreter needs in order to start."""
    real = interpreter.resolve()
    found = [Path(p) for p in ("/usr", "/lib", "/lib64", "/lib32", "/bin", "/etc/ld.so.cache", "/nix/store")]
    libraries = sorted((real.parent.parent / "lib").glob("libpython*.so*"))
    outside = [path for path in (interpreter, real, *libraries) if Path("/usr") not in path.parents]
    if (real.parent.parent / "conda-meta").is_dir():
        outside.append(real.parent.parent / "lib")
    return [*found, *dict.fromkeys(outside)]


def outer() -> str:
    """Name the container or virtual machine that this process seems to run in, for the report."""
    if Path("/.dockerenv").exists():
        return "docker"
    if Path("/run/.containerenv").exists():
        return "podman"
    if "microsoft" in platform.release().lower():
        return "wsl"
    if "gvisor" in platform.version().lower():
        return "gvisor"
    return ""
