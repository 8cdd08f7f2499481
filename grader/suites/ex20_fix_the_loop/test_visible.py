"""ex20_fix_the_loop: what a student sees, each loop on a batch of four."""

import torch

from grader.judge.suite import Check, case

F64 = torch.float64
THREE_STEPS = {
    "parameters": [torch.tensor([[0.5, 0.5, 0.25]], dtype=F64), torch.tensor([0.25], dtype=F64)],
    "X": torch.tensor([[1.0, 2.0, 3.0], [0.0, -1.0, 2.0], [2.0, 0.5, -1.0], [-1.0, 1.0, 1.0]], dtype=F64),
    "y": torch.tensor([[5.0], [1.0], [2.0], [-1.0]], dtype=F64),
    "learning_rate": 0.05,
    "steps": 3,
}


@case(task=1, title="the loop that goes too fast: three steps on a batch of four")
def test_loop_1(check: Check) -> None:
    """Gradients of earlier steps no longer count."""
    check("loop_1", **THREE_STEPS)


@case(task=2, title="the loop that stands still: three steps on a batch of four")
def test_loop_2(check: Check) -> None:
    """The step sees the gradients."""
    check("loop_2", **THREE_STEPS)


@case(task=3, title="the loop whose gradients are fine: three steps on a batch of four")
def test_loop_3(check: Check) -> None:
    """The model's own parameters move."""
    check("loop_3", **THREE_STEPS)


@case(task=4, title="the loop with one loss for ever: three steps on a batch of four")
def test_loop_4(check: Check) -> None:
    """Each step goes forward anew."""
    check("loop_4", **THREE_STEPS)


@case(task=5, title="the loop that forgets the inputs: three steps on a batch of four")
def test_loop_5(check: Check) -> None:
    """Prediction and target are subtracted sample by sample."""
    check("loop_5", **THREE_STEPS)


@case(task=6, title="the loop that fills the memory: three steps on a batch of four")
def test_loop_6(check: Check) -> None:
    """The list holds plain floats."""
    check("loop_6", **THREE_STEPS)
