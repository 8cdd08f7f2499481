"""What the sandbox tests share: one small probe, and how to put a student's text through it."""

from __future__ import annotations

import struct
import textwrap
from typing import Any

from grader.sandbox.api import Job, Limits, RawTensor, Reply
from grader.sandbox.host import Sandbox

PROBE = b"""
def run(module, **inputs):
    return {"value": module.run(**inputs)}

def nothing(module):
    return {}
"""
NAME = "ex00_test.py"


def job(source: str | bytes, *, limits: Limits | None = None, probe: bytes = PROBE, seed: int = 7) -> Job:
    """Make a job of a student's text."""
    text = source if isinstance(source, bytes) else textwrap.dedent(source).encode()
    return Job(
        NAME, text, (("grader.suites.ex00_test.probe", probe),), seed, limits or Limits(wall_seconds=5)
    )


def run(sandbox: Sandbox, source: str | bytes, *, limits: Limits | None = None, **inputs: Any) -> Reply:
    """Put a student's text through the probe once."""
    worker = sandbox.open(job(source, limits=limits))
    try:
        return worker.call("run", inputs)
    finally:
        worker.close()


def value(reply: Reply) -> Any:
    """Give what `run` returned; fail with the reply where it did not."""
    values = getattr(reply, "values", None)
    assert values is not None, reply
    return values["value"]


def float64(*numbers: float) -> RawTensor:
    """Make a vector of float64."""
    return RawTensor("float64", (len(numbers),), struct.pack(f"<{len(numbers)}d", *numbers))


def numbers(tensor: RawTensor) -> tuple[float, ...]:
    """Give the numbers of a float64 tensor."""
    assert tensor.dtype == "float64"
    return struct.unpack(f"<{len(tensor.data) // 8}d", tensor.data)
