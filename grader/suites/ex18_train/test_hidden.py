"""ex18_train: what counts."""

import torch

from grader.judge.suite import Check, Draw, case


@case(task=1, title="three steps on a batch: every loss, and the parameters", weight=2)
def test_three_steps(check: Check, draw: Draw) -> None:
    """The trajectory is that of plain gradient descent."""
    check("train_neuron", **_neuron(draw), learning_rate=draw.rate(), steps=3)


@case(task=1, title="another number of steps")
def test_more_steps(check: Check, draw: Draw) -> None:
    """As many updates as asked for, and one loss for each."""
    check("train_neuron", **_neuron(draw), learning_rate=draw.rate(), steps=draw.size(4, 7))


@case(task=1, title="a network with a hidden layer", weight=2)
def test_network(check: Check, draw: Draw) -> None:
    """The model may be any module."""
    d, hidden, n = draw.size(2, 4), draw.size(2, 4), draw.size(3, 6)
    parameters = [draw.tensor(*shape) for shape in ((hidden, d), (hidden,), (1, hidden), (1,))]
    X, y = draw.tensor(n, d), draw.tensor(n, 1)
    check("train_network", parameters=parameters, X=X, y=y, learning_rate=draw.rate(), steps=3)


@case(task=1, title="a single step, and none")
def test_few_steps(check: Check, draw: Draw) -> None:
    """One step gives one loss; no steps give an empty list and leave the model alone."""
    neuron, rate = _neuron(draw), draw.rate()
    check("train_neuron", **neuron, learning_rate=rate, steps=1)
    check("train_neuron", **neuron, learning_rate=rate, steps=0)


@case(task=1, title="a model that is perfect already", weight=0.5)
def test_perfect(check: Check, draw: Draw) -> None:
    """As many losses as steps, even where nothing is left to learn."""
    neuron = _neuron(draw)
    y = neuron["X"] @ neuron["weight"].T + neuron["bias"]
    check("train_neuron", **{**neuron, "y": y}, learning_rate=draw.rate(), steps=draw.size(2, 4))


@case(task=1, title="a model in float32")
def test_float32(check: Check, draw: Draw) -> None:
    """The parameters keep their dtype; the losses are plain floats."""
    neuron = _neuron(draw, torch.float32)
    check("train_neuron", **neuron, learning_rate=draw.rate(), steps=2, rtol=1e-3, atol=1e-3)


def _neuron(draw: Draw, dtype: torch.dtype = torch.float64) -> dict[str, torch.Tensor]:
    d, n = draw.size(2, 4), draw.size(3, 6)
    return {
        "weight": draw.tensor(1, d, dtype=dtype),
        "bias": draw.tensor(1, dtype=dtype),
        "X": draw.tensor(n, d, dtype=dtype),
        "y": draw.tensor(n, 1, low=4.0, high=9.0, dtype=dtype),
    }
