"""ex17_one_cycle: what counts."""

import torch

from grader.judge.suite import Check, Draw, case


@case(task=1, title="one cycle of a neuron", weight=2)
def test_cycle(check: Check, draw: Draw) -> None:
    """The report and the parameters afterwards are those of one step."""
    check("cycle", **_neuron(draw), learning_rate=draw.rate())


@case(task=1, title="a rate so large that the loss grows")
def test_too_large(check: Check, draw: Draw) -> None:
    """The improvement is negative."""
    check("cycle", **_neuron(draw), learning_rate=draw.number(1.0, 2.0))


@case(task=1, title="gradients left over from earlier do not count", weight=2)
def test_leftovers(check: Check, draw: Draw) -> None:
    """The step is that of this sample alone."""
    neuron = _neuron(draw)
    d = neuron["weight"].shape[1]
    leftovers = {"weight_gradient": draw.tensor(1, d), "bias_gradient": draw.tensor(1)}
    check("cycle_with_leftovers", **neuron, learning_rate=draw.rate(), **leftovers)


@case(task=1, title="three cycles with one optimizer that has momentum", weight=2)
def test_momentum(check: Check, draw: Draw) -> None:
    """The optimizer that was handed in takes the steps, and remembers the earlier ones."""
    momentum = draw.choice([0.25, 0.5, 0.75])
    check("cycles", **_neuron(draw), learning_rate=draw.rate(), momentum=momentum, times=3)


@case(task=1, title="a network with a hidden layer")
def test_network(check: Check, draw: Draw) -> None:
    """The model may be any module."""
    d, hidden = draw.size(2, 4), draw.size(2, 4)
    parameters = [draw.tensor(*shape) for shape in ((hidden, d), (hidden,), (1, hidden), (1,))]
    x, y = draw.tensor(1, d), draw.tensor(1, 1)
    check("cycle_of_network", parameters=parameters, x=x, y=y, learning_rate=draw.rate())


@case(task=1, title="a model in float32")
def test_float32(check: Check, draw: Draw) -> None:
    """Nothing in the cycle needs float64."""
    check("cycle", **_neuron(draw, torch.float32), learning_rate=draw.rate(), rtol=1e-3, atol=1e-2)


def _neuron(draw: Draw, dtype: torch.dtype = torch.float64) -> dict[str, torch.Tensor]:
    d = draw.size(2, 5)
    return {
        "weight": draw.tensor(1, d, dtype=dtype),
        "bias": draw.tensor(1, dtype=dtype),
        "x": draw.tensor(1, d, dtype=dtype),
        "y": draw.tensor(1, 1, low=5.0, high=9.0, dtype=dtype),
    }
