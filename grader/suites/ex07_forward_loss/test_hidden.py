"""ex07_forward_loss: what counts."""

from typing import Any

import torch

from grader.judge.suite import Check, Draw, case


def neuron(draw: Draw, d: int, dtype: torch.dtype = torch.float64) -> dict[str, Any]:
    """Draw the numbers of a neuron with d inputs."""
    return {"weight": draw.tensor(1, d, dtype=dtype), "bias": draw.tensor(1, dtype=dtype)}


@case(task=1, title="one sample")
def test_one_sample(check: Check, draw: Draw) -> None:
    """The loss is one number, and its way back to the weights is open."""
    d = draw.size(2, 5)
    check("forward", **neuron(draw, 1), x=draw.tensor(1, 1), y=draw.tensor(1, 1))
    check("forward", **neuron(draw, d), x=draw.tensor(1, d), y=draw.tensor(1, 1))


@case(task=1, title="a batch: the mean over its samples", weight=2)
def test_batch(check: Check, draw: Draw) -> None:
    """Every sample counts, and the loss does not grow with their number."""
    d, n = draw.size(2, 5), draw.size(3, 8)
    check("forward", **neuron(draw, d), x=draw.tensor(n, d), y=draw.tensor(n, 1))


@case(task=1, title="float32 stays float32")
def test_dtype(check: Check, draw: Draw) -> None:
    """Prediction and loss have the dtype of the model."""
    n, single = draw.size(2, 4), torch.float32
    x, y = draw.tensor(n, 2, dtype=single), draw.tensor(n, 1, dtype=single)
    check("forward", **neuron(draw, 2, single), x=x, y=y, rtol=1e-5, atol=1e-6)


@case(task=1, title="a model with a random layer: one forward for both", weight=0.5)
def test_random_layer(check: Check, draw: Draw) -> None:
    """Dropout draws anew in each forward, so the loss must be computed from the prediction returned."""
    d, n = draw.size(2, 5), draw.size(6, 9)
    check("random_layer", **neuron(draw, d), x=draw.tensor(n, d), y=draw.tensor(n, 1))


@case(task=2, title="a batch against flat targets")
def test_flat_targets(check: Check, draw: Draw) -> None:
    """(N, 1) and (N,) would be stretched to (N, N)."""
    d, n = draw.size(2, 5), draw.size(3, 8)
    check("refusal", **neuron(draw, d), x=draw.tensor(n, d), y=draw.tensor(n))


@case(task=2, title="one sample against targets without its dimensions")
def test_one_flat_target(check: Check, draw: Draw) -> None:
    """(1, 1) against (1,) and against (): even one number has a shape."""
    d = draw.size(2, 5)
    check("refusal", **neuron(draw, 1), x=draw.tensor(1, 1), y=draw.tensor())
    check("refusal", **neuron(draw, d), x=draw.tensor(1, d), y=draw.tensor(1))


@case(task=2, title="one target for a whole batch, and several for each sample")
def test_one_target_for_all(check: Check, draw: Draw) -> None:
    """(N, 1) against (1, 1) and (N, 2): targets, or predictions, would be used more than once."""
    d, n = draw.size(2, 5), draw.size(3, 8)
    check("refusal", **neuron(draw, d), x=draw.tensor(n, d), y=draw.tensor(1, 1))
    check("refusal", **neuron(draw, d), x=draw.tensor(n, d), y=draw.tensor(n, 2))
