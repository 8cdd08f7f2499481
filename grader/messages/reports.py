"""What every view and export of a report says: of the whole, of a case, and of how safely it ran."""

from __future__ import annotations

MESSAGES = {
    # the whole
    "internal_error": "This submission could not be graded. The fault is ours: there is no score, and it "
    "will be tried again.",
    "rejected": "Nothing could be graded: {reason}",
    "no_reason": "no reason was given.",
    "score": "{score} of {of} points",
    "no_score": "no score",
    # a case: how it ended, and what is told of it
    "status_passed": "passed",
    "status_failed": "not right yet",
    "status_error": "raised an error",
    "status_timed_out": "did not finish in time",
    "status_blocked": "waits for an earlier task",
    "status_not_attempted": "not attempted yet",
    "status_not_run": "was not run",
    "diagnosis": "This matches what happens when {cause}.",
    "row": "{what}: yours {yours}, expected {expected}",
    "row_ratio": "{row}, ratio {ratio}",
    "replay": "Try it at home:",
    # how safely it ran
    "nothing_ran": "nothing of the submission was run",
    "weak_isolation": "isolation here is {found}, hidden suites need {wanted} ({missing}). Run `grader "
    "doctor`, or allow it with --min-isolation {found}.",
    "see_doctor": "see `grader doctor`",
}
