"""A judge process of a batch: holds one warm Grader and answers submissions over its pipes.

Theory of operation. The batch starts this module in a process of its own and talks to it in
length-prefixed MessagePack frames: settings first, then submissions; a report comes back for each.
Only trusted processes speak here, and still nothing is pickled. A thread reads standard input also
while a submission is judged: when it ends, so does this process within seconds, and its zygote with
it, so that a killed batch leaves nothing behind.
"""

from __future__ import annotations

import gc
import os
import queue
import struct
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

import msgspec

from grader.records import Level, Record, Submission

_LENGTH = struct.Struct("<I")
_LARGEST = 256 << 20
_GRACE_SECONDS = 3.0


class Settings(Record, frozen=True, kw_only=True):
    """What a judge process needs to know before its first submission."""

    course_root: str
    seed: int | None
    min_isolation: Level
    exercises: tuple[str, ...]
    suite_digest: str = ""  # where set, other suites are refused


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
    head = _exactly(pipe, _LENGTH.size)
    if head is None:
        return None
    (length,) = _LENGTH.unpack(head)
    return _exactly(pipe, length) if length <= _LARGEST else None


def _exactly(pipe: BinaryIO, length: int) -> bytes | None:
    data = bytearray()
    while len(data) < length:
        part = pipe.read(length - len(data))
        if not part:
            return None
        data += part
    return bytes(data)


def frames(inward: BinaryIO) -> Iterator[bytes]:
    """Give the frames as they come; end this process where the input ends under its work."""
    waiting: queue.SimpleQueue[bytes | None] = queue.SimpleQueue()

    def read() -> None:
        while (frame := read_frame(inward)) is not None:
            waiting.put(frame)
        waiting.put(None)
        time.sleep(_GRACE_SECONDS)
        os._exit(1)

    threading.Thread(target=read, name="inbox", daemon=True).start()
    return iter(waiting.get, None)


def serve(inward: BinaryIO, outward: BinaryIO) -> None:
    """Answer submissions until the input ends."""
    from grader.course import load_course
    from grader.errors import GraderError
    from grader.warm import warm_grader

    inbox = frames(inward)
    first = next(inbox, None)
    if first is None:
        return
    settings = msgspec.msgpack.decode(first, type=Settings)
    try:
        grader = warm_grader(
            load_course(Path(settings.course_root)),
            exercises=settings.exercises,
            seed=settings.seed,
            min_isolation=settings.min_isolation,
        )
    except GraderError as error:
        write_frame(outward, msgspec.msgpack.encode(Ready(error=str(error), exit_code=error.exit_code)))
        return
    except OSError as error:
        write_frame(
            outward, msgspec.msgpack.encode(Ready(error=f"a judge cannot start: {error}", exit_code=3))
        )
        return
    with grader:
        ready = Ready(suite_digest=grader.course.suite_digest, seed=grader.seed, max_score=grader.max_score)
        write_frame(outward, msgspec.msgpack.encode(ready))
        for frame in inbox:
            submission = msgspec.msgpack.decode(frame, type=Submission)
            write_frame(outward, msgspec.msgpack.encode(grader.grade_submission(submission).report))


def main() -> None:
    """Serve on standard input and output; whatever else prints goes to standard error."""
    inward, outward = os.fdopen(os.dup(0), "rb", buffering=0), os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    serve(inward, outward)
    gc.freeze()  # at its end the interpreter would look for garbage in all of torch


if __name__ == "__main__":
    main()
