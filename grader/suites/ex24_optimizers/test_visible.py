"""Practice cases of ex24: the worked examples, a change of the rate, a parameter without gradient."""

import torch

from grader.judge.suite import Check, case

ONE = torch.tensor([1.0], dtype=torch.float64)
PAIR = torch.tensor([1.0, 1.0], dtype=torch.float64)


@case(task=1, title="three steps with the same gradient")
def test_momentum_example(check: Check) -> None:
    """The buffer is 2, 3, 3.5."""
    gradients = [torch.tensor([[2.0]] * 3, dtype=torch.float64)]
    check("momentum", params=[ONE], gradients=gradients, rates=[0.125] * 3, momentum=0.5)


@case(task=1, title="the rate changes, and one parameter has no gradient")
def test_momentum_rate(check: Check) -> None:
    """The rate belongs to the step, not to the buffer; None is left alone."""
    gradients = [torch.tensor([[2.0], [1.0], [-1.0], [0.5]], dtype=torch.float64), None]
    check("momentum", params=[ONE, PAIR], gradients=gradients, rates=[0.1, 0.1, 0.02, 0.02], momentum=0.9)


@case(task=2, title="three steps with the same gradient")
def test_adam_example(check: Check) -> None:
    """Gradients of 2 and -200 both move their weight by the rate."""
    gradients = [torch.tensor([[2.0, -200.0]] * 3, dtype=torch.float64)]
    check("adam_defaults", params=[PAIR], gradients=gradients, rates=[0.125] * 3)


@case(task=2, title="changing gradients, and one parameter without")
def test_adam_changing(check: Check) -> None:
    """Each parameter has averages of its own; None is left alone."""
    gradients = [
        torch.tensor([[2.0, 1.0], [1.0, -3.0], [-1.0, 0.5]], dtype=torch.float64),
        None,
        torch.tensor([[0.5], [0.25], [4.0]], dtype=torch.float64),
    ]
    given = {"rates": [0.1, 0.1, 0.02], "betas": (0.5, 0.75), "eps": 1e-3}
    check("adam", params=[PAIR, ONE, ONE], gradients=gradients, **given)


@case(task=2, title="gradients as small as eps")
def test_adam_tiny(check: Check) -> None:
    """A gradient of 1e-9 moves its weight by an eleventh of the rate."""
    gradients = [torch.full((3, 1), 1e-9, dtype=torch.float64)]
    check("adam_defaults", params=[ONE], gradients=gradients, rates=[0.125] * 3)
