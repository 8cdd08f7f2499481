"""Grade one submission on Gradescope: `python -m grader.author.gradescope_run /autograder`.

Gradescope gives a submission ten minutes and takes whatever results.json is there afterwards. So a
valid one is there from the first second on, says that grading is not finished, and grows with every
exercise; each is written atomically. Where the failure is ours, no results.json is left: Gradescope
then says that the autograder failed, which is the truth, and nobody gets a zero for it.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import msgspec

from grader.course import Course, load_course
from grader.errors import GraderError
from grader.export import Context, gradescope
from grader.export.shape import dump
from grader.intake.submission import Who, read_submission
from grader.records import CaseResult, Isolation, Level, Outcome, Record, ScoreReport, Submission
from grader.report import redact, to_json
from grader.score import exercise_results, tidy
from grader.store import write_atomically
from grader.text import clean_line
from grader.warm import warm_grader

__all__ = ["Plan", "main", "plan_json", "run"]

_UNFINISHED = (
    "Grading has not finished: what you see here is only what was done so far, not your result. "
    "If it stays like this, submit again, or tell your instructor."
)


class Plan(Record, frozen=True, kw_only=True):
    """What the zip was made for."""

    exercises: tuple[str, ...] = ()
    min_isolation: Level = Level.STANDARD


def plan_json(plan: Plan) -> bytes:
    """Serialise a plan."""
    return msgspec.json.format(msgspec.json.encode(plan)) + b"\n"


def run(root: Path) -> int:
    """Grade `root`/submission into `root`/results; give the exit code: 0 where there is a result."""
    results = root / "results" / "results.json"
    write_atomically(results, _placeholder().encode())
    try:
        plan = msgspec.json.decode((root / "source" / "plan.json").read_bytes(), type=Plan)
        course = load_course(root / "source" / "course")
        report = _grade(course, plan, root, results)
    except (GraderError, OSError, msgspec.DecodeError) as error:
        results.unlink(missing_ok=True)
        print(f"grader: {error}", file=sys.stderr)  # noqa: T201 -- the log that an instructor reads
        return getattr(error, "exit_code", 3)
    if report.outcome is Outcome.INTERNAL_ERROR:
        results.unlink(missing_ok=True)
        print(f"grader: not graded: {clean_line(report.reason, 500)}", file=sys.stderr)  # noqa: T201
        return 3
    print(f"graded: {report.score:g} of {report.max_score:g}, isolation {report.isolation.level}")  # noqa: T201
    return 0


def _grade(course: Course, plan: Plan, root: Path, results: Path) -> ScoreReport:
    submission = _submission(root, course)
    slugs = plan.exercises or tuple(course.exercises)
    done: dict[str, list[CaseResult]] = {}
    with warm_grader(course, exercises=slugs, min_isolation=plan.min_isolation) as grader:

        def keep(slug: str, cases: list[CaseResult]) -> None:
            done[slug] = cases
            partial = _partial(course, submission, done, grader.isolation)
            write_atomically(results, _exported(partial, unfinished=len(done) < len(slugs)).encode())

        report = grader.grade_submission(submission, on_exercise=keep).report
    if report.outcome is not Outcome.INTERNAL_ERROR:
        write_atomically(results, _exported(report, unfinished=False).encode())
        write_atomically(results.with_name("report.json"), to_json(redact(report, "student")))
    return report


def _submission(root: Path, course: Course) -> Submission:
    """Read what was handed in; the student is Gradescope's number for them."""
    who = _who(root / "submission_metadata.json")
    submission = read_submission(root / "submission", course, student=who.student)
    return msgspec.structs.replace(submission, attempt=who.attempt, submitted_at=who.submitted_at)


def _who(path: Path) -> Who:
    """Say who handed in what, when; a file that is missing or odd costs nobody their grade."""
    try:
        facts = json.loads(path.read_text(encoding="utf-8"))
        people = [person for person in facts.get("users") or [] if isinstance(person, dict)]
        names = [
            str(person.get("email") or person.get("id") or person.get("name") or "") for person in people
        ]
        earlier = facts.get("previous_submissions") or []
        return Who(
            " and ".join(clean_line(name, 100) for name in names if name) or "student",
            len(earlier) + 1,
            clean_line(str(facts.get("created_at") or ""), 60),
        )
    except (OSError, ValueError, AttributeError, TypeError, RecursionError):
        return Who("student", 1, "")


def _partial(
    course: Course, submission: Submission, done: dict[str, list[CaseResult]], isolation: Isolation
) -> ScoreReport:
    """Give the report of the exercises that are done."""
    cases = [case for each in done.values() for case in each]
    exercises = exercise_results([course.exercises[slug] for slug in done], cases, {})
    return ScoreReport(
        student=submission.student,
        outcome=Outcome.GRADED,
        score=tidy(sum(each.score for each in exercises)),
        max_score=tidy(sum(each.max_score for each in exercises)),
        exercises=exercises,
        cases=tuple(cases),
        submission_digest=submission.digest,
        suite_digest=course.suite_digest,
        isolation=isolation,
    )


def _exported(report: ScoreReport, *, unfinished: bool) -> str:
    """Give results.json as the student may see it."""
    text = gradescope.export(redact(report, "student"), Context())
    if text is None:
        raise GraderError("a report without a score has no place in results.json")
    if not unfinished:
        return text
    document: dict[str, Any] = json.loads(text)
    return dump({**document, "output": f"{_UNFINISHED}\n\n{document['output']}"})


def _placeholder() -> str:
    return dump({"score": 0, "output": _UNFINISHED, "output_format": "text", "visibility": "visible"})


def main() -> None:
    """Run in the folder that the command line names."""
    sys.exit(run(Path(sys.argv[1])))


if __name__ == "__main__":
    main()
