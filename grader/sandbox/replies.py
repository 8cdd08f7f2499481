"""What a worker's messages say, and what its end means."""

from __future__ import annotations

import signal
from typing import Any

from grader.errors import SandboxError
from grader.sandbox.api import Ended, FunctionOutline, Outline, Raised
from grader.sandbox.process import End

_CRASHES = {
    signal.SIGSEGV: "segmentation fault",
    signal.SIGABRT: "abort",
    getattr(signal, "SIGBUS", None): "bus error",
    signal.SIGFPE: "arithmetic fault",
    signal.SIGILL: "illegal instruction",
}
_SIGXCPU, _SIGKILL, _SIGSYS, _SIGXFSZ = (
    getattr(signal, f"SIG{name}", None) for name in ("XCPU", "KILL", "SYS", "XFSZ")
)


def explain(end: End, cpu_seconds: int, memory_mib: int) -> Ended:
    """Give the reason for an end that nobody but the submission brought about."""
    if end.signal is None:
        return Ended("exited", "it ended the program before it answered")
    if end.signal == _SIGXCPU or (end.signal == _SIGKILL and end.cpu_seconds >= cpu_seconds):
        return Ended("timed_out", f"it used more than {cpu_seconds} seconds of processor time")
    if end.peak_mib > 0.9 * memory_mib:
        return Ended("memory", f"it used more than {memory_mib} MiB of memory")
    if end.signal == _SIGSYS:
        return Ended("killed", "it asked the system for something that no submission may have")
    if end.signal == _SIGXFSZ:
        return Ended("killed", "it wrote to a file, which a submission cannot do")
    if end.signal in _CRASHES:
        return Ended("killed", f"it crashed the Python interpreter ({_CRASHES[signal.Signals(end.signal)]})")
    return Ended("killed", "its process was killed before it answered")


def raised(message: dict[Any, Any]) -> Raised | None:
    """Read what a worker says that the submission raised; None where it says no such thing."""
    texts = [message.get(key) for key in ("type", "message", "source_line", "missing")]
    line, stage = message.get("line"), message.get("stage")
    if any(type(text) is not str for text in texts) or stage not in ("import", "call"):
        return None
    if line is not None and type(line) is not int:
        return None
    name, text, source_line, missing = (str(part) for part in texts)
    return Raised(name[:200], text, line, source_line, stage, missing)


def outlines(message: dict[Any, Any]) -> tuple[tuple[Outline, ...], frozenset[str]]:
    """Rebuild the outlines, which our own code wrote before any of the student's ran."""
    try:
        found = tuple(_outline(*parts) for parts in message["outlines"])
        return found, frozenset(message["probes"])
    except (KeyError, TypeError, AttributeError) as error:
        raise SandboxError(f"outlines that are none: {error}") from None


def _outline(functions: dict[str, Any], module: Any, error: Any, warnings: Any) -> Outline:
    return Outline(
        {name: FunctionOutline(*parts) for name, parts in functions.items()},
        None if module is None else FunctionOutline(*module),
        error,
        tuple(warnings),
    )
