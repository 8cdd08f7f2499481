"""Many submissions in one warm grader, hostile and honest mixed: nobody's report depends on the others."""

from __future__ import annotations

import random
from dataclasses import dataclass
from pathlib import Path

import msgspec

from grader.course import Course
from grader.pipeline import Grader
from grader.records import Outcome, ScoreReport, Usage
from grader.report import to_json
from grader.sandbox.host import Sandbox
from tests.attacks.corpus import ATTACKS
from tests.attacks.corpus.poison import HONEST, POISON, READY
from tests.attacks.model import RIGHT
from tests.attacks.run import SLUG, grading
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


@dataclass(frozen=True)
class Mixed:
    """What a mixed run showed."""

    submissions: int
    reports: dict[str, bytes]
    changed: tuple[str, ...]
    failed: tuple[str, ...]
    zygote_mib: tuple[float, float]
    judge_mib: tuple[float, float]

    def __str__(self) -> str:
        """Say it in two lines."""
        return (
            f"{self.submissions} submissions: {len(self.changed)} honest reports differ, "
            f"{len(self.failed)} runs failed on our side\n"
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
    return attacks | {name: {SLUG: code + RIGHT, "ex00_ready": code + READY} for name, code in POISON.items()}


def run(course: Course, count: int, *, seed: int = 1, level: str = "standard") -> Mixed:
    """Grade `count` submissions, every third one honest, in an order that the seed decides."""
    order = random.Random(seed)
    bad = list(hostile().items())
    reports: dict[str, bytes] = {}
    changed, failed = [], []
    with grading(course, level) as grader:
        for name, sources in HONEST.items():
            reports[name] = stable(grader.grade_submission(submission(name, **sources)).report)
        before = memory(grader)
        for number in range(count):
            if number == count // 3:  # first uses of everything are no leak
                before = memory(grader)
            if number % 3 == 0:
                name, sources = order.choice(list(HONEST.items()))
            else:
                name, sources = order.choice(bad)
            report = grader.grade_submission(submission(name, **sources)).report
            if report.outcome is not Outcome.GRADED:
                failed.append(f"{number} {name}: {report.reason}")
            if number % 3 == 0 and stable(report) != reports[name]:
                changed.append(f"{number} {name}")
        after = memory(grader)
    zygote, judge = zip(before, after, strict=True)
    return Mixed(count, reports, tuple(changed), tuple(failed), zygote, judge)


def memory(grader: Grader) -> tuple[float, float]:
    """Give what the zygote and this process hold, in MiB."""
    return _resident(zygote_pid(grader._sandbox)), _resident(None)


def zygote_pid(sandbox: Sandbox) -> int:
    """Give the zygote's process, also where it lives below bwrap."""
    process = sandbox._server._process  # type: ignore[union-attr]
    pid = int(process.pid)
    while children := Path(f"/proc/{pid}/task/{pid}/children").read_text().split():
        if "zygote" in _command(pid) or "grader.sandbox" in _command(pid):
            return pid
        pid = int(children[0])
    return pid


def _command(pid: int) -> str:
    command = Path(f"/proc/{pid}/cmdline").read_bytes().decode("utf-8", "replace")
    return "" if command.startswith(("bwrap", "/usr/bin/bwrap")) else "zygote"


def _resident(pid: int | None) -> float:
    where = "self" if pid is None else str(pid)
    line = next(
        line for line in Path(f"/proc/{where}/status").read_text().splitlines() if line.startswith("RssAnon")
    )
    return int(line.split()[1]) / 1024
