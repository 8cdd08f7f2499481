"""What the rest of the grader knows of a sandbox: jobs go in, inert observations come out.

Standard library only. A `Value` is plain data; tensors cross as `RawTensor` (bytes and facts).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol

# None | bool | int | float | str | bytes | list | tuple | dict[str | int, Value] | RawTensor
Value = Any


@dataclass(frozen=True, slots=True)
class RawTensor:
    """A tensor as bytes: `dtype` is torch's name without "torch.", data is C-contiguous."""

    dtype: str
    shape: tuple[int, ...]
    data: bytes


@dataclass(frozen=True, slots=True)
class Limits:
    """What one worker may use; `wall_seconds` counts per call, the rest per worker."""

    wall_seconds: float = 10.0
    cpu_seconds: int = 4
    memory_mib: int = 1024
    output_kib: int = 64
    reply_mib: int = 64


@dataclass(frozen=True, slots=True)
class Job:
    """One student module to serve probe calls on.

    `modules` are trusted helper modules in loading order, (dotted name, source); the last one is
    the probe. They cross as bytes because a worker can read no file of the project.
    """

    filename: str
    source: bytes
    modules: tuple[tuple[str, bytes], ...]
    seed: int
    limits: Limits = Limits()
    to_outline: tuple[bytes, ...] | None = None  # texts to read before any of it runs; None: the source


@dataclass(frozen=True, slots=True)
class FunctionOutline:
    """What the syntax tree of one top-level function, method or class shows.

    `names` are the dotted names it reads, import aliases resolved; an attribute of something
    that is not a plain name reads "?.backward", and one that is set reads "torch.exp=". Each comes
    with its first line.
    """

    digest: str
    line: int
    names: dict[str, int]


@dataclass(frozen=True, slots=True)
class Outline:
    """What the source text says, taken before any of it ran.

    `functions` has one entry per top-level function or class; `module` is the code outside them.
    `error` is (line, message) where the source does not parse, and the rest is then empty.
    """

    functions: dict[str, FunctionOutline] = field(default_factory=dict)
    module: FunctionOutline | None = None
    error: tuple[int, str] | None = None
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Answer:
    """A probe returned. `values` is what it wrote down.

    `arguments` has the structure of the inputs, tensors read after the call from memory that the
    judge's side owns (`measured`), so that "changed in place" and "left alone" are facts. A list or dict
    that the worker says was rearranged, emptied or filled is given as the worker says, and `memory`
    has it as it was measured.
    """

    values: dict[str, Value]
    arguments: dict[str, Value]
    memory: dict[str, Value] = field(default_factory=dict)
    measured: bool = True
    wall_seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class Raised:
    """The submission raised. `line` is the last line of the student's file in the traceback."""

    type: str
    message: str
    line: int | None = None
    source_line: str = ""
    stage: Literal["import", "call"] = "call"
    missing: str = ""  # the name the student's module does not define, if that is the reason
    place: str = ""  # the line in the student's words, where that is not "line N"


@dataclass(frozen=True, slots=True)
class Ended:
    """The worker ended, or was ended, without a valid answer to this call.

    At "import" the student's module had not run to its end, as far as the worker said.
    "in_vain": over a call that it was sent ahead and nobody made. It says nothing of this call.
    """

    reason: Literal["timed_out", "exited", "killed", "bad_reply", "too_large", "output", "memory", "in_vain"]
    detail: str
    stage: Literal["import", "call"] = "call"


Reply = Answer | Raised | Ended


@dataclass(frozen=True, slots=True)
class WorkerUsage:
    """What one worker used, measured from outside."""

    wall_seconds: float = 0.0
    cpu_seconds: float = 0.0
    peak_memory_mib: float = 0.0


class Worker(Protocol):
    """A process (or, for trusted code, an object) that serves probe calls on one module."""

    @property
    def outlines(self) -> Sequence[Outline]:
        """Give the outlines asked for, taken before the module ran.

        They may be fewer. Where the worker died over them, the only one says so.
        """

    @property
    def outline(self) -> Outline:
        """Give the first of the outlines."""

    @property
    def output(self) -> str:
        """Give what the submission printed so far, capped and decoded, not yet sanitised."""

    @property
    def alive(self) -> bool:
        """Tell whether another call can be answered."""

    def expect(self, calls: Sequence[tuple[str, dict[str, Value]]]) -> None:
        """Hear which calls will probably come, in this order: they may be sent ahead."""

    def call(self, probe: str, inputs: dict[str, Value]) -> Reply:
        """Run `probe(module, **inputs)`; the first call also runs the student's module."""

    def stop(self) -> None:
        """Kill the worker without waiting for its end; `close` does."""

    def close(self) -> WorkerUsage:
        """End the worker and say what it used."""
