"""A judge process of a batch: holds one warm Grader and answers submissions over its pipes.

Theory of operation. The batch starts this module in a process of its own and talks to it in
length-prefixed MessagePack frames: settings first, then submissions; a report comes back for each.
Only trusted processes speak here, and still nothing is pickled. When standard input ends, so does
this process, and its zygote with it: a killed batch leaves nothing behind.
"""

from __future__ import annotations

import os
import struct
import sys
from pathlib import Path
from typing import BinaryIO

import msgspec

from grader.records import Level, Record, Submission

_LENGTH = struct.Struct("<I")
_LARGEST = 256 << 20


class Settings(Record, frozen=True, kw_only=True):
    """What a judge process needs to know before its first submission."""

    course_root: str
    seed: int | None
    min_isolation: Level
    exercises: tuple[str, ...]


class Ready(Record, frozen=True, kw_only=True):
    """The first answer: the process is warm, or `error` says why it cannot be (exit code beside it)."""

    suite_digest: str = ""
    seed: int = 0
    max_score: float = 0.0
    error: str = ""
    exit_code: int = 0


def write_frame(pipe: BinaryIO, data: bytes) -> None:
    """Write one frame and flush it."""
    pipe.write(_LENGTH.pack(len(data)) + data)
    pipe.flush()


def read_frame(pipe: BinaryIO) -> bytes | None:
    """Read one frame, or None where the other side has ended."""
    head = pipe.read(_LENGTH.size)
    if len(head) < _LENGTH.size:
        return None
    (length,) = _LENGTH.unpack(head)
    if length > _LARGEST:
        return None
    data = pipe.read(length)
    return data if len(data) == length else None


def serve(inward: BinaryIO, outward: BinaryIO) -> None:
    """Answer submissions until the input ends."""
    from grader.course import load_course
    from grader.errors import GraderError
    from grader.pipeline import Grader, Options

    first = read_frame(inward)
    if first is None:
        return
    settings = msgspec.msgpack.decode(first, type=Settings)
    options = Options(
        seed=settings.seed, min_isolation=settings.min_isolation, exercises=settings.exercises
    )
    try:
        grader = Grader(load_course(Path(settings.course_root)), options)
        grader.__enter__()
    except GraderError as error:
        write_frame(outward, msgspec.msgpack.encode(Ready(error=str(error), exit_code=error.exit_code)))
        return
    with grader:
        ready = Ready(suite_digest=grader.course.suite_digest, seed=grader.seed, max_score=grader.max_score)
        write_frame(outward, msgspec.msgpack.encode(ready))
        while (frame := read_frame(inward)) is not None:
            submission = msgspec.msgpack.decode(frame, type=Submission)
            write_frame(outward, msgspec.msgpack.encode(grader.grade_submission(submission).report))


def main() -> None:
    """Serve on standard input and output; whatever else prints goes to standard error."""
    outward = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    serve(sys.stdin.buffer, outward)


if __name__ == "__main__":
    main()
