"""Measuring isolation: a worker that tries what must fail, and the level that follows from it.

A layer counts only where every attempt that it is there to stop was stopped, whatever the kernel says
that it supports. `strong` takes all three layers, `standard` Landlock and seccomp, `limited` one of
them, and `none` is a process with limits.
"""

from __future__ import annotations

import socket
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from grader.records import Isolation, Level
from grader.sandbox import launch
from grader.sandbox.api import Answer, Ended, Job, Limits, Reply, Worker
from grader.sandbox.settings import GRADER_DIR

_FILES = (
    "read a planted file",
    "read a test file",
    "list the tests",
    "write beside the planted file",
    "write to /tmp",
    "list processes",
    "open the zygote's memory",
)
_CALLS = (
    "read the parent's memory",
    "use the keyring",
    "connect to the grader's machine",
    "signal the parent",
    "start a process",
    "start a program",
    "use the 32-bit entry",
)
_LOOK = "look at a planted file"
NAMESPACES = ("mount", "network", "ipc", "hostname", "process")


def probes(open_worker: Callable[[Job], Worker], zygote_pid: int) -> dict[str, str]:
    """Run the canary; give what each attempt was answered with."""
    suite = GRADER_DIR / "suites" / "__init__.py"
    with (
        tempfile.TemporaryDirectory(prefix="grader-canary-") as name,
        socket.create_server(("127.0.0.1", 0)) as server,
    ):
        folder = Path(name)
        folder.chmod(0o777)  # what permissions stop is not what is measured here
        planted = folder / "planted"
        planted.write_text("a secret")
        planted.chmod(0o644)
        inputs = {
            "planted": str(planted),
            "folder": name,
            "suite": str(suite),
            "port": server.getsockname()[1],
            "zygote": zygote_pid,
        }
        found: dict[str, str] = {}
        worker = open_worker(_job())
        for probe, arguments in (("attempts", inputs), ("execute", {}), ("old_door", {})):
            if not worker.alive:
                worker.close()
                worker = open_worker(_job())
            found |= _read(probe, worker.call(probe, arguments))
        worker.close()
    return found


def _job() -> Job:
    source = (Path(__file__).resolve().parent / "canary_probe.py").read_bytes()
    return Job("canary.py", b"", (("canary_probe", source),), 0, Limits())


def _read(probe: str, reply: Reply) -> dict[str, str]:
    if isinstance(reply, Answer):
        return {name: str(outcome) for name, outcome in reply.values.items()}
    if probe == "old_door" and isinstance(reply, Ended):
        return {"use the 32-bit entry": reply.reason}
    if probe == "execute" and isinstance(reply, Ended):
        return {"start a program": "allowed"}
    return {}


def judge(
    found: Mapping[str, str], facts: Mapping[str, Any], *, namespaces: bool, notes: tuple[str, ...]
) -> Isolation:
    """Give the level that the attempts show."""
    files = facts.get("landlock_abi", 0) > 0 and all(_stopped(found, name) for name in _FILES)
    calls = bool(facts.get("seccomp")) and all(_stopped(found, name) for name in _CALLS)
    hidden = namespaces and found.get(_LOOK) == "ENOENT"
    level = Level.NONE
    if files or calls:
        level = Level.LIMITED
    if files and calls:
        level = Level.STRONG if hidden else Level.STANDARD
    degraded = list(notes)
    if facts.get("landlock_abi", 0) == 0:
        degraded.append("no Landlock: files are protected by permissions alone")
    if not facts.get("seccomp"):
        degraded.append("no system call filter")
    degraded += [f"a submission can {name}" for name in (*_FILES, *_CALLS) if not _stopped(found, name)]
    if facts.get("root_kept"):
        degraded.append(str(facts["root_kept"]))
    return Isolation(
        level=level,
        landlock_abi=int(facts.get("landlock_abi", 0)),
        seccomp=bool(facts.get("seccomp")),
        namespaces=NAMESPACES if namespaces else (),
        outer=launch.outer(),
        probes=dict(found),
        degraded=tuple(degraded),
    )


def _stopped(found: Mapping[str, str], name: str) -> bool:
    return found.get(name, "allowed") != "allowed"
