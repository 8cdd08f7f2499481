"""The gates that grade: what must earn everything, what must earn nothing, and what must be named.

Sources are graded in locked workers by the judge that grades students. Twins and shortcuts are the
author's own code and run in this process.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from grader.author.build import generated, solution
from grader.author.disguise import disguised
from grader.author.shortcuts import undeserved
from grader.author.workbench import WRONG, Cases, Workbench, earned
from grader.records import CaseResult, Status

BY_HAND = "M01"
ALTERNATIVES = 2  # at least
SEEDS = 3  # how many draws a twin has to differ on


def cases(bench: Workbench) -> list[str]:
    """Every task has visible cases and hidden ones, and titles are unique."""
    problems = []
    for task in bench.exercise.tasks:
        channels = {case.channel for case in bench.cases if case.task.number == task.number}
        problems += [
            f"task {task.number} has no {wanted} case"
            for wanted in ("visible", "hidden")
            if wanted not in channels
        ]
    for channel in ("visible", "hidden"):
        titles = [(c.task.number, c.title) for c in bench.cases if c.channel == channel]
        problems += [
            f"two {channel} cases are called {t!r}"
            for n, t in sorted(set(titles))
            if titles.count((n, t)) > 1
        ]
    return problems


def stub(bench: Workbench) -> list[str]:
    """On the stub, unchanged or with a comment added, every case says not attempted."""
    text = generated(bench.course, bench.slug)[bench.course.stub_path(bench.slug)]
    problems = []
    for name, source in (("the stub", text), ("the stub with a comment", f"{text}\n# A note of my own.\n")):
        wrong = [
            c
            for c in bench.submit(source)
            if c.status not in (Status.NOT_ATTEMPTED, Status.BLOCKED) or c.score
        ]
        problems += [f"{name}: {_told(case)}" for case in wrong]
    return problems


def reference(bench: Workbench) -> list[str]:
    """Every point is earned by the solution, on other seeds as well."""
    source = solution(bench.course, bench.slug)
    seeds = [None, *(bench.course.seed + n for n in range(1, SEEDS))]
    return [
        f"the solution: {told}" for seed in seeds for told in _lost(bench, bench.submit(source, seed=seed))
    ]


def alternatives(bench: Workbench) -> list[str]:
    """Right solutions in other styles earn every point."""
    found = _sources(bench, "alternatives")
    if found is None:
        return []
    problems = (
        []
        if len(found) >= ALTERNATIVES
        else [f"{len(found)} alternatives, at least {ALTERNATIVES} are needed"]
    )
    for path in found:
        lost = _lost(bench, bench.submit(path.read_text(encoding="utf-8")))
        problems += [f"{path.name}: {told}" for told in lost]
    return problems


def by_hand(bench: Workbench) -> list[str]:
    """Autograd in a task by hand earns none of its points and is named."""
    tasks = [task for task in bench.exercise.tasks if task.by_hand]
    found = _sources(bench, "by_hand")
    if found is None or not (tasks or found):
        return []
    if not tasks:
        return ["tests/by_hand has files, and no task is by hand"]
    problems = [] if found else ["no file in tests/by_hand tries autograd"]
    for path in found:
        results = bench.submit(path.read_text(encoding="utf-8"))
        if not any(_refused(results, task.number) for task in tasks):
            points = sum(earned(results, task.number) for task in tasks)
            problems.append(
                f"{path.name}: {points:g} points by hand, named {sorted(_named(results)) or 'nothing'}"
            )
    return problems


def twins(bench: Workbench) -> list[str]:
    """Every twin loses a hidden case and is named by its own id, on several seeds."""
    problems: list[str] = []
    for place, (twin, _) in enumerate(bench.oracle.twins(bench.slug)):
        name = _twin_name(bench, place)
        for seed in range(bench.course.seed, bench.course.seed + SEEDS):
            results = bench.twin(place, seed=seed)
            told = _twin_problem(results, twin.id, twin.equals)
            if told:
                problems.append(f"{name}: {told}{'' if seed == bench.course.seed else f' with seed {seed}'}")
                break
    return problems


def disguises(bench: Workbench) -> list[str]:
    """Every twin, handed in as a file, fails the same cases and is named the same (minutes; run if named)."""
    problems: list[str] = []
    lenient = bench.lenient()  # a disguise loads its text by means that no task by hand allows
    for place in range(len(bench.oracle.twins(bench.slug))):
        judged, graded = bench.twin(place), lenient.submit(disguised(bench, place))
        for inside, outside in zip(judged, graded, strict=True):
            if _verdict(inside) != _verdict(outside):
                told = f"{inside.id} is {_verdict(inside)}, as a file {_verdict(outside)}"
                problems.append(f"{_twin_name(bench, place)}: {told}")
    lenient.close()
    return problems


def _verdict(case: CaseResult) -> str:
    return f"{case.status.value}, named {case.diagnosis or 'nothing'}"


def _twin_name(bench: Workbench, place: int) -> str:
    twin = bench.oracle.twins(bench.slug)[place][0]
    return f"twin {place + 1} {twin.id} ({', '.join(twin.replaces)}: {twin.because})"


def _twin_problem(results: Cases, own: str, equals: tuple[str, ...]) -> str:
    if not any(case.status in WRONG for case in results if case.max_score):
        return "loses no hidden case"
    named = _named(results)
    if named - {own, *equals}:
        return f"is named {', '.join(sorted(named))}"
    if own not in named and not equals:
        return "is not named"
    return ""


def shortcuts(bench: Workbench) -> list[str]:
    """Nothing, zeros, the argument, and the visible answers repeated do not earn a task."""
    return list(undeserved(bench))


LONG_TRIALS = (disguises,)
TRIALS = (cases, stub, reference, alternatives, by_hand, twins, shortcuts)


def _sources(bench: Workbench, kind: str) -> list[Path] | None:
    """Give the files of one kind; None where the tests are not installed."""
    folder = bench.course.root / "tests" / kind
    return sorted((folder / bench.slug).glob("*.py")) if folder.is_dir() else None


def _lost(bench: Workbench, results: Cases) -> list[str]:
    lost = [_told(case) for case in results if case.status is not Status.PASSED]
    points = sum(case.score for case in results)
    if not lost and abs(points - bench.exercise.points) > 1e-9:
        lost.append(f"{points:g} of {bench.exercise.points:g} points")
    return lost


def _refused(results: Cases, task: int) -> bool:
    wrong = [case for case in results if case.task == task]
    return earned(results, task) == 0 and all(case.diagnosis == BY_HAND for case in wrong)


def _named(results: Iterable[CaseResult]) -> set[str]:
    return {case.diagnosis for case in results if case.diagnosis}


def _told(case: CaseResult) -> str:
    text = f"{case.id} is {case.status.value}"
    return f"{text}: {case.message}" if case.message else text
