"""ex18_train: what a student sees, the lesson's neuron and a batch of four."""

import torch

from grader.judge.suite import Check, case

F64 = torch.float64
NEURON = {
    "weight": torch.tensor([[0.5, 0.5, 0.25]], dtype=F64),
    "bias": torch.tensor([0.25], dtype=F64),
}
ONE = {"X": torch.tensor([[1.0, 2.0, 3.0]], dtype=F64), "y": torch.tensor([[5.0]], dtype=F64)}
FOUR = {
    "X": torch.tensor([[1.0, 2.0, 3.0], [0.0, -1.0, 2.0], [2.0, 0.5, -1.0], [-1.0, 1.0, 1.0]], dtype=F64),
    "y": torch.tensor([[5.0], [1.0], [2.0], [-1.0]], dtype=F64),
}


@case(task=1, title="the lesson's neuron, four steps at rate 0.01")
def test_lesson(check: Check) -> None:
    """The losses are 6.25, 3.0625, 1.500625 and 0.735306."""
    check("train_neuron", **NEURON, **ONE, learning_rate=0.01, steps=4)


@case(task=1, title="a batch of four, three steps at rate 0.05")
def test_batch(check: Check) -> None:
    """Losses and final parameters are those of plain gradient descent on the mean."""
    check("train_neuron", **NEURON, **FOUR, learning_rate=0.05, steps=3)


@case(task=1, title="a network with a hidden layer")
def test_network(check: Check) -> None:
    """The model may be any module."""
    parameters = [
        torch.tensor([[0.5, -0.25, 0.25], [0.25, 0.5, -0.5]], dtype=F64),
        torch.tensor([0.25, -0.5], dtype=F64),
        torch.tensor([[1.0, -1.5]], dtype=F64),
        torch.tensor([0.5], dtype=F64),
    ]
    check("train_network", parameters=parameters, **FOUR, learning_rate=0.03, steps=3)


@case(task=1, title="no steps: an empty list")
def test_no_steps(check: Check) -> None:
    """Nothing is returned and nothing moves."""
    check("train_neuron", **NEURON, **ONE, learning_rate=0.01, steps=0)
