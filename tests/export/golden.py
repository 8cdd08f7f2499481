"""Make the golden exports: `python -m tests.export.golden` writes what the exporters say now.

Read the difference before committing it: these files are what other systems have been getting.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from msgspec.structs import replace

from grader.export import FORMATS, Context, Format, Identity
from grader.records import ScoreReport
from grader.report import redact
from tests.support import reports

FOLDER = Path(__file__).parent.parent / "golden" / "export"
CONTEXT = Context(
    assignment="Gradients",
    roster={
        "ada": Identity(
            name="Ada Lovelace", id="1815", sis_id="S1815", login="ada", section="A", email="ada@example.org"
        )
    },
    run={
        "classroom": "cs-grad",
        "assignment": "gradients",
        "owner": "ada",
        "submission": "submit/2026-09-14T09-41-07Z-a1b2c3d",
        "commit": "https://github.com/org/cs-grad-gradients-ada/commit/a1b2c3d",
        "release": "https://github.com/org/cs-grad-gradients-ada/releases/tag/submit",
        "submitted_by": "ada",
        "submitted_by_id": "1815",
    },
)


def only(report: ScoreReport, *slugs: str) -> ScoreReport:
    """Give a report of fewer exercises, so that a golden file can be read by a person."""
    return replace(
        report,
        exercises=tuple(each for each in report.exercises if each.slug in slugs),
        cases=tuple(each for each in report.cases if each.exercise in slugs),
        score=sum(each.score for each in report.exercises if each.slug in slugs),
        max_score=sum(each.max_score for each in report.exercises if each.slug in slugs),
    )


SUBJECTS: dict[str, Callable[[], ScoreReport]] = {
    "halfway": lambda: only(
        reports.halfway(), "ex04_direction", "ex05_square", "ex13_accumulation", "ex18_train"
    ),
    "hostile": lambda: only(reports.hostile(), "ex00_ready", "ex04_direction"),
    "rejected": reports.rejected,
    "internal_error": reports.internal_error,
}


def export(form: Format, report: ScoreReport) -> str | None:
    """Export one report as the command line does: redacted for whoever the format is for."""
    seen = redact(report, form.audience)
    if form.one is not None:
        return form.one(seen, CONTEXT)
    assert form.many is not None
    return form.many([seen], CONTEXT)


def files() -> Iterator[tuple[Path, str]]:
    """Give every golden file's path and what the exporters say now."""
    for name, make in SUBJECTS.items():
        for form in FORMATS.values():
            text = export(form, make())
            if text is not None:
                yield FOLDER / name / form.file.lstrip("."), text


def main() -> None:
    """Write all golden files."""
    for path, text in files():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode("utf-8"))


if __name__ == "__main__":
    main()
