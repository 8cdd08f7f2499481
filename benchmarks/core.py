"""What isolation and judging cost: warm grading against plain calls, and against a fresh pytest.

    python -m benchmarks core

Everything is measured in one run and printed as medians and ratios; nothing is judged, because
machines differ and are noisy.
"""

from __future__ import annotations

import contextlib
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from benchmarks.population import right_sources
from grader.course import Course, load_course
from grader.judge.bench import TrustedBench
from grader.judge.oracle import ReferenceOracle
from grader.judge.session import Judge
from grader.judge.subject import TrustedSubject, load_module
from grader.pipeline import Grader, Options
from grader.records import Submission

ROOT = Path(__file__).resolve().parent.parent
EXERCISES = ("ex05_square", "ex08_neuron_gradient", "ex15_manual_update", "ex18_train")


def median_ms(run: Callable[[], object], times: int) -> float:
    """Give the median of several runs in milliseconds, after one that is not counted."""
    run()
    taken = []
    for _ in range(times):
        start = time.perf_counter()
        run()
        taken.append(time.perf_counter() - start)
    return 1000 * statistics.median(taken)


def sources(slugs: Sequence[str]) -> dict[str, str]:
    """Give a right source for each exercise."""
    return {slug: right_sources(slug)[0] for slug in slugs}


def submit(texts: dict[str, str]) -> Submission:
    """Give a submission of these texts."""
    return Submission(student="bench", sources={slug: text.encode() for slug, text in texts.items()})


class Plain:
    """The same probe calls in this interpreter: no process, no lock, no wire, no pytest."""

    def __init__(self, course: Course, texts: dict[str, str]) -> None:
        self._oracle = ReferenceOracle(course)
        self._subjects = {
            slug: TrustedSubject(load_module(slug, text.encode(), f"{slug}.py"), self._oracle.probe(slug))
            for slug, text in texts.items()
        }
        self._calls: list[tuple[str, str, dict[str, object]]] = []
        recorder = _Recorder(self._subjects, self._calls)
        with Judge(course, self._oracle) as judge, contextlib.redirect_stdout(None):
            judge.run(list(texts), recorder, course.seed)

    def run(self) -> None:
        """Make every call of the suites once."""
        with contextlib.redirect_stdout(None):
            for slug, probe, inputs in self._calls:
                self._subjects[slug].observe(probe, inputs)


class _Recorder(TrustedBench):
    def __init__(
        self, subjects: dict[str, TrustedSubject], calls: list[tuple[str, str, dict[str, object]]]
    ) -> None:
        super().__init__(subjects)
        self._made = calls

    def observe(self, slug: str, channel: object, probe: str, inputs: dict[str, object]) -> object:  # type: ignore[override]  # noqa: ARG002
        """Note the call and make it."""
        self._made.append((slug, probe, inputs))
        return super().observe(slug, "visible", probe, inputs)


def fresh_pytest_ms(texts: dict[str, str], times: int) -> float:
    """Time a new `python -m pytest` on the same suites, importing the submission as most graders do."""
    with tempfile.TemporaryDirectory() as folder:
        for slug, text in texts.items():
            (Path(folder) / f"{slug}.py").write_text(text, encoding="utf-8")
        suites = [str(ROOT / "grader" / "suites" / slug) for slug in texts]
        command = [
            sys.executable, "-m", "pytest", "-q", "-p", "benchmarks.plain", "-p", "no:cacheprovider",
            "--import-mode=importlib", "-o", "testpaths=", *suites,
        ]  # fmt: skip
        environment = {**os.environ, "GRADER_PLAIN": folder, "PYTHONPATH": str(ROOT), "OMP_NUM_THREADS": "1"}

        def run() -> None:
            done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, check=False)
            assert done.returncode == 0, done.stdout.decode()[-2000:]

        return median_ms(run, times)


def on_one_core(course: Course, slugs: tuple[str, ...]) -> tuple[float, float]:
    """Grade and run plainly with judge, sandbox and workers bound to one core; give both medians."""
    texts = sources(slugs)
    submission = submit(texts)
    cores = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {min(cores)})
    try:
        with Grader(course, Options()) as grader:
            graded = median_ms(lambda: grader.grade_submission(submission, exercises=slugs), 9)
            return graded, median_ms(Plain(course, texts).run, 9)
    finally:
        os.sched_setaffinity(0, cores)


def main() -> None:
    """Print the table."""
    course = load_course(ROOT)
    every = tuple(course.exercises)
    rows: list[tuple[str, float, float]] = []
    with Grader(course, Options()) as grader:
        for slugs in (*((slug,) for slug in EXERCISES), EXERCISES, every):
            texts = sources(slugs)
            submission = submit(texts)
            plain = median_ms(Plain(course, texts).run, 9)
            graded = median_ms(lambda s=submission, x=slugs: grader.grade_submission(s, exercises=x), 9)
            name = slugs[0] if len(slugs) == 1 else f"{len(slugs)} exercises"
            rows.append((name, graded, plain))
        before = _cpu()
        used = [grader.grade_submission(submission, exercises=every).report.usage for _ in range(5)]
        judge, workers = (_cpu() - before) / len(used), statistics.median(each.cpu_seconds for each in used)
    print(f"{'':26}{'graded ms':>10}{'plain ms':>10}{'ratio':>8}{'ms over plain per exercise':>28}")
    for name, graded, plain in rows:
        count = int(name.split()[0]) if name[0].isdigit() else 1
        print(f"{name:26}{graded:10.1f}{plain:10.1f}{graded / plain:8.1f}{(graded - plain) / count:28.1f}")
    print(f"processor time of all 26: judge {judge:.2f} s, workers {workers:.2f} s")
    if hasattr(os, "sched_setaffinity"):
        graded, plain = on_one_core(course, every)
        print(f"all 26 on one core: {graded:.0f} ms, plain {plain:.0f} ms; {graded / plain:.1f} times")
    four = sources(EXERCISES)
    fresh = fresh_pytest_ms(four, 3)
    warm = rows[len(EXERCISES)][1]
    print(
        f"fresh pytest on the same 4 exercises: {fresh:.0f} ms; "
        f"graded warm: {warm:.0f} ms; {fresh / warm:.1f} times"
    )


def _cpu() -> float:
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_utime + usage.ru_stime


if __name__ == "__main__":
    main()
