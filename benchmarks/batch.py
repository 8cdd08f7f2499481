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


def command(folder: Path, out: Path, slugs: tuple[str, ...], *more: str) -> list[str]:
    """Give the command line of a batch."""
    chosen = [part for slug in slugs for part in ("-e", slug)]
    run = [sys.executable, "-m", "grader", "batch", str(folder), "--out", str(out), "--jobs", str(JOBS)]
    return [*run, *chosen, *more]


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
        print(f"load before: {os.getloadavg()[0]:.1f} on {os.cpu_count()} processors")
        started = time.perf_counter()
        done = subprocess.run(
            command(place / "in", place / "out", FOUR), cwd=ROOT, capture_output=True, text=True, check=False
        )
        seconds = time.perf_counter() - started
        print(done.stdout.splitlines()[0])
        reports = [json.loads(path.read_bytes()) for path in (place / "out").glob("student-*.json")]
        each = [report["usage"]["wall_seconds"] for report in reports]
        cpu = [report["usage"]["cpu_seconds"] for report in reports]
        rate = COUNT / seconds
        print(f"batch: {seconds:.1f} s, {rate:.1f} submissions a second with {JOBS} jobs, start included")
        print(f"a submission: median {1000 * statistics.median(each):.0f} ms, of it in its own processes "
              f"{1000 * statistics.median(cpu):.0f} ms of processor time")  # fmt: skip
        homes = sorted((place / "plain").iterdir())
        started = time.perf_counter()
        with ThreadPoolExecutor(JOBS) as pool:
            alone = list(pool.map(fresh_pytest, homes))
        plain_rate = SAMPLE / (time.perf_counter() - started)
        print(f"fresh pytest: median {statistics.median(alone):.2f} s, {plain_rate:.2f}/s, {JOBS} at once")
        print(f"ratio: {rate / plain_rate:.1f}")
        again = time.perf_counter()
        subprocess.run(command(place / "in", place / "out", FOUR), cwd=ROOT, capture_output=True, check=False)
        print(f"again, nothing to grade: {time.perf_counter() - again:.1f} s")
