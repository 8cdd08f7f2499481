"""A worker as the judge sees it: `api.Worker` over a sandboxed process.

Everything that comes from the process goes through the strict decoder. What ends the process after it
said "locked" is the submission's doing; the words for it come from how it ended, the score never does.
"""

from __future__ import annotations

import contextlib
import secrets
import time
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

from grader.errors import SandboxError
from grader.sandbox import wire, wire_read
from grader.sandbox.api import (
    Answer,
    Ended,
    Job,
    Outline,
    Reply,
    Value,
    WorkerUsage,
)
from grader.sandbox.process import DeadlineError, End, FloodError, HungUpError, Process
from grader.sandbox.replies import explain, outlines, raised

# From closing the line to the end of a process that is ending; a large one takes a while to be torn down.
_GRACE_SECONDS = 0.5
_AHEAD = 4  # calls that a worker has been sent at most
_PATIENCE_SECONDS = 0.25  # for the answer to a call that nobody made


@dataclass(frozen=True, slots=True)
class _Posted:
    """A call that was sent and not answered yet."""

    probe: str
    inputs: dict[str, Value]
    placed: Value
    nonce: bytes


class WorkerHandle:
    """Serves the calls of one job. Not for use from two threads at once."""

    def __init__(self, process: Process, job: Job, drain_mib: int = 8) -> None:
        self._process = process
        self._job = job
        self._started = time.monotonic()
        self._cap = job.limits.reply_mib << 20
        self._outlines: tuple[Outline, ...] | None = None
        self._probes: frozenset[str] = frozenset()
        self._ended: Ended | None = None
        self._stage: Literal["import", "call"] = "call"  # where it was when it ended
        self._usage: WorkerUsage | None = None
        process.limit_output(job.limits.output_kib << 10, drain_mib << 20)
        self._coming: deque[tuple[str, dict[str, Value]]] = deque()
        self._posted: deque[_Posted] = deque()
        self._nonce = secrets.token_bytes(wire.NONCE_BYTES)
        self._deadline = self._started + job.limits.wall_seconds
        message = {
            "kind": "job",
            "filename": job.filename,
            "source": job.source,
            "modules": [list(module) for module in job.modules],
            "seed": job.seed,
            "reply_bytes": self._cap,
            "to_outline": [job.source] if job.to_outline is None else list(job.to_outline),
        }
        self._send(message)

    # --- api.Worker ---------------------------------------------------------------------------

    @property
    def outlines(self) -> tuple[Outline, ...]:
        """Give the outlines; where the worker died over the texts, one that says so."""
        if self._outlines is None:
            message = self._receive()
            if message is None:
                why = self._known_end().detail
                self._outlines = (Outline(error=(1, f"the file could not be examined: {why}")),)
            elif message.get("kind") == "fault":
                self._end_now()
                raise SandboxError(f"a helper module failed in the worker: {message.get('message')}")
            else:
                self._outlines, self._probes = outlines(message)
        return self._outlines

    @property
    def outline(self) -> Outline:
        """Give the first outline."""
        return self.outlines[0]

    @property
    def output(self) -> str:
        """Give what the submission printed so far."""
        return self._process.output.text

    @property
    def alive(self) -> bool:
        """Tell whether another call can be answered."""
        return self._ended is None and self._usage is None

    def expect(self, calls: Sequence[tuple[str, dict[str, Value]]]) -> None:
        """Hear which calls will probably come, in this order: they may be sent ahead."""
        self._coming = deque(calls)

    def call(self, probe: str, inputs: dict[str, Value]) -> Reply:
        """Run one probe call. Raises SandboxError for what only we can have done wrong.

        While it runs, the worker is sent the calls that will probably come next.
        """
        _ = self.outlines  # the first message of every worker
        if self._ended is not None:
            return self._ended
        if self._usage is not None:
            raise SandboxError("the worker is closed")
        if probe not in self._probes:
            raise SandboxError(f"the probe module defines no {probe!r}")
        if not self._skip_to(probe, inputs):
            return self._fail("in_vain", "it was busy with a call that nobody made")
        if not self._posted:
            self._post(probe, inputs)
        self._send_ahead()
        started = time.monotonic()
        reply = self._next_reply(self._posted.popleft(), self._job.limits.wall_seconds)
        return replace(reply, wall_seconds=time.monotonic() - started) if type(reply) is Answer else reply

    def stop(self) -> None:
        """Kill the worker without waiting for its end."""
        if self._usage is None and self._ended is None:
            self._ended = Ended("killed", "it was ended")
            with contextlib.suppress(FloodError):
                self._process.drain()
            self._process.kill()

    def close(self) -> WorkerUsage:
        """End the worker and say what it used."""
        if self._usage is None:
            end = self._process.finish()
            self._usage = WorkerUsage(time.monotonic() - self._started, end.cpu_seconds, end.peak_mib)
        return self._usage

    # --- calls sent ahead ---------------------------------------------------------------------

    def _skip_to(self, probe: str, inputs: dict[str, Value]) -> bool:
        """Throw away the answers to calls that were sent and not made; tell whether that went well."""
        while self._posted and (self._posted[0].probe, self._posted[0].inputs) != (probe, inputs):
            if type(self._next_reply(self._posted.popleft(), _PATIENCE_SECONDS)) is Ended:
                return False
        if not self._posted and (probe, inputs) in self._coming:
            while self._coming.popleft() != (probe, inputs):
                pass
        return True

    def _post(self, probe: str, inputs: dict[str, Value]) -> None:
        """Send a call, waiting until it is sent."""
        placed = self._process.arena.place(inputs)
        self._deadline = time.monotonic() + self._job.limits.wall_seconds
        self._nonce = secrets.token_bytes(wire.NONCE_BYTES)
        self._send({"kind": "call", "probe": probe, "inputs": placed})
        self._posted.append(_Posted(probe, inputs, placed, self._nonce))

    def _send_ahead(self) -> None:
        """Send what will come next, as far as that can be done without waiting."""
        while self._coming and len(self._posted) < _AHEAD and self._ended is None:
            probe, inputs = self._coming[0]
            placed = self._process.arena.place_if_room(inputs)
            nonce = secrets.token_bytes(wire.NONCE_BYTES)
            if placed is None or not self._process.offer(
                wire.encode({"kind": "call", "probe": probe, "inputs": placed}, nonce)
            ):
                return
            self._posted.append(_Posted(probe, inputs, placed, nonce))
            self._coming.popleft()

    def _next_reply(self, posted: _Posted, seconds: float) -> Reply:
        self._deadline = time.monotonic() + seconds
        self._nonce = posted.nonce
        message = self._receive()
        if message is None:
            return self._known_end()
        return self._reply(message, posted) or self._fail(
            "bad_reply", "the answer is not one that a probe gives"
        )

    # --- messages -----------------------------------------------------------------------------

    def _send(self, message: Value) -> None:
        if self._ended is not None:
            return
        try:
            self._process.send(wire.encode(message, self._nonce), self._deadline)
        except wire.EncodeError as error:
            raise SandboxError(f"a call cannot be sent: {error}") from None
        except DeadlineError:
            self._fail("timed_out", self._too_long())
        except FloodError:
            self._fail("output", "it printed more than can be kept")
        except HungUpError:
            self._explain()

    def _receive(self) -> dict[Any, Any] | None:
        """Read one message; on anything else end the worker, remember why, and give None."""
        if self._ended is not None:
            return None
        reader = wire_read.FrameReader(self._nonce, self._cap + wire.MAX_HEADER)
        try:
            while not reader.done:
                reader.feed(self._process.receive(reader.wanted, self._deadline))
            self._process.drain()
            message = reader.value()
        except DeadlineError:
            self._fail("timed_out", self._too_long())
        except FloodError:
            self._fail("output", "it printed more than can be kept")
        except HungUpError:
            self._explain()
        except wire.TooLargeError as error:
            self._fail("too_large", f"the answer is too large: {error}")
        except wire.DecodeError as error:
            self._fail("bad_reply", str(error))
        else:
            if type(message) is dict:
                return message
            self._fail("bad_reply", "the answer is not one that a probe gives")
        return None

    def _reply(self, message: dict[Any, Any], posted: _Posted) -> Reply | None:
        kind = message.get("kind")
        values, rearranged = message.get("values"), message.get("rearranged")
        if kind == "answer" and type(values) is dict and type(rearranged) is dict:
            if not all(type(key) is str for key in values):
                return None
            arguments = self._process.arena.read(posted.placed)
            # What is said here can only speak against the submission: the memory must be right too.
            said = {
                name: rearranged[name]
                for name, given in posted.inputs.items()
                if name in rearranged and rearranged[name] != given
            }
            return Answer(values, arguments | said, memory={name: arguments[name] for name in said})
        if kind == "raised":
            return raised(message)
        return None

    # --- ends ---------------------------------------------------------------------------------

    def _too_long(self) -> str:
        return f"it gave no answer within {self._job.limits.wall_seconds:g} seconds"

    def _known_end(self) -> Ended:
        assert self._ended is not None
        return self._ended

    def _fail(self, reason: Any, detail: str) -> Ended:
        self._end_now()
        self._ended = Ended(reason, detail, self._stage)
        return self._ended

    def _end_now(self) -> End:
        # The first time only: the arena goes with the process.
        if self._usage is None and self._outlines is not None and not self._process.arena.module_has_run:
            self._stage = "import"
        end = self._process.finish()
        self._usage = WorkerUsage(time.monotonic() - self._started, end.cpu_seconds, end.peak_mib)
        return end

    def _explain(self) -> None:
        """Put into words how the worker ended by itself."""
        if not self._process.ended(_GRACE_SECONDS):
            self._fail("exited", "it closed its line to the grader before it answered")
            return
        ended = explain(self._end_now(), self._job.limits.cpu_seconds, self._job.limits.memory_mib)
        self._ended = replace(ended, stage=self._stage)
