"""`report`, `rescore` and `verify` from outside, as scripts call them: files, exit codes, one-line errors."""

from __future__ import annotations

import csv
import json
import subprocess
import sys
from pathlib import Path

import pytest
from msgspec.structs import replace

from grader.export import FORMATS
from grader.records import ScoreReport
from grader.report import from_json, redact, to_json
from tests.support import reports


def grader(*arguments: object) -> subprocess.CompletedProcess[str]:
    """Run the command line; it never ends in a traceback."""
    command = [sys.executable, "-m", "grader", *map(str, arguments)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    assert "Traceback" not in done.stderr, done.stderr
    return done


def store(folder: Path, *many: ScoreReport) -> Path:
    """Write reports as grading does."""
    folder.mkdir(parents=True, exist_ok=True)
    for each in many:
        (folder / f"{each.student}.json").write_bytes(to_json(each))
    return folder


@pytest.fixture
def stored(tmp_path: Path) -> Path:
    """Give a folder of four reports, as a batch leaves it."""
    folder = store(
        tmp_path / "out", reports.complete(), reports.halfway(), reports.rejected(), reports.weak()
    )
    (folder / "summary.json").write_text('{"layout": "plain", "submissions": []}')
    (folder / "grades.csv").write_text("student\r\n")
    return folder


def test_a_table_without_a_format(stored: Path) -> None:
    """Without a format the reports are shown, the summary is not taken for one, and nothing is written."""
    before = sorted(stored.iterdir())
    done = grader("report", stored)
    assert done.returncode == 0
    assert done.stderr == ""
    assert all(each.student in done.stdout for each in (reports.complete(), reports.rejected()))
    assert sorted(stored.iterdir()) == before


def test_one_report_by_its_file(stored: Path) -> None:
    """A file instead of a folder shows that report alone."""
    done = grader("report", stored / f"{reports.halfway().student}.json")
    assert done.returncode == 0
    assert "ex18_train" in done.stdout


def test_every_format_at_once_and_again(stored: Path) -> None:
    """All formats and the pages can be written in one call, and what they leave is no report afterwards."""
    flags = [f"--{name}" for name in FORMATS]
    first = grader("report", stored, "--html", *flags)
    assert first.returncode == 0, first.stderr
    assert (stored / "class.html").is_file()
    for name, form in FORMATS.items():
        if form.one:
            assert len(list((stored / name).iterdir())) == 4, name
    second = grader("report", stored)
    assert second.returncode == 0
    assert second.stderr == ""


def test_a_single_report_beside_its_own_exports(tmp_path: Path) -> None:
    """Exports land beside a lone report; reading the folder again finds the report and leaves them out."""
    folder = store(tmp_path, reports.complete())
    assert grader("report", folder, "--gradescope", "--check50").returncode == 0
    assert len(list(folder.glob("*.json"))) == 3
    again = grader("report", folder, "--csv")
    assert again.returncode == 0
    assert "left out" in again.stderr
    with (folder / "grades.csv").open(newline="") as file:
        assert [row["student"] for row in csv.DictReader(file)] == [reports.complete().student]


def test_raw_records_and_strangers_are_no_reports(stored: Path) -> None:
    """Pytest's raw records and other JSON lie beside reports without harm; strangers are named."""
    (stored / "ada.raw.json").write_text('{"tests": [], "summary": {}}')
    (stored / "settings.json").write_text("[1, 2]")
    done = grader("report", stored)
    assert done.returncode == 0
    assert done.stderr.strip() == "grader: not score reports, left out: settings.json"


def test_reports_of_different_runs_stand_side_by_side(stored: Path) -> None:
    """Reports of other seeds, suites, attempts and maxima in one folder are all shown and exported."""
    other = replace(
        reports.complete(), student="late comer", attempt=3, seed=99, suite_digest="sha256:00", max_score=7.0
    )
    (stored / "other.json").write_bytes(to_json(other))
    assert grader("report", stored, "--csv", "--canvas", "--html").returncode == 0
    with (stored / "grades.csv").open(newline="") as file:
        assert {row["student"] for row in csv.DictReader(file)} >= {"late comer", reports.weak().student}


def test_our_fault_has_no_zero_on_other_systems(tmp_path: Path) -> None:
    """Where a format has no words for "could not be graded", nothing is written and the end is 3."""
    folder = store(tmp_path / "out", reports.complete(), reports.internal_error())
    done = grader("report", folder, "--gradescope")
    assert done.returncode == 3
    assert reports.internal_error().student in done.stderr
    written = [path.stem for path in (folder / "gradescope").iterdir()]
    assert len(written) == 1


@pytest.mark.parametrize("content", ["", "{", '{"student": "x"}', '{"schema_version": "1.0", "student": 3}'])
def test_a_damaged_report_is_one_line_that_names_it(stored: Path, content: str) -> None:
    """A truncated or edited report stops the export, by name, in one line."""
    (stored / "broken.json").write_text(content)
    done = grader("report", stored, "--csv")
    assert done.returncode == 3
    assert len(done.stderr.strip().splitlines()) == 1
    assert "broken.json" in done.stderr


@pytest.mark.parametrize("more", [{}, {"confidence": 0.5}])
def test_a_report_of_another_format_is_said_to_be_one(stored: Path, more: dict[str, float]) -> None:
    """A report that a later grader wrote is no damaged one: its format is named, and what to do."""
    path = stored / f"{reports.complete().student}.json"
    path.write_text(json.dumps({**json.loads(path.read_bytes()), **more, "schema_version": "2.0"}))
    done = grader("report", stored, "--csv")
    assert done.returncode == 3
    (line,) = done.stderr.strip().splitlines()
    assert f"{path.name}: a score report of format 2.0, and this grader reads 1.0" in line


def policy(folder: Path, text: str) -> Path:
    """Write a policy."""
    path = folder / "policy.toml"
    path.write_text(text)
    return path


def test_rescore_writes_explained_reports_elsewhere(stored: Path, tmp_path: Path) -> None:
    """Rescored reports say what changed and why; the judged ones stay as they were."""
    before = {path.name: path.read_bytes() for path in stored.glob("*.json")}
    rules = policy(tmp_path, "weights = { ex18_train = 2 }\nbonus = ['ex22_autograd_engine']\n")
    done = grader("rescore", stored, "--policy", rules, "--out", tmp_path / "new")
    assert done.returncode == 0, done.stderr
    assert "4 of 4 reports count" in done.stdout
    made = from_json((tmp_path / "new" / f"{reports.complete().student}.json").read_bytes())
    assert {each.kind for each in made.adjustments} == {"weight", "bonus"}
    assert {path.name: path.read_bytes() for path in stored.glob("*.json")} == before
    shown = grader("report", tmp_path / "new")
    assert shown.returncode == 0


def test_rescoring_again_gives_the_same_bytes(stored: Path, tmp_path: Path) -> None:
    """A second time, also from the rescored reports, nothing changes."""
    rules = policy(tmp_path, "weights = { ex18_train = 2 }\nall_or_nothing = ['ex05_square']\n")
    grader("rescore", stored, "--policy", rules, "--out", tmp_path / "one")
    grader("rescore", tmp_path / "one", "--policy", rules, "--out", tmp_path / "two")
    first = {path.name: path.read_bytes() for path in (tmp_path / "one").iterdir()}
    assert first
    assert {path.name: path.read_bytes() for path in (tmp_path / "two").iterdir()} == first


def test_only_the_best_attempt_is_written(tmp_path: Path) -> None:
    """With best attempts each student has one report, and the rest are told apart by the count."""
    folder = store(tmp_path / "out", reports.complete())
    worse = replace(reports.halfway(), student=reports.complete().student, attempt=2)
    (folder / "second.json").write_bytes(to_json(worse))
    done = grader(
        "rescore", folder, "--policy", policy(tmp_path, 'attempts = "best"'), "--out", tmp_path / "new"
    )
    assert "1 of 2 reports count" in done.stdout
    assert [path.stem for path in (tmp_path / "new").iterdir()] == [reports.complete().student]


@pytest.mark.parametrize(
    ("rules", "needle"),
    [
        ("weights = { ex99_none = 2 }", "no report knows ex99_none"),
        ("overrides = [{ student = 'nobody', score = 1, reason = 'r' }]", "no report knows nobody"),
        ("late = 3", "late"),
        ("weights = {", "policy.toml"),
        ("\x00", "policy.toml"),
    ],
)
def test_a_wrong_policy_writes_nothing(stored: Path, tmp_path: Path, rules: str, needle: str) -> None:
    """A policy with a mistake is refused in one line before anything is written."""
    done = grader("rescore", stored, "--policy", policy(tmp_path, rules), "--out", tmp_path / "new")
    assert done.returncode == 2
    assert needle in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1
    assert not (tmp_path / "new").exists()


def test_rescoring_in_place_is_refused(stored: Path, tmp_path: Path) -> None:
    """The judged reports are the source of every rescoring, so they are never overwritten."""
    done = grader("rescore", stored, "--policy", policy(tmp_path, ""), "--out", stored / ".." / "out")
    assert done.returncode == 2
    assert "another folder" in done.stderr


def test_a_students_view_is_not_rescored(tmp_path: Path) -> None:
    """A redacted report lacks cases, so that rescoring it would take their points away: it is refused."""
    folder = store(tmp_path / "out", redact(reports.complete(), "student"))
    done = grader("rescore", folder, "--policy", policy(tmp_path, ""), "--out", tmp_path / "new")
    assert done.returncode == 2
    assert "student's view" in done.stderr


def test_signed_through_rescoring_and_verified(stored: Path, tmp_path: Path) -> None:
    """Keys are made, rescored reports signed and verified, and an edited one is named: all by commands."""
    keys = tmp_path / "keys"
    assert grader("keys", keys).returncode == 0
    rules = policy(tmp_path, "weights = { ex18_train = 2 }")
    arguments = (
        "rescore",
        stored,
        "--policy",
        rules,
        "--out",
        tmp_path / "new",
        "--sign-key",
        keys / "sign.pem",
    )
    assert grader(*arguments).returncode == 0
    assert grader("verify", tmp_path / "new", "--key", keys / "verify.pem").returncode == 0
    path = tmp_path / "new" / f"{reports.weak().student}.json"
    document = json.loads(path.read_text())
    document["score"] += 1
    path.write_text(json.dumps(document))
    done = grader("verify", tmp_path / "new", "--key", keys / "verify.pem")
    assert done.returncode == 1
    assert f"{path.stem}: forged or edited" in done.stdout
    unsigned = grader("verify", stored, "--key", keys / "verify.pem")
    assert unsigned.returncode == 1
    assert unsigned.stdout.count("not signed") == 4


@pytest.mark.parametrize("command", ["verify", "rescore", "batch", "grade"])
def test_a_file_that_is_no_key_is_named(command: str, stored: Path, tmp_path: Path) -> None:
    """Whichever command takes a key, a file that holds none is named in one line."""
    wrong = tmp_path / "key.pem"
    wrong.write_text("secret")
    arguments: dict[str, list[object]] = {
        "verify": [stored, "--key", wrong],
        "rescore": [stored, "--policy", policy(tmp_path, ""), "--out", tmp_path / "new", "--sign-key", wrong],
        "batch": [stored, "--out", tmp_path / "new", "--sign-key", wrong],
        "grade": [stored, "--sign-key", wrong],
    }
    done = grader(command, *arguments[command])
    assert done.returncode == 2
    assert "key.pem" in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1


def test_a_roster_names_students_in_grade_books(stored: Path, tmp_path: Path) -> None:
    """The roster's names and numbers stand in the Canvas file; a roster without students is refused."""
    roster = tmp_path / "roster.csv"
    roster.write_text(f"student,name,id\n{reports.complete().student},Doe J.,4711\n", encoding="utf-8-sig")
    assert grader("report", stored, "--canvas", "--roster", roster).returncode == 0
    assert "4711" in next(iter(stored.glob("*canvas*"))).read_text()
    roster.write_bytes(b"\xff\xfe\x00")
    assert grader("report", stored, "--canvas", "--roster", roster).returncode == 2
