"""ex16_learning_rate: what counts."""

import torch

from grader.judge.suite import Check, Draw, case


@case(task=1, title="the gradients of a neuron", weight=2)
def test_drop(check: Check, draw: Draw) -> None:
    """Weights and bias count, and the drop is positive whatever their signs."""
    check("drop", gradients=[draw.tensor(1, draw.size(2, 5)), draw.tensor(1)], learning_rate=draw.rate())
    check("drop", gradients=[draw.tensor(1, draw.size(2, 5)), draw.tensor(1)], learning_rate=0.5)


@case(task=1, title="the gradients of a network", weight=2)
def test_drop_of_network(check: Check, draw: Draw) -> None:
    """Tensors of all shapes count, not only the first or the last."""
    d, hidden = draw.size(2, 4), draw.size(2, 3)
    gradients = [draw.tensor(hidden, d), draw.tensor(hidden), draw.tensor(1, hidden), draw.tensor()]
    check("drop", gradients=gradients, learning_rate=draw.rate())


@case(task=1, title="a gradient of zeros, and a single tensor")
def test_drop_of_zeros(check: Check, draw: Draw) -> None:
    """Where the loss is flat no drop is predicted."""
    n = draw.size(2, 4)
    check(
        "drop", gradients=[torch.zeros(1, n, dtype=torch.float64), draw.tensor(1)], learning_rate=draw.rate()
    )
    check("drop", gradients=[draw.tensor(n)], learning_rate=draw.rate())


@case(task=2, title="samples with inputs of both signs", weight=2)
def test_rate(check: Check, draw: Draw) -> None:
    """The size of the inputs decides, not their signs."""
    for _ in range(2):
        x = draw.tensor(draw.size(3, 6))
        x[0] = -x[0].abs()
        check("rate", x=x)


@case(task=2, title="one input, and small ones")
def test_rate_of_small_inputs(check: Check, draw: Draw) -> None:
    """The bias learns too, so the rate never exceeds a bound, however small the inputs."""
    check("rate", x=draw.tensor(1))
    check("rate", x=draw.tensor(draw.size(2, 5)) / 64)


@case(task=2, title="large inputs")
def test_rate_of_large_inputs(check: Check, draw: Draw) -> None:
    """Inputs that are ten times as large need a far smaller rate."""
    check("rate", x=draw.tensor(draw.size(2, 5)) * 10)
