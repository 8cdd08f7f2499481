"""When a batch grades and when it keeps a report, with a runner that judges nothing."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path

import msgspec
import pytest
from filelock import FileLock

from grader.classroom.batch import Batch, Terms
from grader.classroom.summary import Line
from grader.course import Course
from grader.errors import ReportError, UsageError
from grader.records import Level, Outcome, ScoreReport
from grader.report import from_json, redact, to_json
from grader.signing import is_genuine, load_private, load_public, new_key_pair
from tests.batch.runners import InstantRunner

EX05 = ("ex05_square",)


def hand_in(folder: Path, name: str, text: str) -> Path:
    """Write one submission."""
    path = folder / name / "ex05_square.py"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    return path


@pytest.fixture
def handed_in(tmp_path: Path) -> Path:
    """Give a folder of five submissions, two of them identical, one without anything to grade."""
    folder = tmp_path / "in"
    for name in ("ada", "bob", "cy"):
        hand_in(folder, name, f"# {name}\n")
    hand_in(folder, "dan", "# ada\n")
    (folder / "eve").mkdir()
    return folder


def run(course: Course, folder: Path, out: Path, terms: Terms | None = None, **more: int) -> list[str]:
    """Run a batch; give the names of the submissions that were judged."""
    terms = terms or Terms(seed=1, exercises=EX05)
    runner = InstantRunner(course, terms.seed, terms.exercises, more.pop("hold_back", 0))
    batch = Batch(course, folder, out, terms, resume=bool(more.pop("resume", 1)))
    batch.find()
    batch.run(runner)
    return runner.asked


def stored(out: Path, name: str) -> ScoreReport:
    """Read a report back."""
    return from_json((out / f"{name}.json").read_bytes())


@pytest.mark.parametrize("hold_back", [0, 3])
def test_identical_submissions_are_judged_once(
    course: Course, handed_in: Path, tmp_path: Path, hold_back: int
) -> None:
    """A copy is not judged, whether its twin is done or still on its way; both have their own report."""
    out = tmp_path / "out"
    assert run(course, handed_in, out, hold_back=hold_back) == ["ada", "bob", "cy", "eve"]
    assert stored(out, "dan").student == "dan"
    assert stored(out, "dan").submission_digest == stored(out, "ada").submission_digest


def test_a_second_run_judges_nothing(course: Course, handed_in: Path, tmp_path: Path) -> None:
    """Where nothing changed, nothing is judged again, rejected ones included, and the summary says so."""
    out = tmp_path / "out"
    run(course, handed_in, out)
    assert run(course, handed_in, out) == []
    summary = json.loads((out / "summary.json").read_text())
    assert summary["finished"] == summary["total"] == 5
    assert all(line["reused"] for line in summary["submissions"])
    assert summary["needs_person"] == ["eve"]


def test_a_copy_of_a_kept_report_is_not_judged(course: Course, handed_in: Path, tmp_path: Path) -> None:
    """Somebody who hands in what is graded already gets a copy of that report in a later run."""
    run(course, handed_in, tmp_path / "out")
    hand_in(handed_in, "zoe", "# ada\n")
    assert run(course, handed_in, tmp_path / "out") == []
    assert stored(tmp_path / "out", "zoe").student == "zoe"


def test_fresh_judges_all_again(course: Course, handed_in: Path, tmp_path: Path) -> None:
    """Without resume every submission is judged."""
    run(course, handed_in, tmp_path / "out")
    assert run(course, handed_in, tmp_path / "out", resume=0) == ["ada", "bob", "cy", "eve"]


@pytest.mark.parametrize(
    ("terms", "judged"),
    [
        (Terms(seed=2, exercises=EX05), ["ada", "bob", "cy", "eve"]),
        (Terms(seed=1, exercises=("ex00_ready", "ex05_square")), ["ada", "bob", "cy", "eve"]),
        (Terms(seed=1, exercises=EX05, min_isolation=Level.STRONG), ["ada", "bob", "cy", "eve"]),
        (Terms(seed=1, exercises=EX05, min_isolation=Level.LIMITED), []),
    ],
)
def test_other_terms_judge_again(
    course: Course, handed_in: Path, tmp_path: Path, terms: Terms, judged: list[str]
) -> None:
    """Another seed, other exercises or stronger isolation than a report had: it is made again."""
    run(course, handed_in, tmp_path / "out")
    assert run(course, handed_in, tmp_path / "out", terms) == judged


@pytest.mark.parametrize(
    "change",
    [
        {"suite_digest": "sha256:00"},
        {"grader_version": "0.0.1"},
        {"outcome": Outcome.INTERNAL_ERROR, "score": None},
        {"submission_digest": "sha256:00"},
        {"student": "somebody"},
        {"submitted_at": "2026-01-01T00:00:00Z"},
    ],
)
def test_a_report_of_something_else_is_made_again(
    course: Course, handed_in: Path, tmp_path: Path, change: dict[str, object]
) -> None:
    """Other suites, another grader, our fault, another submission: only that one is judged again."""
    out = tmp_path / "out"
    run(course, handed_in, out)
    (out / "bob.json").write_bytes(to_json(msgspec.structs.replace(stored(out, "bob"), **change)))
    assert run(course, handed_in, out) == ["bob"]


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b'{"student": "bob"}'])
def test_a_damaged_report_is_made_again(
    course: Course, handed_in: Path, tmp_path: Path, content: bytes
) -> None:
    """Half a report, or something else under its name, is written anew."""
    out = tmp_path / "out"
    run(course, handed_in, out)
    (out / "bob.json").write_bytes(content)
    assert run(course, handed_in, out) == ["bob"]
    assert stored(out, "bob").outcome is Outcome.GRADED


def test_a_students_view_is_no_report_to_keep(course: Course, handed_in: Path, tmp_path: Path) -> None:
    """A redacted report under the same name lacks cases: it is made again."""
    out = tmp_path / "out"
    run(course, handed_in, out)
    (out / "bob.json").write_bytes(to_json(redact(stored(out, "bob"), "student")))
    assert run(course, handed_in, out) == ["bob"]


def test_signed_and_kept_only_where_the_signature_fits(
    course: Course, handed_in: Path, tmp_path: Path
) -> None:
    """With a key every report is signed, copies too; unsigned and edited ones are judged again."""
    out = tmp_path / "out"
    private, public = new_key_pair()
    (tmp_path / "a.pem").write_bytes(private)
    (tmp_path / "b.pem").write_bytes(public)
    terms = Terms(seed=1, exercises=EX05, key=load_private(tmp_path / "a.pem"))
    run(course, handed_in, out)
    assert run(course, handed_in, out, terms) == ["ada", "bob", "cy", "eve"]
    assert all(
        is_genuine(stored(out, name), load_public(tmp_path / "b.pem")) for name in ("ada", "dan", "eve")
    )
    (out / "bob.json").write_bytes(to_json(msgspec.structs.replace(stored(out, "bob"), score=99.0)))
    assert run(course, handed_in, out, terms) == ["bob"]


def test_a_student_called_summary(course: Course, tmp_path: Path) -> None:
    """A student whose name is that of the summary has a report, and the batch a summary."""
    for name in ("summary", "Summary", "grades"):
        hand_in(tmp_path / "in", name, f"# {name}\n")
    run(course, tmp_path / "in", tmp_path / "out")
    summary = json.loads((tmp_path / "out" / "summary.json").read_text())
    assert summary["finished"] == 3
    assert {stored(tmp_path / "out", line["report"]).student for line in summary["submissions"]} == {
        "summary",
        "Summary",
        "grades",
    }


class Vanishing(InstantRunner):
    """Removes a submission while the first one is judged."""

    victim: Path

    def report(self, piece):  # type: ignore[no-untyped-def]
        """Give full marks, after removing the victim."""
        shutil.rmtree(self.victim, ignore_errors=True)
        return super().report(piece)


def test_a_submission_that_vanishes_is_nobodys_zero(course: Course, handed_in: Path, tmp_path: Path) -> None:
    """What was there at the start and is gone has no score; put back, the next run grades it."""
    out = tmp_path / "out"
    runner = Vanishing(course, 1, EX05)
    runner.victim = handed_in / "cy"
    batch = Batch(course, handed_in, out, Terms(seed=1, exercises=EX05))
    batch.find()
    summary = batch.run(runner)
    assert summary.outcomes == {"graded": 3, "internal_error": 1, "rejected": 1}
    report = stored(out, "cy")
    assert (report.score, report.outcome) == (None, Outcome.INTERNAL_ERROR)
    assert "gone now" in report.reason
    hand_in(handed_in, "cy", "# cy\n")
    assert run(course, handed_in, out) == ["cy"]


def test_two_batches_never_write_into_one_folder(course: Course, handed_in: Path, tmp_path: Path) -> None:
    """The second one is told so; the folder is free again afterwards."""
    out = tmp_path / "out"
    out.mkdir()
    with FileLock(out / ".batch.lock"), pytest.raises(UsageError, match="another batch"):
        run(course, handed_in, out)
    assert len(run(course, handed_in, out)) == 4


def test_half_written_files_are_swept_away(course: Course, handed_in: Path, tmp_path: Path) -> None:
    """What a killed batch was writing is removed by the next; a file just begun is left to its writer."""
    out = tmp_path / "out"
    out.mkdir()
    old, new = out / ".writing-old", out / ".writing-new"
    for path in (old, new):
        path.write_bytes(b"{")
    os.utime(old, (0, 0))
    run(course, handed_in, out)
    assert not old.exists()
    assert new.exists()


def test_a_folder_that_cannot_be_made_is_named(course: Course, handed_in: Path, tmp_path: Path) -> None:
    """Where the place of the reports is a file, that is said."""
    (tmp_path / "out").write_text("")
    with pytest.raises(ReportError, match="out"):
        run(course, handed_in, tmp_path / "out")


def test_a_disk_that_takes_no_more_is_said_and_leaves_whole_reports(
    course: Course, handed_in: Path, tmp_path: Path
) -> None:
    """Where writing stops half-way, what is there is whole, nothing half-written stays, a rerun ends it."""
    resource = pytest.importorskip("resource")
    out = tmp_path / "out"
    runner = InstantRunner(course, 1, EX05)
    batch = Batch(course, handed_in, out, Terms(seed=1, exercises=EX05))
    batch.find()
    before = resource.getrlimit(resource.RLIMIT_FSIZE)

    def fill(line: Line) -> None:
        if line.report == "bob":
            resource.setrlimit(resource.RLIMIT_FSIZE, (300, before[1]))

    batch.on_line = fill
    try:
        with pytest.raises(ReportError) as caught:
            batch.run(runner)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert "2 of 5 reports are whole and stay: make room" in str(caught.value)
    assert sorted(path.name for path in out.iterdir()) == [".batch.lock", "ada.json", "bob.json"]
    assert run(course, handed_in, out) == ["cy", "eve"]


def test_memory_stays_flat(course: Course, tmp_path: Path) -> None:
    """Four times as many submissions take no more than a few MiB more: nothing but a line each is kept."""
    import tracemalloc

    big = "x" * 20_000
    for number in range(1200):
        hand_in(tmp_path / "in", f"s{number:04}", f"# {number} {big}\n")
    batch = Batch(course, tmp_path / "in", tmp_path / "out", Terms(seed=1, exercises=EX05))
    batch.find()
    sizes: list[int] = []
    batch.on_line = lambda _: sizes.append(tracemalloc.get_traced_memory()[0])
    tracemalloc.start()
    batch.run(InstantRunner(course, 1, EX05, hold_back=2))
    tracemalloc.stop()
    assert (sizes[-1] - sizes[299]) / 900 < 2000
