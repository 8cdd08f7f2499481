"""Practice cases of ex21: the worked example, one sample, and numbers for a slip of the pen."""

import torch

from grader.judge.suite import Check, case

X = torch.tensor([[1.0, 2.0], [-1.0, 0.5]], dtype=torch.float64)
Y = torch.tensor([[1.0], [0.0]], dtype=torch.float64)
PARAMS = {
    "W1": torch.tensor([[0.5, -0.25], [0.25, 0.5]], dtype=torch.float64),
    "b1": torch.tensor([0.25, -0.5], dtype=torch.float64),
    "W2": torch.tensor([[1.0, -2.0]], dtype=torch.float64),
    "b2": torch.tensor([0.5], dtype=torch.float64),
}
THREE = torch.tensor([[1.0, 2.0, 3.0]], dtype=torch.float64)
FIVE = torch.tensor([[5.0]], dtype=torch.float64)
WIDE = {
    "W1": torch.tensor([[0.5, 0.5, -0.25], [0.25, -0.5, 0.5]], dtype=torch.float64),
    "b1": torch.tensor([0.25, -0.5], dtype=torch.float64),
    "W2": torch.tensor([[0.5, 2.0]], dtype=torch.float64),
    "b2": torch.tensor([0.25], dtype=torch.float64),
}


@case(task=1, title="the worked example's prediction")
def test_forward_example(check: Check) -> None:
    """Two samples through two hidden units give the predictions of the docstring."""
    check("forward", X=X, params=PARAMS)


@case(task=1, title="three inputs, two hidden units")
def test_forward_wide(check: Check) -> None:
    """The lesson's sample passes a layer whose two sizes differ."""
    check("forward", X=THREE, params=WIDE)


@case(task=2, title="the worked example, output layer")
def test_output_layer(check: Check) -> None:
    """W2 and b2 are one step away from the prediction."""
    check("gradients", X=X, y=Y, params=PARAMS, only=["W2", "b2"])


@case(task=2, title="the worked example, all gradients")
def test_all(check: Check) -> None:
    """All four gradients equal those of the docstring, under the keys of params."""
    check("gradients", X=X, y=Y, params=PARAMS)


@case(task=2, title="one sample of three inputs")
def test_one_sample(check: Check) -> None:
    """The lesson's sample, with the target 5: each gradient has the shape of its parameter."""
    check("gradients", X=THREE, y=FIVE, params=WIDE)
