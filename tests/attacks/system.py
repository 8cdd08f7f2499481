"""Ask the kernel, from inside a sandbox, for what a submission must not have."""

from __future__ import annotations

import contextlib
import ctypes
import os
import socket
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from grader.sandbox.api import Answer, Ended
from grader.sandbox.host import Sandbox
from grader.sandbox.settings import GRADER_DIR, Settings
from tests.attacks.corpus.system import SYSTEM as OURS
from tests.sandbox import test_attacks
from tests.sandbox.jobs import run

FRAME = test_attacks._FRAME
SYSTEM: dict[str, str] = {**test_attacks.ATTACKS, **OURS}
TOKEN = "GRADER_TEST_TOKEN"

# As an unprivileged user in every case: unlocked attacks are never run as root.
NONE = Settings(namespaces=False, landlock_abi_cap=0, seccomp=False)
LAYERS: dict[str, Settings] = {
    "no lock": NONE,
    "Landlock": Settings(namespaces=False, seccomp=False),
    "seccomp": Settings(namespaces=False, landlock_abi_cap=0),
    "both": Settings(namespaces=False),
    "both, namespaces": Settings(),
}


@contextlib.contextmanager
def planted() -> Iterator[dict[str, Any]]:
    """Plant what the attacks aim at in a throwaway folder, open to everybody as far as permissions go."""
    before = _shared_objects()
    with (
        tempfile.TemporaryDirectory(prefix="grader-attacks-") as name,
        socket.create_server(("127.0.0.1", 0)) as server,
    ):
        Path(name).chmod(0o777)
        cached = Path(name) / "test_hidden.cpython-311.pyc"
        yield {
            "planted": f"{name}/planted",
            "victim": f"{name}/victim",
            "cached": str(cached),
            "folder": name,
            "suite": str(GRADER_DIR / "suites" / "__init__.py"),
            "repository": str(GRADER_DIR.parent),
            "grader": os.getpid(),
            "port": server.getsockname()[1],
        }
    _remove_shared_objects(_shared_objects() - before)


def reset(facts: dict[str, Any]) -> None:
    """Put the planted files back as they were."""
    folder = Path(facts["folder"])
    for path in folder.iterdir():
        path.rmdir() if path.is_dir() and not path.is_symlink() else path.unlink()
    for path in (folder / "planted", folder / "victim", Path(facts["cached"])):
        path.write_text("a secret")
        path.chmod(0o666)


def tried(sandbox: Sandbox, name: str, facts: dict[str, Any]) -> str:
    """Give what an attempt was answered with: "allowed", an error's name, or how the worker ended."""
    reset(facts)
    reply = run(sandbox, FRAME.format(attack=SYSTEM[name]), **facts)
    if isinstance(reply, Answer):
        return str(reply.values["value"])
    return reply.reason if isinstance(reply, Ended) else reply.type


def succeeded(sandbox: Sandbox, facts: dict[str, Any], names: Iterable[str]) -> dict[str, str]:
    """Try all of these in one sandbox; give what each was answered with."""
    return {name: tried(sandbox, name, facts) for name in names}


# --- what unlocked attacks leave in the kernel -------------------------------------------------

_KINDS = ("shm", "msg")


def _shared_objects() -> set[tuple[str, int]]:
    found = set()
    for kind in _KINDS:
        with contextlib.suppress(OSError):
            lines = Path(f"/proc/sysvipc/{kind}").read_text().splitlines()[1:]
            found |= {(kind, int(line.split()[1])) for line in lines}
    return found


def _remove_shared_objects(objects: set[tuple[str, int]]) -> None:
    libc = ctypes.CDLL(None)
    for kind, identity in objects:
        if kind == "shm":
            libc.shmctl(identity, 0, None)
        else:
            libc.msgctl(identity, 0, None)
