"""ex13_accumulation: what counts."""

import torch

from grader.judge.suite import Check, Draw, case


@case(task=1, title="several batches add up")
def test_batches(check: Check, draw: Draw) -> None:
    """The mean losses of batches of different sizes count alike."""
    d = draw.size(2, 4)
    check("add", **_neuron(draw, d), batches=[_batch(draw, draw.size(1, 3), d), _batch(draw, 4, d)])


@case(task=1, title="on top of what .grad holds")
def test_on_top(check: Check, draw: Draw) -> None:
    """What was there stays in the sum."""
    d = draw.size(2, 4)
    batches = [_batch(draw, n, d) for n in (3, 2, draw.size(4, 6))]
    check("add_to_leftovers", **_neuron(draw, d), **_leftovers(draw, d), batches=batches)


@case(task=1, title="batches from a generator, for a network")
def test_generator(check: Check, draw: Draw) -> None:
    """A generator can be gone through only once and has no length."""
    d = draw.size(2, 4)
    batches = [_batch(draw, n, d) for n in (2, draw.size(3, 5))]
    check("add_from_generator", parameters=_network(draw, d), batches=batches)


@case(task=2, title="pieces of different sizes", weight=2)
def test_uneven(check: Check, draw: Draw) -> None:
    """A short last piece counts by its samples."""
    _check_pieces(check, draw, n=3 * draw.size(2, 3) + 1, k=3)


@case(task=2, title="what .grad held before does not count")
def test_leftovers(check: Check, draw: Draw) -> None:
    """The result is that of clean gradients."""
    d, n = draw.size(2, 4), 2 * draw.size(2, 4)
    X, y = _batch(draw, n, d)
    check("pieces_with_leftovers", **_neuron(draw, d), **_leftovers(draw, d), X=X, y=y, k=2)


@case(task=2, title="more pieces than the batch can fill evenly")
def test_many(check: Check, draw: Draw) -> None:
    """The model never sees more than it may."""
    _check_pieces(check, draw, n=draw.choice([6, 9]), k=draw.choice([4, 5]))


@case(task=2, title="one piece, and one sample per piece, for a network")
def test_extremes(check: Check, draw: Draw) -> None:
    """Both ends of 1 <= k <= N give the same gradient."""
    d, n = draw.size(2, 4), draw.size(3, 5)
    parameters, (X, y) = _network(draw, d), _batch(draw, n, d)
    for k in (1, n):
        check("pieces_of_network", parameters=parameters, X=X, y=y, k=k)


@case(task=2, title="a model in float32")
def test_float32(check: Check, draw: Draw) -> None:
    """The gradients have the dtype of the parameters."""
    neuron, (X, y) = _neuron(draw, 3, torch.float32), _batch(draw, 5, 3, torch.float32)
    check("pieces", **neuron, X=X, y=y, k=2, rtol=1e-3, atol=1e-3)


def _check_pieces(check: Check, draw: Draw, n: int, k: int) -> None:
    d = draw.size(2, 4)
    X, y = _batch(draw, n, d)
    check("pieces", **_neuron(draw, d), X=X, y=y, k=k)


def _neuron(draw: Draw, d: int, dtype: torch.dtype = torch.float64) -> dict[str, torch.Tensor]:
    return {"weight": draw.tensor(1, d, dtype=dtype), "bias": draw.tensor(1, dtype=dtype)}


def _leftovers(draw: Draw, d: int) -> dict[str, torch.Tensor]:
    return {"weight_gradient": draw.tensor(1, d), "bias_gradient": draw.tensor(1)}


def _network(draw: Draw, d: int) -> list[torch.Tensor]:
    hidden = draw.size(2, 4)
    return [draw.tensor(*shape) for shape in ((hidden, d), (hidden,), (1, hidden), (1,))]


def _batch(
    draw: Draw, n: int, d: int, dtype: torch.dtype = torch.float64
) -> tuple[torch.Tensor, torch.Tensor]:
    return draw.tensor(n, d, dtype=dtype), draw.tensor(n, 1, dtype=dtype)
