"""10,000 submissions: rate, peak memory, files, and the class page.

python -m benchmarks ten_thousand
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.batch import command
from benchmarks.population import ROOT, populate
from tests.support.processes import descendants, resident_mib

COUNT = 10_000
SLUGS = ("ex00_ready", "ex05_square")


def main() -> None:
    """Print what a large class costs."""
    with tempfile.TemporaryDirectory() as name:
        place = Path(name)
        populate(place / "in", COUNT, SLUGS)
        out = place / "out"
        seconds, peak, everything = watched(command(place / "in", out, SLUGS))
        print(f"batch: {seconds:.0f} s, {COUNT / seconds:.1f} submissions a second")
        print(f"peak memory: the batch {peak:.0f} MiB, with all its processes {everything:.0f} MiB")
        files = [path for path in out.iterdir() if path.is_file()]
        size = sum(path.stat().st_size for path in files)
        print(f"files: {len(files)}, {size / 1e6:.0f} MB")
        seconds, _, _ = watched(command(place / "in", out, SLUGS))
        print(f"again, nothing to grade: {seconds:.1f} s")
        seconds, peak, _ = watched([sys.executable, "-m", "grader", "report", str(out), "--html"])
        pages = list(out.rglob("*.html"))
        page = (out / "class.html").stat().st_size
        print(f"pages: {len(pages)} in {seconds:.0f} s with {peak:.0f} MiB; class page {page / 1e6:.1f} MB")
        seconds, peak, _ = watched([sys.executable, "-m", "grader", "report", str(out), "--csv", "--canvas"])
        print(f"grade books: {seconds:.1f} s with {peak:.0f} MiB")


def watched(arguments: list[str]) -> tuple[float, float, float]:
    """Run a command; give its seconds, its own peak memory, and the most that it and its children had."""
    started = time.perf_counter()
    running = subprocess.Popen(arguments, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    own = together = 0.0
    while running.poll() is None:
        own = max(own, resident_mib(running.pid, "VmHWM"))
        family = [running.pid, *descendants(running.pid)]
        together = max(together, sum(resident_mib(pid) for pid in family))
        time.sleep(0.5)
    return time.perf_counter() - started, own, together
