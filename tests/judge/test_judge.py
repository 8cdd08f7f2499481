"""What the judge says of right, wrong, broken and hostile work, seen from outside."""

from __future__ import annotations

import pytest

from grader.pipeline import Grader
from grader.records import Outcome, Status
from tests.support.submit import cases, exercise, graded

RIGHT = "def square_gradient(w):\n    return 2 * w\n"
AUTOGRAD = """
import torch
def square_autograd(w):
    w = torch.as_tensor(w).detach().clone()
    w = (w if w.is_floating_point() else w.to(torch.get_default_dtype())).requires_grad_()
    loss = (w ** 2).sum()
    loss.backward()
    return loss.detach(), w.grad
"""


def ex05(warm: Grader, gradient: str, autograd: str = AUTOGRAD) -> tuple[list[str], float]:
    """Grade ex05_square; give the statuses of task 1 and the score."""
    report = graded(warm, ex05_square=gradient + autograd)
    found = [case.status.value for case in cases(report, "ex05_square") if case.task == 1]
    return found, exercise(report, "ex05_square").score


def test_right_work_gets_full_marks(warm: Grader) -> None:
    """A right exercise passes every case and earns all its points; the others are not attempted."""
    report = graded(warm, ex05_square=RIGHT + AUTOGRAD)
    result = exercise(report, "ex05_square")
    assert (result.score, result.status) == (result.max_score, Status.PASSED)
    assert exercise(report, "ex18_train").status is Status.NOT_ATTEMPTED
    assert report.outcome is Outcome.GRADED


@pytest.mark.parametrize(
    ("gradient", "status", "needle"),
    [
        ("def square_gradient(w):\n    raise NotImplementedError\n", "not_attempted", "Not attempted"),
        ("", "error", "square_gradient is not defined"),
        ("def square_gradient(w):\n    return 1 / 0\n", "error", "ZeroDivisionError on line 2"),
        ("def square_gradient(w):\n    raise SystemExit(0)\n", "error", "SystemExit"),
        ("def square_gradient(w):\n    raise KeyboardInterrupt\n", "error", "KeyboardInterrupt"),
        ("import os\ndef square_gradient(w):\n    os._exit(0)\n", "error", "ended before it answered"),
        ("def square_gradient(w):\n    return 'six'\n", "failed", "a str"),
        ("def square_gradient(w):\n    pass\n", "failed", "None (is a return missing?)"),
        ("def square_gradient(w):\n    return w * float('nan')\n", "failed", "differs"),
        ("def square_gradient(w):\n    return lambda: 6\n", "error", "is a function; expected"),
        ("import pytest\ndef square_gradient(w):\n    pytest.skip('x')\n", "error", "ModuleNotFoundError"),
        ("def square_gradient(w:\n    return 2 * w\n", "error", "not valid Python"),
        (
            "raise ValueError('no')\ndef square_gradient(w):\n    return 2 * w\n",
            "error",
            "ValueError on line 1",
        ),
    ],
)
def test_what_goes_wrong_is_said(warm: Grader, gradient: str, status: str, needle: str) -> None:
    """Each way to go wrong has its status and a sentence that says what happened and where."""
    report = graded(warm, ex05_square=gradient + AUTOGRAD, ex00_ready="def ready():\n    return 'ready'\n")
    first = next(case for case in cases(report, "ex05_square") if case.task == 1)
    assert (first.status.value, needle in first.message) == (status, True), first.message
    assert all(case.score == 0 for case in cases(report, "ex05_square") if case.task == 1)
    assert exercise(report, "ex00_ready").status is Status.PASSED


@pytest.mark.parametrize(
    ("code", "status", "needle"),
    [
        ("while True:\n    pass\n", "timed_out", "a loop outside the functions"),
        ("import os\nos._exit(0)\n", "error", "ended before it answered"),
        ("import os\nos.abort()\n", "error", "abort"),
    ],
)
def test_a_file_that_does_not_run_to_its_end_is_tried_once(
    warm: Grader, code: str, status: str, needle: str
) -> None:
    """What stands outside the functions stops every check, so each one says so, after one wait."""
    report = graded(warm, ex05_square=RIGHT + AUTOGRAD + code)
    found = cases(report, "ex05_square")
    assert {(case.status.value, needle in case.message) for case in found} == {(status, True)}
    assert report.usage.wall_seconds < 9
    assert report.usage.workers <= 4  # whatever kills is believed at the fourth time


def test_a_call_that_ends_the_process_ends_that_call_alone(warm: Grader) -> None:
    """A file that runs to its end is asked on: the other task has its points."""
    _, score = ex05(warm, "import os\ndef square_gradient(w):\n    os._exit(0)\n")
    assert score == exercise(graded(warm, ex05_square=RIGHT + AUTOGRAD), "ex05_square").score - 2


def test_hidden_messages_carry_nothing_of_the_submission(warm: Grader) -> None:
    """What a submission raises or prints on hidden inputs is not shown; a public input is instead."""
    source = (
        "def square_gradient(w):\n"
        "    if w == 3.0:\n        return 6.0\n"
        "    print('SECRET', w)\n"
        "    raise ValueError(f'SECRET {w}')\n"
    )
    report = graded(warm, ex05_square=source + AUTOGRAD)
    hidden = [case for case in cases(report, "ex05_square") if case.visibility == "hidden" and case.task == 1]
    assert all("SECRET" not in case.message for case in hidden)
    assert all(case.line is None and not case.rows for case in hidden)


def test_counterexample_is_public_small_and_stable(warm: Grader) -> None:
    """A failure that only hidden inputs show is answered with a small input to replay."""
    source = "def square_gradient(w):\n    return 6.0 if isinstance(w, float) else 2 * w\n"
    first = graded(warm, ex05_square=source + AUTOGRAD)
    again = graded(warm, ex05_square=source + AUTOGRAD)
    found = [case.counterexample for case in cases(first, "ex05_square") if case.counterexample]
    assert len(found) == 1
    assert "square_gradient(w)" in found[0].code
    assert found[0].rows
    assert found == [case.counterexample for case in cases(again, "ex05_square") if case.counterexample]


def test_two_mistakes_at_once_claim_no_cause(warm: Grader) -> None:
    """Where no single known mistake explains all observations, the gap is shown and nothing named."""
    source = "def square_gradient(w):\n    return -w + 0.125\n"
    report = graded(warm, ex05_square=source + AUTOGRAD)
    wrong = [case for case in cases(report, "ex05_square") if case.task == 1]
    assert {case.diagnosis for case in wrong} == {""}
    assert any(case.rows for case in wrong)


def test_a_mistake_in_one_task_leaves_the_other_its_points(warm: Grader) -> None:
    """Tasks earn on their own."""
    statuses, score = ex05(warm, "def square_gradient(w):\n    return w\n")
    assert set(statuses) == {"failed"}
    assert score == 2


def test_by_hand_is_decided_from_the_source(warm: Grader) -> None:
    """A task by hand that is solved through autograd earns nothing and is named M01 from the source."""
    source = (
        "import torch\ndef square_gradient(w):\n"
        "    return torch.func.grad(lambda v: (v ** 2).sum())(torch.as_tensor(w))\n"
    )
    report = graded(warm, ex05_square=source + AUTOGRAD)
    task = [case for case in cases(report, "ex05_square") if case.task == 1]
    assert {(case.status.value, case.diagnosis, case.evidence) for case in task} == {
        ("failed", "M01", "source")
    }


def test_seed_changes_the_hidden_inputs_only(warm: Grader) -> None:
    """Another seed draws other hidden inputs; right work stays right."""
    from grader.judge.draw import SeededDraw

    assert SeededDraw(1, "ex", "case").tensor(4).tolist() != SeededDraw(2, "ex", "case").tensor(4).tolist()
    assert SeededDraw(1, "ex", "case").tensor(4).tolist() == SeededDraw(1, "ex", "case").tensor(4).tolist()
