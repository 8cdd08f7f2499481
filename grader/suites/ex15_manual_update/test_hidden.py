"""ex15_manual_update: what counts."""

import torch

from grader.judge.suite import Check, Draw, case


@case(task=1, title="every parameter of a neuron takes its step", weight=2)
def test_neuron(check: Check, draw: Draw) -> None:
    """Weights and bias move by -rate times gradient, in place, and the gradients are cleared."""
    check("update_neuron", **_neuron(draw))


@case(task=1, title="every parameter of a network takes its step")
def test_network(check: Check, draw: Draw) -> None:
    """The model may have any number of parameters under any names."""
    parameters, gradients = _network(draw)
    check("update_network", parameters=parameters, gradients=gradients, learning_rate=draw.rate())


@case(task=1, title="parameters without gradient are left alone")
def test_no_gradient(check: Check, draw: Draw) -> None:
    """A layer that backward never reached keeps its values; the others move."""
    parameters, gradients = _network(draw)
    gradients[0] = gradients[3] = None
    check("update_network", parameters=parameters, gradients=gradients, learning_rate=draw.rate())


@case(task=1, title="autograd sees that the parameters changed")
def test_noticed(check: Check, draw: Draw) -> None:
    """The version of every parameter moves."""
    check("noticed_by_autograd", **_neuron(draw))


@case(task=1, title="a second round starts from clean gradients")
def test_rounds(check: Check, draw: Draw) -> None:
    """After two rounds of forward, backward and update the parameters are where they should be."""
    n, d = draw.size(2, 5), draw.size(2, 4)
    check(
        "rounds",
        weight=draw.tensor(1, d),
        bias=draw.tensor(1),
        X=draw.tensor(n, d),
        y=draw.tensor(n, 1),
        learning_rate=draw.rate(),
    )


@case(task=1, title="float32 stays float32")
def test_float32(check: Check, draw: Draw) -> None:
    """The parameters keep their dtype."""
    check("update_neuron", **_neuron(draw, torch.float32))


@case(task=2, title="a negative gradient: the weight grows")
def test_trace_up(check: Check, draw: Draw) -> None:
    """The step is positive, and before plus step is after."""
    check("trace", w=draw.number(), gradient=draw.number(-3.0, -1.0), learning_rate=draw.rate())


@case(task=2, title="a positive gradient: the weight shrinks")
def test_trace_down(check: Check, draw: Draw) -> None:
    """The step is negative."""
    check("trace", w=draw.number(), gradient=draw.number(1.0, 3.0), learning_rate=draw.rate())


def _neuron(draw: Draw, dtype: torch.dtype = torch.float64) -> dict[str, object]:
    d = draw.size(2, 5)
    return {
        "weight": draw.tensor(1, d, dtype=dtype),
        "bias": draw.tensor(1, dtype=dtype),
        "weight_gradient": draw.tensor(1, d, dtype=dtype),
        "bias_gradient": draw.tensor(1, dtype=dtype),
        "learning_rate": draw.rate(),
    }


def _network(draw: Draw) -> tuple[list[torch.Tensor], list[torch.Tensor | None]]:
    d, hidden = draw.size(2, 4), draw.size(2, 4)
    shapes = [(hidden, d), (hidden,), (1, hidden), (1,)]
    return [draw.tensor(*shape) for shape in shapes], [draw.tensor(*shape) for shape in shapes]
