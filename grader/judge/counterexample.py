"""Small public inputs on which a submission is wrong, to show instead of hidden ones."""

from __future__ import annotations

import time

from grader.errors import GraderError
from grader.judge.ahead import play
from grader.judge.caserun import CaseRun, Verdict
from grader.judge.draw import SeededDraw
from grader.judge.subject import fingerprint
from grader.records import Status

_PUBLIC_SEED = 0


def search(failed: CaseRun, shown: set[str]) -> CaseRun | None:
    """Run a failed hidden case again on small public inputs, growing until it fails.

    Where these are the hidden inputs themselves, because the case draws none, nothing is shown but
    what visible cases show (`shown`) anyway.
    """
    case = failed.case
    deadline = time.monotonic() + 2.0
    for small in range(4):
        # Not of the run's seed, which a student could try out from the inputs that are shown.
        draw = SeededDraw(_PUBLIC_SEED, case.slug, case.id, small=small)
        run = CaseRun(case, failed.observer, failed.oracle, draw, "public")
        try:
            play(run)
        except Verdict as verdict:
            run.verdict = verdict
            if verdict.status in (Status.FAILED, Status.ERROR) and run.calls:
                return None if calls_of(run) & (calls_of(failed) - shown) else run
            return None
        except (GraderError, OSError, MemoryError):
            raise
        except Exception:
            return None
        if time.monotonic() > deadline:
            return None
    return None


def calls_of(run: CaseRun) -> set[str]:
    """Give what tells the calls of a case apart."""
    return {fingerprint(run.case.slug, call.probe, call.inputs) for call in run.calls}
