"""Runners that judge nothing: for tests of what a batch does around the judging."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from grader import __version__
from grader.classroom.pool import Work
from grader.course import Course
from grader.records import ExerciseResult, Isolation, Level, Outcome, ScoreReport, Status

STANDARD = Isolation(level=Level.STANDARD)


@dataclass
class InstantRunner:
    """Answers each piece of work at once, with full marks; counts what it was asked."""

    course: Course
    seed: int
    exercises: tuple[str, ...] = ()
    hold_back: int = 0
    asked: list[str] = field(default_factory=list)

    def run(self, work: Iterable[Work]) -> Iterator[tuple[Work, ScoreReport]]:
        """Give a report for each piece; `hold_back` of them stay on their way, as with several judges."""
        flying: list[Work] = []
        for piece in work:
            self.asked.append(piece.key)
            flying.append(piece)
            if len(flying) > self.hold_back:
                first = flying.pop(0)
                yield first, self.report(first)
        for piece in flying:
            yield piece, self.report(piece)

    def report(self, piece: Work) -> ScoreReport:
        """Give full marks."""
        slugs = self.exercises or tuple(self.course.exercises)
        results = tuple(
            ExerciseResult(
                slug=slug,
                title=slug,
                section="slope",
                score=self.course.exercises[slug].points,
                max_score=self.course.exercises[slug].points,
                status=Status.PASSED,
            )
            for slug in slugs
        )
        score = sum(result.score for result in results)
        submission = piece.submission
        rejected = bool(submission.rejected)
        return ScoreReport(
            student=submission.student,
            attempt=submission.attempt,
            outcome=Outcome.REJECTED if rejected else Outcome.GRADED,
            reason=submission.rejected,
            score=0.0 if rejected else score,
            max_score=score,
            exercises=() if rejected else results,
            submission_digest=submission.digest,
            suite_digest=self.course.suite_digest,
            grader_version=__version__,
            seed=self.seed,
            isolation=STANDARD,
            submitted_at=submission.submitted_at,
        )
