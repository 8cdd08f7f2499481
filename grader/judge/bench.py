"""Observe one submission through locked workers: one per exercise, fresh after a crash.

A module must not carry a hidden input into what its author sees. So a worker goes on from visible to
hidden calls and never back: what it printed is taken before it gets the first hidden input, and what it
says afterwards is shown to nobody. Public (counterexample) calls, which are shown, come later and have a
worker that never saw a hidden one. No two processes of a submission run at one time: a thread that is
left in one could read what another signals by its load or memory.
"""

from __future__ import annotations

import contextlib
import hashlib
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Protocol, TypeVar

from grader.course import Course
from grader.errors import SandboxError
from grader.judge.ahead import Planned, QuietBench
from grader.judge.caserun import Channel, Verdict, no_answer
from grader.judge.subject import Seen, WorkerSubject
from grader.judge.suite import Observation
from grader.judge.texts import Texts
from grader.messages import say
from grader.probes import probe_modules
from grader.records import Status, Submission, Task, Usage
from grader.sandbox.api import Ended, Job, Limits, Outline, Raised, Worker, WorkerUsage
from grader.text import clean

LIMITS = Limits(wall_seconds=5.0, cpu_seconds=20)
SHORT = Limits(wall_seconds=2.0, cpu_seconds=4)
_OUTPUT_CHARACTERS = 4000
_MOST_STOPPED = 8

T = TypeVar("T")


class Opener(Protocol):
    """What a bench needs of a sandbox."""

    def open(self, job: Job) -> Worker:
        """Start a worker for a job."""


@dataclass
class _Exercise:
    """What is known of one exercise of the submission while it is judged."""

    no_import: Raised | Ended | None = None  # why the module does not run to its end
    late: set[int] = field(default_factory=set)
    planned: tuple[Planned, ...] = ()
    output: str = ""
    second_tries: int = 3  # with a new worker, after what may be nobody's fault


@dataclass
class _Live:
    """The one worker that runs, and whose calls it serves."""

    slug: str
    channel: Channel
    worker: Worker


class SandboxBench:
    """The bench of one submission; see `grader.judge.session.Bench`."""

    def __init__(
        self,
        course: Course,
        submission: Submission,
        sandbox: Opener,
        *,
        slugs: Sequence[str] = (),
        budget_seconds: float = 300.0,
    ) -> None:
        """Observe a submission of which these exercises will be judged."""
        self._course = course
        self._submission = submission
        self._sandbox = sandbox
        self._texts = Texts(course, submission, slugs)
        self._deadline = time.monotonic() + budget_seconds
        self._limits = LIMITS
        self._exercises: dict[str, _Exercise] = {}
        self._live: _Live | None = None
        self._usage: list[Usage] = []
        self._stopped: list[Worker] = []
        self._told: Worker | None = None  # the worker that knows which calls will come

    # --- before any call ----------------------------------------------------------------------

    def preset(self, slug: str, task: Task) -> Verdict | None:
        """Give the verdict that holds for a whole task without running it, or None."""
        verdict = self._texts.settled(slug)
        if verdict:
            return verdict
        if time.monotonic() > self._deadline:
            return Verdict(Status.NOT_RUN, say("no_budget"))
        state = self._exercises.setdefault(slug, _Exercise())
        if self._texts.outline(slug) is None:
            self._read(slug)
        verdict = self._texts.verdict(slug, task)
        if verdict:
            return verdict
        if state.no_import:
            return no_answer(state.no_import, task)
        if task.number in state.late:
            return Verdict(Status.TIMED_OUT, say("timed_out_before"))
        return None

    def _read(self, slug: str) -> None:
        """Have the source outlined in a worker, and with it those of the exercises to come.

        Whatever kills a reader does so twice, anybody else hardly.
        """

        def examine() -> tuple[Sequence[Outline], bool]:
            worker = self._worker(slug, "visible")
            return worker.outlines, worker.alive

        found, alive = self._persist(slug, examine)
        if len(found) < len(self._texts.to_read(slug)):
            self._texts.read_alone()
            self._end()
            found, alive = self._persist(slug, examine)
        while found[0].error and not alive and self._has_second_try(slug):
            found, alive = self._persist(slug, examine)
        self._texts.take(slug, found)

    def _persist(self, slug: str, act: Callable[[], T]) -> T:
        """Act, and again with a new worker where our own machinery failed: a zygote may die."""
        while True:
            try:
                return act()
            except SandboxError:
                if not self._has_second_try(slug):
                    raise
                self._end()

    def _has_second_try(self, slug: str) -> bool:
        state = self._exercises.setdefault(slug, _Exercise())
        state.second_tries -= 1
        return state.second_tries >= 0

    # --- calls --------------------------------------------------------------------------------

    def observe(self, slug: str, channel: Channel, probe: str, inputs: dict[str, Any]) -> Seen:
        """Run one probe call on the submission's module of that exercise.

        Raises Verdict where the submission's time is used up: a case may make many calls.
        """
        if time.monotonic() > self._deadline:
            raise Verdict(Status.NOT_RUN, say("no_budget"))
        state = self._exercises.setdefault(slug, _Exercise())

        def ask() -> Seen:
            worker = self._worker(slug, channel)
            if channel == "hidden" and worker is not self._told:
                self._tell(worker, slug)
            return WorkerSubject(worker).observe(probe, inputs)

        seen = self._persist(slug, ask)
        if isinstance(seen, Ended) and seen.reason == "in_vain":
            self._end()
            seen = self._persist(slug, ask)
        while isinstance(seen, Ended) and seen.reason == "killed" and self._has_second_try(slug):
            # Somebody else may have killed it, such as a machine short of memory. What kills itself does so
            # again.
            self._end()
            seen = self._persist(slug, ask)
        if isinstance(seen, Raised) and seen.line is not None:
            seen = replace(seen, place=self._texts.place(slug, seen.line))
        if isinstance(seen, Ended):
            self._end()
            if seen.reason == "timed_out":
                key = "import_timed_out" if seen.stage == "import" else "timed_out"
                seen = replace(seen, detail=say(key, seconds=self._limits.wall_seconds))
                self._limits = replace(SHORT, memory_mib=LIMITS.memory_mib)
        if not isinstance(seen, Observation) and seen.stage == "import" and channel == "visible":
            state.no_import = seen
        return seen

    def expect(self, slug: str, planned: Sequence[Planned]) -> None:
        """Hear which hidden calls of an exercise will probably come, in this order."""
        self._exercises.setdefault(slug, _Exercise()).planned = tuple(planned)

    def _tell(self, worker: Worker, slug: str) -> None:
        """Tell a new worker which hidden calls will come: those of tasks that are not settled.

        Visible calls are made one by one, because what is printed in one that nobody made would be shown.
        """
        tasks = self._course.exercises[slug].tasks
        unsettled = {task.number for task in tasks if self.preset(slug, task) is None}
        planned = self._exercises[slug].planned
        worker.expect([(p.probe, p.raw) for p in planned if p.task in unsettled])
        self._told = worker

    def note_late(self, slug: str, task: int) -> None:
        """Remember that a task ran out of time, so that it is not run again."""
        self._exercises.setdefault(slug, _Exercise()).late.add(task)

    def _worker(self, slug: str, channel: Channel) -> Worker:
        live = self._live
        if live and (live.slug, live.channel, channel) == (slug, "visible", "hidden"):
            self._keep_output(live)  # all of it that there was before a hidden input
            live.channel = "hidden"
        if live is None or (live.slug, live.channel) != (slug, channel) or not live.worker.alive:
            self._end()
            self._live = live = _Live(slug, channel, self._sandbox.open(self._job(slug)))
        return live.worker

    def _job(self, slug: str) -> Job:
        # Nothing of the run's own seed: a submission can read this one, and try out which seed gives it.
        seed = int.from_bytes(hashlib.sha256(slug.encode()).digest()[:4], "little")
        return Job(
            filename=f"{slug}.py",
            source=self._submission.sources[slug],
            modules=probe_modules(self._course, slug),
            seed=seed,
            limits=self._limits,
            to_outline=self._texts.to_read(slug),
        )

    # --- afterwards ---------------------------------------------------------------------------

    def output(self, slug: str) -> str:
        """Give what the submission printed in visible and public calls, sanitised and capped."""
        live = self._live
        now = live.worker.output if live and live.slug == slug and live.channel != "hidden" else ""
        return clean(self._exercises.get(slug, _Exercise()).output + now, _OUTPUT_CHARACTERS)

    def outline(self, slug: str) -> Outline | None:
        """Give the outline of a source, where one was taken."""
        return self._texts.outline(slug)

    def finish(self, slug: str) -> None:
        """End the exercise's worker."""
        if self._live and self._live.slug == slug:
            self._end()

    def usage(self) -> Usage:
        """Give what all workers used; after `close`."""
        return Usage(
            cpu_seconds=round(sum(u.cpu_seconds for u in self._usage), 4),
            peak_memory_mib=max((u.peak_memory_mib for u in self._usage), default=0.0),
            workers=len(self._usage),
        )

    def _end(self) -> None:
        live, self._live = self._live, None
        if live is None:
            return
        live.worker.stop()
        self._keep_output(live)
        self._stopped.append(live.worker)
        self._let_go(_MOST_STOPPED)

    def _keep_output(self, live: _Live) -> None:
        """Keep what was printed, unless a hidden input was known when it was."""
        if live.channel != "hidden":
            state = self._exercises.setdefault(live.slug, _Exercise())
            state.output = (state.output + live.worker.output)[: 4 * _OUTPUT_CHARACTERS]

    def _let_go(self, most: int) -> None:
        """Close stopped workers until `most` are left; their memory takes the system a while to free."""
        while len(self._stopped) > most:
            worker, used = self._stopped.pop(0), WorkerUsage()
            with contextlib.suppress(SandboxError):  # a zygote that is gone cannot say what a worker used
                used = worker.close()
            self._usage.append(Usage(cpu_seconds=used.cpu_seconds, peak_memory_mib=used.peak_memory_mib))

    def close(self) -> None:
        """End every worker; what they used is known then."""
        self._end()
        self._let_go(0)


class TrustedBench(QuietBench):
    """A bench for the author's own code (twins, the reference), observed in this process."""

    def __init__(self, subjects: Mapping[str, Any]) -> None:
        self._subjects = subjects

    def observe(self, slug: str, channel: Channel, probe: str, inputs: dict[str, Any]) -> Seen:  # noqa: ARG002
        """Run the probe on the trusted subject."""
        seen: Seen = self._subjects[slug].observe(probe, inputs)
        return seen
