"""Cheating never pays: every attack of the corpus is shown to work elsewhere, and to earn nothing here."""

from __future__ import annotations

import sys
from collections.abc import Iterator

import pytest

from grader.course import Course
from grader.judge.evidence import violation
from grader.records import Outcome, Status
from grader.report import from_json, redact, to_json
from grader.sandbox.host import Sandbox
from grader.sandbox.outline import outline
from tests.attacks.corpus import ATTACKS
from tests.attacks.corpus.found import BY_HAND, UNSEEN
from tests.attacks.model import RIGHT, STOPPERS, Attack
from tests.attacks.run import GRADED, SLUG, Arena, deceives, grading
from tests.attacks.system import NONE, SYSTEM

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the locks are those of Linux")


def _ids(attacks: tuple[Attack, ...]) -> list[str]:
    return [f"{attack.number:03}-{attack.name}" for attack in attacks]


@pytest.fixture(scope="module")
def arena(course: Course) -> Iterator[Arena]:
    """Grade as at `standard`: what holds there holds with namespaces too."""
    with grading(course, "standard") as grader:
        yield Arena(grader)


@pytest.fixture(scope="module")
def open_door() -> Iterator[Sandbox]:
    """Give an unlocked sandbox of an unprivileged user, for the controls."""
    with Sandbox(NONE) as sandbox:
        yield sandbox


def test_every_row_is_there() -> None:
    """Each row of the table is an attack, or says why it cannot be shown."""
    assert {attack.number for attack in ATTACKS} >= set(range(1, 109))
    for attack in ATTACKS:
        shapes = [attack.source, attack.system, attack.refused, attack.reason]
        assert sum(map(bool, shapes)) >= 1, attack.name
        assert set(attack.by) <= set(STOPPERS), attack.name
        assert set(attack.system) <= set(SYSTEM), attack.name
        if attack.source:
            assert bool(attack.naive) != bool(attack.why), f"{attack.name}: a control, or why there is none"
        assert bool(attack.refused) == bool(attack.control), attack.name


def test_right_work_gets_full_marks(arena: Arena) -> None:
    """The score rule is no accident: the same grader gives right work every point."""
    report = arena.graded(RIGHT)
    assert next(each.score for each in report.exercises if each.slug == SLUG) == 4
    assert arena.honest == 0


@pytest.mark.parametrize("attack", GRADED, ids=_ids(GRADED))
def test_an_attack_earns_nothing(arena: Arena, attack: Attack) -> None:
    """It scores no more than its honest wrong version, is told nothing hidden, and gets a valid report."""
    found = arena.fight(attack)
    assert found.report.outcome is Outcome.GRADED, found.report.reason
    assert not found.leaks
    assert not found.pays
    for audience in ("instructor", "student"):
        data = to_json(redact(found.report, audience))
        assert len(data) < 1 << 20
        assert to_json(from_json(data)) == data


CONTROLLED = tuple(attack for attack in GRADED if attack.naive)


@pytest.mark.parametrize("attack", CONTROLLED, ids=_ids(CONTROLLED))
def test_the_attack_works_on_a_grader_in_one_process(open_door: Sandbox, attack: Attack) -> None:
    """Where nothing stops it, the attack gets what it wants: so the test above proves something."""
    assert deceives(open_door, attack)


def test_reading_the_solution_pays_without_a_lock(course: Course) -> None:
    """With the same judge and no lock, an attack reads the solution and has its points."""
    with grading(course, "none") as grader:
        arena = Arena(grader)
        attack = next(attack for attack in GRADED if attack.number == 1)
        assert arena.fight(attack).pays


@pytest.mark.parametrize("name", BY_HAND)
def test_a_road_around_a_task_by_hand_is_seen(course: Course, name: str) -> None:
    """Autograd in a task by hand is seen in the text, whatever it is dressed in."""
    task = course.exercises[SLUG].tasks[0]
    assert violation(task, outline(BY_HAND[name].encode())) is not None


@pytest.mark.parametrize("name", UNSEEN)
def test_known_limits_are_limits(course: Course, open_door: Sandbox, name: str) -> None:
    """What the text does not show is known; when it comes to be seen, the threat model is out of date."""
    task = course.exercises[SLUG].tasks[0]
    assert violation(task, outline(UNSEEN[name].encode())) is None
    assert deceives(open_door, Attack(0, name, "E", source=UNSEEN[name], naive="by_hand"))


REFUSED = tuple(attack for attack in ATTACKS if attack.refused)


@pytest.mark.parametrize("attack", REFUSED, ids=_ids(REFUSED))
def test_hostile_bytes_are_refused(attack: Attack) -> None:
    """Intake and decoder refuse them; nothing is read, run or made."""
    assert attack.refused is not None
    assert attack.control is not None
    assert attack.refused() == "refused"
    assert attack.control(), "its harmless likes are to be read, or a naive reader is to take it"


def test_a_by_hand_violation_is_a_failure_and_not_an_error(arena: Arena) -> None:
    """Who takes a road is told the line and the name, as a failed task, and keeps the other task's points."""
    report = arena.graded(
        BY_HAND["a pattern that reads an attribute"] + RIGHT[RIGHT.index("def square_autograd") :]
    )
    cases = [case for case in report.cases if case.exercise == SLUG]
    assert {case.status for case in cases if case.task == 1} == {Status.FAILED}
    assert {case.status for case in cases if case.task == 2} == {Status.PASSED}
