"""Many submissions in warm graders, hostile and honest mixed: nobody's report depends on the others."""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import msgspec

from grader.classroom.pool import Pool, Work
from grader.classroom.serve import Settings
from grader.course import Course
from grader.pipeline import Grader, Options
from grader.records import Level, Outcome, ScoreReport, Usage
from grader.report import to_json
from grader.sandbox.host import Sandbox
from tests.attacks.corpus import ATTACKS
from tests.attacks.corpus.poison import HONEST, POISON, READY
from tests.attacks.model import RIGHT
from tests.attacks.run import EXERCISES, SLUG
from tests.support.submit import submission

_SLOW = (
    "never ends",
    "without end",
    "stop itself",
    "mebibytes",
    "processor time",
    "ten megabytes",
    "threads",
    "output and traceback",
)


_MOST_GROWTH_MIB = 6.0


@dataclass(frozen=True)
class Mixed:
    """What a mixed run showed; memory is that of the process that grew most."""

    submissions: int
    jobs: int
    changed: tuple[str, ...]
    failed: tuple[str, ...]
    zygote_mib: tuple[float, float]
    judge_mib: tuple[float, float]

    @property
    def fine(self) -> bool:
        """Tell whether nobody's report depended on the others, and no process grew."""
        grown = max(after - before for before, after in (self.zygote_mib, self.judge_mib))
        return not self.changed and not self.failed and grown < _MOST_GROWTH_MIB

    def __str__(self) -> str:
        """Say it in two lines, and name what went wrong."""
        return (
            f"{self.submissions} submissions at {self.jobs} jobs: {len(self.changed)} honest reports differ, "
            f"{len(self.failed)} runs failed on our side {' '.join((*self.changed, *self.failed))}\n"
            f"zygote {self.zygote_mib[0]:.1f} -> {self.zygote_mib[1]:.1f} MiB, "
            f"judge {self.judge_mib[0]:.1f} -> {self.judge_mib[1]:.1f} MiB"
        )


def stable(report: ScoreReport) -> bytes:
    """Give a report without what varies by run."""
    cases = tuple(msgspec.structs.replace(case, duration_seconds=0.0) for case in report.cases)
    return to_json(msgspec.structs.replace(report, cases=cases, usage=Usage(), started_at=""))


def hostile() -> dict[str, dict[str, str]]:
    """Give the hostile submissions that do not take seconds each."""
    quick = [a for a in ATTACKS if a.source and not any(word in a.name for word in _SLOW)]
    attacks = {f"{attack.number} {attack.name}": {SLUG: attack.source} for attack in quick}
    for name, code in POISON.items():
        attacks[f"poisoned {name}"] = {SLUG: code + RIGHT, "ex00_ready": code + READY}
    return attacks


def alone(course: Course) -> dict[str, bytes]:
    """Give each honest submission's report, graded where nothing hostile was."""
    with Grader(course, Options(exercises=EXERCISES)) as grader:
        return {
            name: stable(grader.grade_submission(submission(name, **sources)).report)
            for name, sources in HONEST.items()
        }


def mixture(count: int, seed: int) -> Iterator[Work]:
    """Give `count` submissions, every third one honest, in an order that the seed decides."""
    order = random.Random(seed)
    honest, bad = list(HONEST.items()), list(hostile().items())
    for number in range(count):
        name, sources = order.choice(bad if number % 3 else honest)
        yield Work(str(number), submission(name, **sources))


def run(course: Course, count: int, *, seed: int = 1, jobs: int = 1) -> Mixed:
    """Grade a mixture in this many warm judges; compare what honest ones get with what they get alone."""
    reports = alone(course)
    settings = Settings(
        course_root=str(course.root), seed=None, min_isolation=Level.STANDARD, exercises=EXERCISES
    )
    changed, failed = [], []
    before: dict[int, float] = {}
    with Pool(settings, jobs) as pool:
        for done, (piece, report) in enumerate(pool.run(mixture(count, seed))):
            name = piece.submission.student
            if report.outcome is not Outcome.GRADED:
                failed.append(f"{piece.key} {name}: {report.reason}")
            if name in reports and stable(report) != reports[name]:
                changed.append(f"{piece.key} {name}")
            if done == count // 3:  # first uses of everything are no leak
                before = memory(pool.pids)
        after = memory(pool.pids)
        judges = pool.pids
    grown = sorted(before.keys() & after.keys(), key=lambda pid: after[pid] - before[pid])
    judge = next(pid for pid in reversed(grown) if pid in judges)
    zygote = next(pid for pid in reversed(grown) if pid not in judges)
    return Mixed(
        count,
        jobs,
        tuple(changed),
        tuple(failed),
        (before[zygote], after[zygote]),
        (before[judge], after[judge]),
    )


def memory(judges: Iterable[int]) -> dict[int, float]:
    """Give what these judges and their zygotes hold, in MiB by process."""
    return {pid: _resident(pid) for judge in judges for pid in (judge, _zygote_below(_children(judge)[0]))}


def _children(pid: int) -> list[int]:
    lists = [path.read_text().split() for path in Path(f"/proc/{pid}/task").glob("*/children")]
    return [int(child) for found in lists for child in found]


def zygote_pid(sandbox: Sandbox) -> int:
    """Give the zygote's process, also where it lives below bwrap."""
    return _zygote_below(int(sandbox._server._process.pid))  # type: ignore[union-attr]


def _zygote_below(pid: int) -> int:
    while Path(f"/proc/{pid}/cmdline").read_bytes().partition(b"\0")[0].endswith(b"bwrap"):
        pid = _children(pid)[0]
    return pid


def _resident(pid: int) -> float:
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    line = next(line for line in lines if line.startswith("RssAnon"))
    return int(line.split()[1]) / 1024
