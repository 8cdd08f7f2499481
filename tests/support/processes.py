"""Processes seen from outside, and reports without what varies by run."""

from __future__ import annotations

import time
from pathlib import Path

import msgspec

from grader.records import Usage
from grader.report import from_json, to_json


def stable(out: Path) -> dict[str, bytes]:
    """Give every report of a batch without what varies by run: times and costs."""
    found = {}
    for path in sorted(out.glob("*.json")):
        if path.name != "summary.json":
            report = from_json(path.read_bytes())
            cases = tuple(msgspec.structs.replace(case, duration_seconds=0.0) for case in report.cases)
            plain = msgspec.structs.replace(report, usage=Usage(), started_at="", cases=cases)
            found[path.name] = to_json(plain)
    return found


def descendants(pid: int) -> list[int]:
    """List the live descendants of a process."""
    children: dict[int, list[int]] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                fields = (entry / "stat").read_text().rpartition(")")[2].split()
            except OSError:
                continue
            children.setdefault(int(fields[1]), []).append(int(entry.name))
    found, waiting = [], [pid]
    while waiting:
        for child in children.get(waiting.pop(), []):
            found.append(child)
            waiting.append(child)
    return found


def cmdline(pid: int) -> str:
    """Give a process's command line, or nothing."""
    try:
        return Path(f"/proc/{pid}/cmdline").read_text()
    except OSError:
        return ""


def gone(pids: list[int]) -> bool:
    """Tell whether all these processes end within a few seconds."""
    deadline = time.monotonic() + 15
    while any(cmdline(pid) for pid in pids):
        if time.monotonic() > deadline:
            return False
        time.sleep(0.05)
    return True


def resident_mib(pid: int, field: str = "VmRSS") -> float:
    """Give the resident memory of a process; VmHWM is the most it ever had."""
    try:
        for line in Path(f"/proc/{pid}/status").read_text().splitlines():
            if line.startswith(field):
                return int(line.split()[1]) / 1024
    except OSError:
        pass
    return 0.0
