"""The instructor's evening: 500 submissions of four exercises, against a fresh pytest for each.

python -m benchmarks batch
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from benchmarks.population import FOUR, ROOT, populate

COUNT = 500
SAMPLE = 12
JOBS = 2
MORE_JOBS = 4  # more judges than cores: does waiting for slow submissions leave a core idle?


def command(folder: Path, out: Path, slugs: tuple[str, ...], *more: str, jobs: int = JOBS) -> list[str]:
    """Give the command line of a batch."""
    chosen = [part for slug in slugs for part in ("-e", slug)]
    run = [sys.executable, "-m", "grader", "batch", str(folder), "--out", str(out), "--jobs", str(jobs)]
    return [*run, *chosen, *more]


def rate_of(place: Path, jobs: int) -> float:
    """Run the batch with so many judges; print what it took and give the submissions a second."""
    out = place / f"out-{jobs}"
    load, before = os.getloadavg()[0], time.perf_counter()
    done = subprocess.run(
        command(place / "in", out, FOUR, jobs=jobs), cwd=ROOT, capture_output=True, text=True, check=False
    )
    seconds = time.perf_counter() - before
    reports = [json.loads(path.read_bytes()) for path in out.glob("student-*.json")]
    each = [1000 * report["usage"]["wall_seconds"] for report in reports]
    cpu = [1000 * report["usage"]["cpu_seconds"] for report in reports]
    print(done.stdout.splitlines()[0])
    print(f"batch, {jobs} jobs: {seconds:.1f} s, {COUNT / seconds:.1f} submissions a second, start included "
          f"(load before: {load:.1f} on {os.cpu_count()} processors)")  # fmt: skip
    print(f"a submission: median {statistics.median(each):.0f} ms, 95 % within "
          f"{statistics.quantiles(each, n=20)[-1]:.0f} ms; of it in its own processes "
          f"{statistics.median(cpu):.0f} ms of processor time")  # fmt: skip
    return COUNT / seconds


def fresh_pytest(folder: Path) -> float:
    """Run the four suites on one submission in a pytest process of its own; give the seconds."""
    suites = [f"grader/suites/{slug}" for slug in FOUR]
    started = time.perf_counter()
    subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "benchmarks.plain", *suites],
        cwd=ROOT,
        env={**os.environ, "GRADER_PLAIN": str(folder), "OMP_NUM_THREADS": "1"},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        check=False,
    )
    return time.perf_counter() - started


def main() -> None:
    """Print the rates and their ratio."""
    with tempfile.TemporaryDirectory() as name:
        place = Path(name)
        populate(place / "in", COUNT, FOUR)
        populate(place / "plain", SAMPLE, FOUR, hostile=0.0)
        rates = {jobs: rate_of(place, jobs) for jobs in (JOBS, MORE_JOBS)}
        homes = sorted((place / "plain").iterdir())
        started = time.perf_counter()
        with ThreadPoolExecutor(JOBS) as pool:
            alone = list(pool.map(fresh_pytest, homes))
        plain_rate = SAMPLE / (time.perf_counter() - started)
        print(f"fresh pytest: median {statistics.median(alone):.2f} s, {plain_rate:.2f}/s, {JOBS} at once")
        for jobs, rate in rates.items():
            print(f"ratio with {jobs} jobs: {rate / plain_rate:.1f}")
        again = time.perf_counter()
        subprocess.run(
            command(place / "in", place / f"out-{JOBS}", FOUR), cwd=ROOT, capture_output=True, check=False
        )
        print(f"again, nothing to grade: {time.perf_counter() - again:.1f} s")
