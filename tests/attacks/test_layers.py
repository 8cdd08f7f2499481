"""Each layer stops its part; what is missing is measured, counted, and told with the command that helps."""

from __future__ import annotations

import sys
from dataclasses import replace

import pytest

from grader.course import Course
from grader.records import Level
from grader.sandbox.doctor import Machine, advice, machine
from grader.sandbox.host import Sandbox
from grader.sandbox.settings import Settings
from tests.attacks import matrix
from tests.attacks.corpus import ATTACKS
from tests.attacks.run import GRADED
from tests.attacks.system import LAYERS, SYSTEM, planted, succeeded

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the layers are those of Linux")

# Landlock is about files (and, newer ones, connections and signals), the filter about calls.
FILES = ("read a test", "list a folder", "write a file", "read /etc/passwd", "read a cached test")
CALLS = (
    "fork",
    "keyring",
    "personality",
    "use a unix socket",
    "change permissions",
    "own seccomp filter",
    "memfd",
)
WATCHED = (*FILES, *CALLS, "look at a path")
STOPPED = {
    "no lock": (),
    "Landlock": FILES,
    "seccomp": CALLS,
    "both": FILES + CALLS,
    "both, namespaces": WATCHED,
}


@pytest.mark.parametrize("layers", LAYERS)
def test_a_layer_stops_its_part(layers: str) -> None:
    """What a layer is there for fails with it, and the rest works: so the counts are no accident."""
    with planted() as facts, Sandbox(replace(LAYERS[layers], spare=False)) as sandbox:
        if layers == "both, namespaces" and not sandbox.isolation.namespaces:
            pytest.skip("no namespaces here")
        outcomes = succeeded(sandbox, facts, WATCHED)
    works = {name for name, outcome in outcomes.items() if outcome == "allowed"}
    assert works == set(WATCHED) - set(STOPPED[layers])


def test_everything_that_is_asked_belongs_to_a_row() -> None:
    """Each thing asked of the kernel is listed in the page; each row's letters say what stops it."""
    assert set(matrix.stopped_by()) <= set(SYSTEM)
    column = matrix.Column("unprivileged", "no lock", 0, dict.fromkeys(SYSTEM, "allowed"))
    page = matrix.page([column, matrix.Column("unprivileged", "both", 7, dict.fromkeys(SYSTEM, "EPERM"))], "")
    assert all(f"| {name} |" in page for name in SYSTEM)
    assert all(attack.reason in page for attack in ATTACKS if attack.reason)
    assert all(f"\n| {number} | " in page for number in range(1, 109))


def test_the_page_is_of_this_corpus(course: Course) -> None:
    """Rows, counts and columns, which no machine changes, are fresh; `make attacks-page` writes them."""
    page = (course.root / "docs" / "isolation.md").read_text("utf-8")
    assert "\n".join(matrix.rows()) in page
    assert f"{len(SYSTEM)} attempts, each made by code in a worker." in page
    for level in ("standard", "strong"):
        assert f"| {level} | submissions | {len(GRADED)} | 0 |" in page
        assert f"| {level} | attempts on the kernel | {len(SYSTEM)} | 0 |" in page
    for user in ("unprivileged", "root"):
        for layers, settings in LAYERS.items():
            abis = [""] if settings.landlock_abi_cap == 0 else matrix.ABIS
            assert all(f"| {user} | {layers} | {abi or '-'} | " in page for abi in abis), (user, layers)


@pytest.mark.parametrize(
    ("settings", "level", "words"),
    [
        (Settings(namespaces=False, landlock_abi_cap=0), Level.LIMITED, ("missing: Landlock", "every file")),
        (
            Settings(namespaces=False, seccomp=False),
            Level.LIMITED,
            ("system call filters", "start processes"),
        ),
        (LAYERS["no lock"], Level.NONE, ("missing: Landlock", "system call filters", "a submission can")),
    ],
    ids=["no Landlock", "no seccomp", "neither"],
)
def test_the_doctor_says_what_is_missing(settings: Settings, level: Level, words: tuple[str, ...]) -> None:
    """On a machine without a layer (here: capped) the level falls, and the advice says what to type."""
    with Sandbox(replace(settings, spare=False)) as sandbox:
        isolation = sandbox.isolation
    assert isolation.level is level
    here = machine()
    bare = Machine(here.system, here.processor, (6, 8), "ubuntu", bubblewrap=False)
    lines = "\n".join(advice(isolation, bare))
    for word in words:
        assert word in lines
    assert lines.count("  try: ") == lines.count("missing: ")
    assert "sudo apt-get install bubblewrap" in lines
