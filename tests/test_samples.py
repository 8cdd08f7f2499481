"""The sample submissions are graded as what they are; their reports are golden files.

After a change that is meant to change a report: `python -m tests.test_samples` writes them again.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from grader.course import load_course
from grader.pipeline import Grader, Options
from grader.records import Isolation, Level, ScoreReport, Usage
from grader.report import to_json

ROOT = Path(__file__).resolve().parent.parent
SAMPLES = sorted((ROOT / "examples" / "submissions").iterdir())
GOLDEN = ROOT / "tests" / "golden" / "samples"
CORE = (
    "ex00_ready",
    "ex05_square",
    "ex08_neuron_gradient",
    "ex11_batch_gradient",
    "ex15_manual_update",
    "ex17_one_cycle",
    "ex18_train",
)
NAMED = {
    "cleo-forgets-the-two": ("ex05_square", "A02"),
    "dan-swaps-the-sign": ("ex08_neuron_gradient", "A03"),
    "eve-sums-the-batch": ("ex11_batch_gradient", "B01"),
    "finn-rebinds-the-name": ("ex15_manual_update", "E09"),
    "gina-never-zeroes": ("ex18_train", "E01"),
    "hugo-reports-old-numbers": ("ex17_one_cycle", "E17"),
}


def stable(report: ScoreReport) -> bytes:
    """Give a report without what varies by run, machine or version."""
    return to_json(
        msgspec.structs.replace(
            report,
            cases=tuple(msgspec.structs.replace(case, duration_seconds=0.0) for case in report.cases),
            usage=Usage(),
            started_at="",
            isolation=Isolation(level=Level.STANDARD),
            suite_digest="",
            torch_version="",
            grader_version="",
        )
    )


@pytest.fixture(scope="module")
def core() -> Iterator[Grader]:
    """Give a grader for the seven core exercises."""
    with Grader(load_course(ROOT), Options(exercises=CORE)) as grader:
        yield grader


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.name)
def test_report_is_the_golden_one(core: Grader, path: Path) -> None:
    """Each sample's report equals its golden file, byte for byte but for times and machine."""
    report = core.grade(path).report
    assert stable(report) == (GOLDEN / f"{path.name}.json").read_bytes()


@pytest.mark.parametrize("name", NAMED)
def test_mistake_is_named(core: Grader, name: str) -> None:
    """Each of the six mistakes is named by its own id, and costs points."""
    slug, misconception = NAMED[name]
    report = core.grade(ROOT / "examples" / "submissions" / name).report
    wrong = [case for case in report.cases if case.exercise == slug and case.diagnosis]
    assert {case.diagnosis for case in wrong} == {misconception}
    result = next(each for each in report.exercises if each.slug == slug)
    assert result.score < result.max_score


def test_all_right_gets_full_marks(core: Grader) -> None:
    """Right work in somebody's own words gets every point."""
    report = core.grade(ROOT / "examples" / "submissions" / "ada-all-right").report
    assert report.score == report.max_score > 0


def test_untouched_stubs_are_not_attempted(core: Grader) -> None:
    """Stubs score zero, and every case says not attempted."""
    report = core.grade(ROOT / "examples" / "submissions" / "ben-has-not-begun").report
    assert report.score == 0
    assert {case.status.value for case in report.cases} == {"not_attempted"}


def test_the_untouched_sample_is_what_is_handed_out() -> None:
    """The sample of somebody who has not begun holds today's stubs."""
    handed_out = {path.name: path.read_bytes() for path in (ROOT / "exercises").glob("ex*.py")}
    folder = ROOT / "examples" / "submissions" / "ben-has-not-begun"
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == handed_out


def write_golden() -> None:
    """Write every golden file again, and hand out the stubs to who has not begun."""
    folder = ROOT / "examples" / "submissions" / "ben-has-not-begun"
    for path in (ROOT / "exercises").glob("ex*.py"):
        (folder / path.name).write_bytes(path.read_bytes())
    with Grader(load_course(ROOT), Options(exercises=CORE)) as grader:
        for path in SAMPLES:
            (GOLDEN / f"{path.name}.json").write_bytes(stable(grader.grade(path).report))


if __name__ == "__main__":
    write_golden()
