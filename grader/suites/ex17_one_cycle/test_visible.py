"""ex17_one_cycle: what a student sees, the lesson's neuron at three rates."""

import torch

from grader.judge.suite import Check, case

F64 = torch.float64
NEURON = {
    "weight": torch.tensor([[0.5, 0.5, 0.25]], dtype=F64),
    "bias": torch.tensor([0.25], dtype=F64),
    "x": torch.tensor([[1.0, 2.0, 3.0]], dtype=F64),
    "y": torch.tensor([[5.0]], dtype=F64),
}


@case(task=1, title="the lesson's neuron at rate 0.01: 2.5 becomes 3.25")
def test_lesson(check: Check) -> None:
    """The loss falls from 6.25 to 3.0625."""
    check("cycle", **NEURON, learning_rate=0.01)


@case(task=1, title="rate 0.002, for which the lesson's printed numbers hold")
def test_printed(check: Check) -> None:
    """The prediction becomes 2.65 and the loss 5.5225."""
    check("cycle", **NEURON, learning_rate=0.002)


@case(task=1, title="rate 0.1 is too large: the improvement is negative")
def test_too_large(check: Check) -> None:
    """The loss grows from 6.25 to 25."""
    check("cycle", **NEURON, learning_rate=0.1)


@case(task=1, title="gradients left over from earlier do not count")
def test_leftovers(check: Check) -> None:
    """The step is that of this sample alone."""
    leftovers = {
        "weight_gradient": torch.tensor([[1.0, 1.0, 1.0]], dtype=F64),
        "bias_gradient": torch.tensor([1.0], dtype=F64),
    }
    check("cycle_with_leftovers", **NEURON, learning_rate=0.01, **leftovers)


@case(task=1, title="three cycles with one optimizer that has momentum")
def test_momentum(check: Check) -> None:
    """The optimizer that was handed in takes the steps, and remembers the earlier ones."""
    check("cycles", **NEURON, learning_rate=0.01, momentum=0.5, times=3)
