"""Signatures: what they cover, and that every way of cheating is named, offline."""

from __future__ import annotations

import json
import stat
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from msgspec.structs import replace

from grader.cli.main import cli
from grader.errors import UsageError
from grader.records import ScoreReport
from grader.report import from_json, redact, to_json
from grader.signing import is_genuine, load_private, load_public, new_key_pair, sign
from tests.support import reports


@pytest.fixture(scope="module")
def keys(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make a key pair with the command."""
    folder = tmp_path_factory.mktemp("keys")
    assert call("keys", folder).exit_code == 0
    return folder


@pytest.fixture
def signed(keys: Path, tmp_path: Path) -> Path:
    """Give a folder of three signed reports."""
    key = load_private(keys / "sign.pem")
    for report in (reports.complete(), reports.halfway(), reports.rejected()):
        (tmp_path / f"{report.student}.json").write_bytes(to_json(sign(report, key)))
    return tmp_path


def call(*arguments: object) -> Result:
    """Run a command in this process; our own errors come back as exceptions."""
    return CliRunner().invoke(cli, [str(each) for each in arguments], standalone_mode=False)


def verify(folder: Path, keys: Path) -> tuple[int, str]:
    """Run `grader verify`; give what it says and ends with."""
    result = call("verify", folder, "--key", keys / "verify.pem")
    assert result.exception is None, result.exception
    return result.return_value, result.output


def rewrite(path: Path, change: Callable[[dict[str, Any]], None]) -> None:
    """Edit a stored report as somebody with a text editor would."""
    document = json.loads(path.read_text())
    change(document)
    path.write_text(json.dumps(document))


def test_the_secret_key_is_for_its_owner_only(keys: Path) -> None:
    """Nobody else on the machine may read the private key, at no time."""
    assert stat.S_IMODE((keys / "sign.pem").stat().st_mode) == 0o600


def test_a_second_key_pair_never_replaces_the_first(keys: Path) -> None:
    """Making keys where there are some is refused: what they signed would be lost."""
    before = (keys / "sign.pem").read_bytes()
    assert isinstance(call("keys", keys).exception, UsageError)
    assert (keys / "sign.pem").read_bytes() == before


def test_genuine_reports_pass(signed: Path, keys: Path) -> None:
    """Untouched reports are genuine, also after another program has reformatted the JSON."""
    rewrite(next(iter(signed.glob("*.json"))), lambda _: None)
    assert verify(signed, keys) == (0, "3 reports, all genuine\n")


EDITS: dict[str, Callable[[dict[str, Any]], None]] = {
    "score": lambda d: d.update(score=d["max_score"]),
    "student": lambda d: d.update(student="mallory"),
    "case": lambda d: d["cases"][0].update(status="failed"),
    "digest": lambda d: d.update(submission_digest="sha256:" + "0" * 64),
    "suites": lambda d: d.update(suite_digest="sha256:" + "0" * 64),
    "seed": lambda d: d.update(seed=d["seed"] + 1),
    "isolation": lambda d: d["isolation"].update(level="strong"),
    "adjustment": lambda d: d.update(adjustments=[{"kind": "gift", "points": 5, "reason": "why not"}]),
    "signature": lambda d: d.update(signature="ed25519:" + "A" * 86 + "=="),
    "nonsense": lambda d: d.update(signature="ed25519:\u00e9 not base64"),
}


@pytest.mark.parametrize("edit", EDITS)
def test_every_edit_is_named(edit: str, signed: Path, keys: Path) -> None:
    """Whatever field is changed, the report is named, and only that one."""
    path = signed / f"{reports.halfway().student}.json"
    rewrite(path, EDITS[edit])
    code, said = verify(signed, keys)
    assert code == 1
    assert f"{path.stem}: forged or edited" in said
    assert "1 of 3 reports are not genuine" in said


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda d: d.update(signature=""), "not signed"),
        (lambda d: d.update(extra="field"), "no longer a score report"),
        (lambda d: d.pop("outcome"), "no longer a score report"),
        (lambda d: d.update(score="full"), "no longer a score report"),
    ],
)
def test_unsigned_and_damaged_reports_are_named(
    change: Callable[[dict[str, Any]], None], words: str, signed: Path, keys: Path
) -> None:
    """A report without signature, or one that is no longer a report, is named and the rest still checked."""
    rewrite(signed / f"{reports.halfway().student}.json", change)
    code, said = verify(signed, keys)
    assert code == 1
    assert words in said
    assert "1 of 3" in said


def test_a_truncated_report_is_named(signed: Path, keys: Path) -> None:
    """Half a file is named like any other damage."""
    path = signed / f"{reports.halfway().student}.json"
    path.write_bytes(path.read_bytes()[:500])
    assert "no longer a score report" in verify(signed, keys)[1]


def test_another_key_fits_nothing(signed: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Reports signed by somebody else are forged, all of them."""
    other = tmp_path_factory.mktemp("other")
    call("keys", other)
    code, said = verify(signed, other)
    assert code == 1
    assert "3 of 3" in said


def test_a_report_put_under_another_name_is_still_the_first_students(signed: Path, keys: Path) -> None:
    """Copying a classmate's report keeps the classmate's name in it; changing the name breaks it."""
    path = signed / f"{reports.complete().student}.json"
    stolen = signed / "mallory.json"
    stolen.write_bytes(path.read_bytes())
    assert verify(signed, keys)[0] == 0
    assert from_json(stolen.read_bytes()).student == reports.complete().student
    rewrite(stolen, lambda d: d.update(student="mallory"))
    assert "mallory: forged" in verify(signed, keys)[1]


def test_submissions_that_were_not_graded_are_named(keys: Path, tmp_path: Path) -> None:
    """With the submissions at hand, a report of another submission than the one handed in is named."""
    handed_in, out = tmp_path / "in", tmp_path / "out"
    for name in ("ada", "bob"):
        (handed_in / name).mkdir(parents=True)
        (handed_in / name / "ex05_square.py").write_text(f"# {name}\n")
    digests = digests_of(handed_in)
    key = load_private(keys / "sign.pem")
    for name in ("ada", "bob", "cy"):
        report = replace(reports.complete(), student=name, submission_digest=digests.get(name, ""))
        out.mkdir(exist_ok=True)
        (out / f"{name}.json").write_bytes(to_json(sign(report, key)))
    (handed_in / "bob" / "ex05_square.py").write_text("# bob, better\n")
    result = call("verify", out, "--key", keys / "verify.pem", "--submissions", handed_in)
    assert result.return_value == 1
    assert "bob: graded another submission than the one handed in" in result.output
    assert "cy: no submission of cy" in result.output
    assert "ada" not in result.output


def digests_of(folder: Path) -> dict[str, str]:
    """Give the digest of each submission as intake sees it."""
    from grader.course import load_course
    from grader.intake.submission import read_submission

    course = load_course()
    return {path.name: read_submission(path, course).digest for path in folder.iterdir()}


def test_a_students_view_carries_no_signature(keys: Path) -> None:
    """What a student gets is another document than the one that was signed, and does not pretend to be it."""
    report = sign(reports.complete(), load_private(keys / "sign.pem"))
    assert is_genuine(report, load_public(keys / "verify.pem"))
    assert redact(report, "student").signature == ""


@pytest.mark.parametrize(
    "content", [b"", b"not a key", b"-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n"]
)
def test_what_is_no_key_is_refused_by_name(content: bytes, tmp_path: Path) -> None:
    """A file that holds no key is named in one line, for either half."""
    path = tmp_path / "key.pem"
    path.write_bytes(content)
    for load in (load_private, load_public):
        with pytest.raises(UsageError, match=r"key\.pem"):
            load(path)


def test_the_halves_are_not_interchangeable(tmp_path: Path) -> None:
    """A public key signs nothing, and a private one is not taken for a public one."""
    private, public = new_key_pair()
    (tmp_path / "a").write_bytes(private)
    (tmp_path / "b").write_bytes(public)
    with pytest.raises(UsageError):
        load_public(tmp_path / "a")
    with pytest.raises(UsageError):
        load_private(tmp_path / "b")


def test_reports_are_signed_as_they_read_back(keys: Path) -> None:
    """The signature holds for every kind of report after a round trip through JSON."""
    key, public = load_private(keys / "sign.pem"), load_public(keys / "verify.pem")
    for name, make in reports.ALL.items():
        if name == "hostile":
            continue  # holds lone surrogates, which intake and judge never let into a report
        report: ScoreReport = make()
        assert is_genuine(from_json(to_json(sign(report, key))), public)
