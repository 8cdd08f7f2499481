"""Every error that the grader raises, as one tree.

    GraderError
    ├── UsageError          the caller asked for something that cannot be done (exit 2)
    ├── CourseError         the course's own files are wrong (exit 3, names the file)
    ├── SandboxError        our process machinery failed; never a score
    │   └── IsolationError  this machine cannot isolate as strongly as required (exit 3)
    ├── JudgeError          the judge failed; never a score
    └── ReportError         a report could not be read or written (exit 3)

What a submission does wrong is a value in its report, never one of these.
"""


class GraderError(Exception):
    """Base of all errors; `exit_code` is what the command line ends with."""

    exit_code = 3


class UsageError(GraderError):
    """The caller asked for something that cannot be done."""

    exit_code = 2


class CourseError(GraderError):
    """A file of the course itself is missing or wrong."""


class SandboxError(GraderError):
    """The process machinery failed: our fault, so nobody's score."""


class IsolationError(SandboxError):
    """The measured isolation level is below the required one."""


class JudgeError(GraderError):
    """The judge failed: our fault, so nobody's score."""


class ReportError(GraderError):
    """A report could not be read or written."""
