"""The records that every part exchanges: frozen, plain, and published as JSON Schema.

Nothing here does anything. Points are floats; seconds and MiB are in the names.
"""

from __future__ import annotations

from enum import StrEnum

import msgspec

SCHEMA_VERSION = "1.0"


class Status(StrEnum):
    """What happened to one case."""

    PASSED = "passed"
    FAILED = "failed"
    ERROR = "error"
    TIMED_OUT = "timed_out"
    BLOCKED = "blocked"
    NOT_ATTEMPTED = "not_attempted"
    NOT_RUN = "not_run"


class Outcome(StrEnum):
    """What happened to one run. Only GRADED and REJECTED carry a score."""

    GRADED = "graded"
    REJECTED = "rejected"
    INTERNAL_ERROR = "internal_error"


class Visibility(StrEnum):
    """Who may see a case, and from when on (the four levels that learning systems share)."""

    VISIBLE = "visible"
    HIDDEN = "hidden"
    AFTER_DUE_DATE = "after_due_date"
    AFTER_PUBLISHED = "after_published"


class Level(StrEnum):
    """How strongly submissions were isolated, weakest first; see docs/isolation.md."""

    NONE = "none"
    LIMITED = "limited"
    STANDARD = "standard"
    STRONG = "strong"

    @property
    def rank(self) -> int:
        """Give the position in the order none < limited < standard < strong."""
        return list(Level).index(self)


class Record(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Base of all records."""


# --- the course -------------------------------------------------------------------------------


class Task(Record, frozen=True, kw_only=True):
    """A part of an exercise that earns points on its own.

    `by_hand` forbids autograd, `forbidden` further dotted names ("torch.optim"); both are decided
    from the source text. `needs` lists tasks without which this one cannot be attempted.
    """

    number: int
    title: str
    functions: tuple[str, ...]
    points: float
    by_hand: bool = False
    forbidden: tuple[str, ...] = ()
    needs: tuple[int, ...] = ()


class Exercise(Record, frozen=True, kw_only=True):
    """One exercise file and everything the table says of it."""

    slug: str
    section: str
    title: str
    minutes: int
    points: float
    hints: tuple[str, ...]
    tasks: tuple[Task, ...]


class Section(Record, frozen=True, kw_only=True):
    """A chapter of the course."""

    id: str
    title: str


# --- a submission -----------------------------------------------------------------------------


class Note(Record, frozen=True, kw_only=True):
    """Something intake noticed: an ignored file, a dropped magic, a reason for refusal."""

    code: str
    message: str
    file: str = ""


class Submission(Record, frozen=True, kw_only=True):
    """What one student handed in: bytes only, nothing of it has run.

    `sources` maps an exercise slug to its Python source (UTF-8, LF). `unmatched` holds sources
    whose exercise their name does not tell; a locked worker outlines them. `cells` tells of a
    notebook's source on which lines its code cells begin. `rejected` says why nothing can be
    graded, or is empty.
    """

    student: str
    attempt: int = 1
    sources: dict[str, bytes] = {}
    unmatched: dict[str, bytes] = {}
    cells: dict[str, tuple[int, ...]] = {}
    files: tuple[str, ...] = ()
    digest: str = ""
    notes: tuple[Note, ...] = ()
    rejected: str = ""
    submitted_at: str = ""


# --- a result ---------------------------------------------------------------------------------


class Row(Record, frozen=True, kw_only=True):
    """One line of the gap: what was compared, both values as text, and their ratio."""

    what: str
    yours: str
    expected: str
    ratio: str = ""


class Counterexample(Record, frozen=True, kw_only=True):
    """A small public input on which the submission is wrong, to be replayed at home."""

    code: str
    rows: tuple[Row, ...] = ()
    message: str = ""


class TimelineStep(Record, frozen=True, kw_only=True):
    """One step of a training loop: what happened, beside what was expected."""

    step: int
    expected: tuple[str, ...]
    yours: tuple[str, ...]


class CaseResult(Record, frozen=True, kw_only=True):
    """The judged result of one case.

    `evidence` says where the deciding facts come from: "measured" outside the submission's
    reach, "claimed" by the process that ran it, or "source" read before anything ran.
    """

    id: str
    exercise: str
    task: int
    title: str
    status: Status
    score: float
    max_score: float
    visibility: Visibility
    message: str = ""
    diagnosis: str = ""
    cause: str = ""
    hint: str = ""
    rows: tuple[Row, ...] = ()
    timeline: tuple[TimelineStep, ...] = ()
    counterexample: Counterexample | None = None
    evidence: str = "measured"
    line: int | None = None
    duration_seconds: float = 0.0


class ExerciseResult(Record, frozen=True, kw_only=True):
    """The sum of one exercise's cases. `output` is what the student's own code printed."""

    slug: str
    title: str
    section: str
    score: float
    max_score: float
    status: Status
    output: str = ""


class Isolation(Record, frozen=True, kw_only=True):
    """How strongly submissions were isolated, as measured by trying what must fail."""

    level: Level
    landlock_abi: int = 0
    seccomp: bool = False
    namespaces: tuple[str, ...] = ()
    outer: str = ""
    probes: dict[str, str] = {}
    degraded: tuple[str, ...] = ()


class Usage(Record, frozen=True, kw_only=True):
    """What grading cost. The only fields, with `started_at` and durations, that vary by run."""

    wall_seconds: float = 0.0
    cpu_seconds: float = 0.0
    peak_memory_mib: float = 0.0
    workers: int = 0


class Adjustment(Record, frozen=True, kw_only=True):
    """A change of score by policy, explained."""

    kind: str
    points: float
    reason: str
    exercise: str = ""


class ScoreReport(Record, frozen=True, kw_only=True):
    """Everything there is to say about one graded submission.

    `score` is null exactly where the outcome is `internal_error`: our fault is never a zero.
    """

    schema_version: str = SCHEMA_VERSION
    student: str
    attempt: int = 1
    outcome: Outcome
    reason: str = ""
    score: float | None
    max_score: float
    exercises: tuple[ExerciseResult, ...] = ()
    cases: tuple[CaseResult, ...] = ()
    adjustments: tuple[Adjustment, ...] = ()
    notes: tuple[Note, ...] = ()
    submission_digest: str = ""
    suite_digest: str = ""
    grader_version: str = ""
    torch_version: str = ""
    seed: int = 0
    audience: str = "instructor"
    isolation: Isolation
    usage: Usage = Usage()
    started_at: str = ""
    submitted_at: str = ""
    signature: str = ""
