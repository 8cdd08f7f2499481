"""ex14_zero_grad: what counts."""

import torch

from grader.judge.suite import Check, Draw, case


@case(task=1, title="zeros in the memory each gradient has", weight=2)
def test_zeros(check: Check, draw: Draw) -> None:
    """Every gradient of a list of parameters becomes zeros in place; the values stay."""
    values, gradients = _parameters(draw)
    check("to_zeros", values=values, gradients=gradients)
    balanced = [g - g.flip(-1) if g.ndim else g.clone() for g in gradients]  # entries that add up to 0
    check("to_zeros", values=values, gradients=balanced)


@case(task=1, title="None stays None, and the others are cleared")
def test_none_stays(check: Check, draw: Draw) -> None:
    """A parameter without gradient stops nothing."""
    values, gradients = _parameters(draw)
    check("to_zeros", values=values, gradients=[None, gradients[1], None, gradients[3]])


@case(task=1, title="parameters from a generator")
def test_generator(check: Check, draw: Draw) -> None:
    """What can be gone through only once is enough, for zeros and for None."""
    values, gradients = _parameters(draw)
    check("to_zeros_from_generator", values=values, gradients=gradients)
    check("to_none_from_generator", values=values, gradients=gradients)


@case(task=1, title="set_to_none=True leaves None everywhere")
def test_to_none(check: Check, draw: Draw) -> None:
    """Also where there was none before."""
    values, gradients = _parameters(draw)
    check("to_none", values=values, gradients=[gradients[0], None, *gradients[2:]])


@case(task=1, title="infinite and NaN gradients")
def test_exploded(check: Check, draw: Draw) -> None:
    """They become 0 like all others."""
    values, _ = _parameters(draw)
    check("exploded", values=values, planted=["-inf", draw.choice(["1.5", "-2.5"]), "nan", "inf"])


@case(task=1, title="a parameter of shape ()", weight=0.5)
def test_no_dimension(check: Check, draw: Draw) -> None:
    """A single number has no rows to go through, and is cleared all the same."""
    check("to_zeros", values=[draw.tensor(), draw.tensor(2)], gradients=[draw.tensor(), draw.tensor(2)])


@case(task=1, title="gradients in float32")
def test_float32(check: Check, draw: Draw) -> None:
    """Zeros have the dtype of the gradient."""
    values, gradients = _parameters(draw, torch.float32)
    check("to_zeros", values=values, gradients=gradients)


def _parameters(
    draw: Draw, dtype: torch.dtype = torch.float64
) -> tuple[list[torch.Tensor], list[torch.Tensor]]:
    d, hidden = draw.size(2, 4), draw.size(2, 4)
    shapes = [(hidden, d), (hidden,), (1, hidden), (1,)]
    return [draw.tensor(*s, dtype=dtype) for s in shapes], [draw.tensor(*s, dtype=dtype) for s in shapes]
