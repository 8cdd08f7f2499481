"""Every export is read back by something that somebody else wrote, and says the same score."""

from __future__ import annotations

import base64
import csv
import io
import json
from pathlib import Path
from typing import Any

import junitparser
import pytest
from jsonschema import Draft202012Validator
from msgspec.structs import replace

from grader.export import FORMATS, Context, Identity
from grader.export.classroom50 import units
from grader.records import Adjustment, Note, ScoreReport, Status, Visibility
from grader.report import redact
from tests.export.golden import CONTEXT, FOLDER, export, files
from tests.support import reports
from tests.support.imagined import COURSE

SCHEMAS = Path(__file__).parent / "schemas"
JSON_FORMATS = ("gradescope", "classroom50", "prairielearn", "exercism", "check50", "github-runner")
NO_WORDS_FOR_OUR_FAULT = ("gradescope", "classroom50")
WITH_A_RESULT = [name for name in reports.ALL if name != "internal_error"]


def written(name: str, report: ScoreReport) -> str:
    """Export as the command line does; the format must have words for it."""
    text = export(FORMATS[name], report)
    assert text is not None
    return text


def document(name: str, report: ScoreReport) -> dict[str, Any]:
    """Export to JSON and check it against the format's schema."""
    text = written(name, report)
    raw = base64.b64decode(text) if name == "github-runner" else text.encode()
    assert raw.isascii()
    made: dict[str, Any] = json.loads(raw, parse_constant=pytest.fail)
    Draft202012Validator(json.loads((SCHEMAS / f"{name}.json").read_text())).validate(made)
    return made


def table(name: str, *many: ScoreReport, context: Context = CONTEXT) -> list[list[str]]:
    """Export reports to CSV and read it back."""
    write = FORMATS[name].many
    assert write is not None
    return list(
        csv.reader(
            io.StringIO(write([redact(each, FORMATS[name].audience) for each in many], context), newline="")
        )
    )


@pytest.mark.parametrize("path_and_text", list(files()), ids=lambda each: str(each[0].relative_to(FOLDER)))
def test_exports_stay_as_they_are(path_and_text: tuple[Path, str]) -> None:
    """An export changes only together with its golden file (`python -m tests.export.golden`)."""
    path, text = path_and_text
    assert path.read_bytes() == text.encode()


def test_every_golden_file_is_still_made() -> None:
    """No golden file is left over from a format or subject that is gone."""
    assert {path for path in FOLDER.rglob("*") if path.is_file()} == {path for path, _ in files()}


@pytest.mark.parametrize("name", JSON_FORMATS)
def test_schemas_are_schemas(name: str) -> None:
    """Each format's schema is itself valid."""
    Draft202012Validator.check_schema(json.loads((SCHEMAS / f"{name}.json").read_text()))


@pytest.mark.parametrize("name", JSON_FORMATS)
@pytest.mark.parametrize("subject", WITH_A_RESULT)
def test_json_exports_keep_to_their_schema(name: str, subject: str) -> None:
    """Whatever the report, each JSON export is ASCII without NaN and keeps to its schema."""
    document(name, reports.ALL[subject]())


@pytest.mark.parametrize("name", NO_WORDS_FOR_OUR_FAULT)
def test_no_result_where_a_format_could_only_say_zero(name: str) -> None:
    """Gradescope and Classroom 50 get no result for a run that we failed."""
    assert export(FORMATS[name], reports.internal_error()) is None


def test_our_fault_is_never_a_zero() -> None:
    """An internal error is said by each format in its own words, and by none as a score."""
    ours = reports.internal_error()
    assert document("prairielearn", ours)["gradable"] is False
    assert document("exercism", ours)["status"] == "error"
    assert "fault is ours" in document("check50", ours)["error"]["value"]
    runner = document("github-runner", ours)
    assert (runner["status"], runner["tests"][0]["score"]) == ("error", None)
    assert "Points" not in written("github-notices", ours)
    assert "::error title=Autograding failed::" in written("github-notices", ours)
    assert "no score" in written("github-summary", ours)
    assert "Could not be graded" in written("github-annotations", ours)
    assert junitparser.JUnitXml.fromstring(written("junit", ours).encode()).errors == 1
    rows = {row[0]: row for row in table("csv", ours)}
    assert rows["bob"][2:4] == ["internal_error", ""]
    assert [row[0].strip() for row in table("canvas", ours, reports.halfway())] == [
        "Student",
        "Points Possible",
        "Ada Lovelace",
    ]
    moodle = table("moodle", ours)[1]
    assert moodle[3] == ""
    assert "fault is ours" in moodle[6]


def test_a_rejected_submission_is_a_zero_that_says_why() -> None:
    """Where nothing could be graded, a format that carries a score says 0 and the reason."""
    report = reports.rejected()
    assert document("gradescope", report)["score"] == 0
    assert "no exercise file" in document("gradescope", report)["output"]
    assert document("classroom50", report)["score"] == 0
    made = document("prairielearn", report)
    assert (made["gradable"], made["score"]) == (True, 0)
    assert "no exercise file" in document("exercism", report)["message"]
    assert "no exercise file" in document("check50", report)["error"]["value"]
    assert table("moodle", report)[1][3] == "0"


def test_totals_agree() -> None:
    """Every format that carries a total carries the report's."""
    for report in (reports.halfway(), reports.late(), reports.complete()):
        assert report.score is not None
        gradescope = document("gradescope", report)
        total = gradescope.get("score", sum(test["score"] for test in gradescope["tests"]))
        assert total == pytest.approx(report.score, abs=1e-6)
        assert document("prairielearn", report)["score"] == pytest.approx(report.score / report.max_score)
        runner = document("github-runner", report)
        assert sum(test["score"] for test in runner["tests"]) == pytest.approx(report.score, abs=1e-6)
        classroom = document("classroom50", report)
        assert classroom["score"] / classroom["max-score"] == pytest.approx(
            report.score / report.max_score, abs=2e-4
        )
        notices = written("github-notices", report).splitlines()
        assert notices[0].endswith(f"::Points {report.score:.2f}/42".replace(".00", ""))
        assert json.loads(notices[1].split("::", 2)[2])["totalPoints"] == pytest.approx(
            report.score, abs=0.01
        )
        assert float(table("csv", report)[1][3]) == pytest.approx(report.score, abs=0.01)
        assert float(table("canvas", report)[2][5]) == pytest.approx(report.score, abs=0.01)
        assert float(table("moodle", report)[1][3]) == pytest.approx(report.score, abs=0.01)


def test_points_on_all_tests_or_on_none() -> None:
    """PrairieLearn gets points on every test of a list."""
    tests = document("prairielearn", reports.halfway())["tests"]
    assert all("points" in test and "max_points" in test for test in tests)


def test_prairielearn_stays_under_a_megabyte() -> None:
    """However much there is to say, the export keeps its score and its size."""
    huge = reports.hostile(lambda _: "\U0001f4a3" * 4000)
    huge = replace(huge, cases=huge.cases * 40)
    text = written("prairielearn", huge)
    assert len(text) <= 1_000_000
    assert json.loads(text)["score"] == 0
    assert len(json.loads(text)["tests"]) == len(huge.cases)


def test_exercism_shows_what_was_printed_up_to_500_characters() -> None:
    """An exercise's printed text is its tests' output, cut at 500 characters."""
    report = reports.make_report(reports.cases_of(COURSE[0]), output={"ex00_ready": "x" * 900})
    assert {len(test["output"]) for test in document("exercism", report)["tests"]} == {500}


def test_classroom50_scores_are_whole_and_never_over_the_maximum() -> None:
    """Points become whole hundredths: full only for everything, never under zero."""
    assert units(14.33, 42) == 1433
    assert units(1 / 3, 1 / 3) == units(1 / 3, 42) == 33
    assert units(41.999, 42) == 4199
    assert units(42, 42) == units(43, 42) == 4200
    assert units(-1, 42) == 0
    for subject in WITH_A_RESULT:
        made = document("classroom50", reports.ALL[subject]())
        for each in (made, *made["tests"]):
            assert each["score"] <= each["max-score"]


def test_classroom50_takes_the_run_s_own_facts() -> None:
    """What the runner knows of itself is in the result, and the commit's time does not move."""
    made = document("classroom50", reports.halfway())
    assert made["submission"] == "submit/2026-09-14T09-41-07Z-a1b2c3d"
    assert made["submitted_by"] == {"username": "ada", "id": 1815}
    assert made["datetime"] == "2026-09-14T09:41:07Z"
    later = replace(reports.halfway(), started_at="2026-10-01T00:00:00+02:00")
    assert document("classroom50", later)["datetime"] == made["datetime"]
    assert document("classroom50", later)["graded_at"] == "2026-09-30T22:00:00Z"


def test_gradescope_maps_visibility() -> None:
    """An instructor's view keeps all four levels; what a student may see of hidden cases is visible."""
    cases = [
        reports.make_case(
            "ex05_square", 1, level.value, Status.FAILED, visibility=level, message="inputs 1.5"
        )
        for level in Visibility
    ]
    report = reports.make_report(cases)
    write = FORMATS["gradescope"].one
    assert write is not None
    whole = json.loads(write(redact(report, "instructor"), CONTEXT) or "")
    assert [test["visibility"] for test in whole["tests"]] == [level.value for level in Visibility]
    seen = json.loads(write(redact(report, "student"), CONTEXT) or "")
    assert [test["visibility"] for test in seen["tests"]] == ["visible", "visible"]


def test_check50_says_null_only_with_a_cause() -> None:
    """A case that was not tried is null; a blocked one names what it waits for."""
    blocked = reports.make_case("ex13_accumulation", 2, "fresh", Status.BLOCKED, message="Waits for task 1.")
    first = reports.make_case("ex13_accumulation", 1, "lesson", Status.NOT_ATTEMPTED)
    made = document("check50", reports.make_report([first, blocked]))
    assert [result["passed"] for result in made["results"]] == [None, None]
    assert made["results"][1]["dependency"] == first.id
    assert made["results"][1]["cause"]["rationale"] == "Waits for task 1."


def test_junit_is_read_by_a_reader_of_junit() -> None:
    """Junitparser counts what the report counts."""
    report = reports.halfway()
    xml = junitparser.JUnitXml.fromstring(written("junit", report).encode())
    counted = {status: sum(case.status is status for case in report.cases) for status in Status}
    assert xml.tests == len(report.cases)
    assert xml.failures == counted[Status.FAILED]
    assert xml.errors == counted[Status.ERROR]
    assert xml.skipped == counted[Status.NOT_ATTEMPTED]
    assert {case.classname for suite in xml for case in suite} >= {"ex05_square.task2"}


def test_runner_never_prints_the_test() -> None:
    """The runner result carries no test code, since it is printed to a log that students read."""
    assert {test["test_code"] for test in document("github-runner", reports.halfway())["tests"]} == {""}


def test_rosters_name_students_for_a_grade_book() -> None:
    """A roster gives Canvas and Moodle their own identifiers; without one a number is the system's own."""
    assert table("canvas", reports.halfway())[2][:5] == ["Ada Lovelace", "1815", "S1815", "ada", "A"]
    assert table("moodle", reports.halfway())[1][:3] == [
        "Participant 1815",
        "Ada Lovelace",
        "ada@example.org",
    ]
    assert table("canvas", reports.complete(), context=Context())[2][:5] == ["grace", "", "", "grace", ""]
    numbered = replace(reports.complete(), student="4711")
    assert table("canvas", numbered, context=Context())[2][:5] == ["4711", "4711", "", "4711", ""]
    assert table("moodle", numbered, context=Context())[1][0] == "Participant 4711"
    assert Identity() == Identity(name="")


def test_moodle_finds_the_columns_that_it_asks_for() -> None:
    """Without these three headings Moodle refuses a worksheet, and the time of a change is left open."""
    head, row = table("moodle", reports.halfway())
    assert {"Identifier", "Grade", "Last modified (grade)"} <= set(head)
    assert row[head.index("Last modified (grade)")] == ""


def test_grade_books_take_the_latest_attempt() -> None:
    """Of several attempts a grade book gets the latest, and our own table all."""
    first, second = (
        replace(reports.halfway(), attempt=1),
        replace(reports.complete(), student="ada", attempt=2),
    )
    assert [row[5] for row in table("canvas", second, first)[2:]] == ["42"]
    assert len(table("csv", second, first)) == 3


def test_adjustments_and_notes_are_said() -> None:
    """A changed score is explained wherever there is room for words."""
    change = Adjustment(kind="late", points=-2.5, reason="handed in 1 day late")
    report = reports.halfway(
        adjustments=(change,), notes=(Note(code="ignored", message="Ignored.", file="a.txt"),)
    )
    for name in ("gradescope", "prairielearn", "moodle"):
        assert "-2.5 points: handed in 1 day late" in written(name, report)
    assert "a&#46;txt&#58; Ignored&#46;" in written("github-summary", report)
