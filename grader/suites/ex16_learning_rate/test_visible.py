"""ex16_learning_rate: what a student sees, the lesson's neuron first."""

import torch

from grader.judge.suite import Check, case


def tensor(values: object) -> torch.Tensor:
    """Give a float64 tensor."""
    return torch.tensor(values, dtype=torch.float64)


@case(task=1, title="the drop predicted for the lesson's neuron")
def test_drop(check: Check) -> None:
    """At rate 0.01, 3.75 is predicted (and 3.1875 happens)."""
    check("drop", gradients=[tensor([[-5.0, -10.0, -15.0]]), tensor([-5.0])], learning_rate=0.01)


@case(task=1, title="half the rate, half the predicted drop")
def test_drop_at_half_the_rate(check: Check) -> None:
    """The prediction is proportional to the rate."""
    check("drop", gradients=[tensor([[-5.0, -10.0, -15.0]]), tensor([-5.0])], learning_rate=0.005)


@case(task=1, title="two layers: every tensor counts")
def test_drop_of_layers(check: Check) -> None:
    """A matrix, a vector, a row and a single number."""
    gradients = [tensor([[1.0, -2.0], [0.5, 0.0]]), tensor([0.25, -0.5]), tensor([[2.0, 1.0]]), tensor(-1.5)]
    check("drop", gradients=gradients, learning_rate=0.125)


@case(task=2, title="the lesson's sample")
def test_rate(check: Check) -> None:
    """For [1, 2, 3] it is 1/15."""
    check("rate", x=tensor([1.0, 2.0, 3.0]))


@case(task=2, title="inputs of zero: only the bias learns")
def test_rate_of_zeros(check: Check) -> None:
    """What is left of the formula when all inputs are 0?"""
    check("rate", x=tensor([0.0, 0.0]))


@case(task=2, title="large inputs ask for small steps")
def test_rate_of_large_inputs(check: Check) -> None:
    """That is why inputs are scaled before training."""
    check("rate", x=tensor([30.0, -40.0]))
