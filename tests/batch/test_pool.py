"""The pool of judge processes, as what takes its reports sees it."""

from __future__ import annotations

from collections.abc import Iterator

from grader.classroom.pool import Pool, Work
from grader.classroom.serve import Settings
from grader.course import Course
from grader.records import Level, Submission

SLUG = "ex00_ready"


def test_a_judge_has_its_next_work_before_its_report_is_given_out(course: Course) -> None:
    """However long the taker needs for a report, the judge that ended it does not wait meanwhile."""
    source = course.solution_path(SLUG).read_bytes()
    pulled: list[str] = []

    def work() -> Iterator[Work]:
        for key in ("one", "two", "three"):
            pulled.append(key)
            yield Work(key, Submission(student=key, sources={SLUG: source}))

    settings = Settings(course_root=str(course.root), seed=None, min_isolation=Level.NONE, exercises=(SLUG,))
    with Pool(settings, 1) as pool:
        reports = pool.run(work())
        first, report = next(reports)
        assert (first.key, report.score) == ("one", report.max_score)
        assert pulled == ["one", "two"]
        assert [piece.key for piece, _ in reports] == ["two", "three"]
