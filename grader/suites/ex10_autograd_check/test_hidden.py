"""ex10_autograd_check: what counts."""

import torch

from grader.judge.suite import Check, Draw, case

Inputs = dict[str, torch.Tensor]


def neuron(draw: Draw, n: int, error: float, dtype: torch.dtype = torch.float64) -> Inputs:
    """Draw a neuron, a sample on which it is off by `error`, and another sample."""
    weight, bias, x = (
        draw.tensor(1, n, dtype=dtype),
        draw.tensor(1, dtype=dtype),
        draw.tensor(1, n, dtype=dtype),
    )
    y = x @ weight.T + bias - error
    other_x = draw.tensor(1, n, dtype=dtype)
    other_y = other_x @ weight.T + bias + 2.5
    return {"weight": weight, "bias": bias, "x": x, "y": y, "other_x": other_x, "other_y": other_y}


def pair(draw: Draw, n: int) -> tuple[torch.Tensor, torch.Tensor]:
    """Draw two tensors that differ most in a negative entry, which is neither the first nor the last."""
    a = draw.tensor(n)
    b = a * (1 + draw.tensor(n, low=-0.25, high=0.25))
    worst = draw.choice(range(1, n - 1))
    a[worst] = -draw.number(0.5, 1)
    b[worst] = a[worst] * draw.choice([1.75, 2.0, 2.5])
    return a, b


@case(task=1, title="the same on every call", weight=2)
def test_gradient(check: Check, draw: Draw) -> None:
    """No call sees what another one left behind, and the parameters stay as they are."""
    check("gradient", **neuron(draw, draw.size(2, 5), -draw.number(1.25, 4)))
    check("gradient", **neuron(draw, draw.size(2, 5), draw.number(1.25, 4)))


@case(task=1, title="one weight, and many")
def test_gradient_sizes(check: Check, draw: Draw) -> None:
    """A gradient has the shape of its parameter."""
    check("gradient", **neuron(draw, 1, draw.number(1.25, 4)))
    check("gradient", **neuron(draw, draw.size(6, 12), -draw.number(1.25, 4)))


@case(task=1, title="float32 stays float32")
def test_gradient_dtype(check: Check, draw: Draw) -> None:
    """The gradients have the dtype of the parameters."""
    inputs = neuron(draw, draw.size(2, 4), draw.number(1.25, 4), torch.float32)
    check("gradient", **inputs, atol=1e-5)


@case(task=2, title="the largest error of an entry", weight=2)
def test_error(check: Check, draw: Draw) -> None:
    """It is the same whichever of the two comes first."""
    a, b = pair(draw, draw.size(3, 6))
    check("error", a=a, b=b)
    check("error", a=b, b=a)


@case(task=2, title="tensors of any shape, and equal ones")
def test_error_of_shapes(check: Check, draw: Draw) -> None:
    """A matrix is compared entry by entry; equal tensors have the error 0."""
    columns = draw.size(2, 4)
    a, b = pair(draw, 3 * columns)
    check("error", a=a.reshape(3, columns), b=b.reshape(3, columns))
    check("error", a=a.reshape(1, -1), b=a.reshape(1, -1).clone())


@case(task=2, title="tiny gradients")
def test_error_of_tiny_gradients(check: Check, draw: Draw) -> None:
    """Dividing by the size makes small numbers count as much as large ones."""
    a, b = pair(draw, draw.size(3, 6))
    check("error", a=a * 2.0**-40, b=b * 2.0**-40)


@case(task=2, title="entries that are 0")
def test_error_of_zeros(check: Check, draw: Draw) -> None:
    """Zero in both is agreement; zero in one of them is not."""
    a, b = pair(draw, draw.size(3, 6))
    zero = torch.zeros(2, dtype=torch.float64)
    check("error", a=torch.cat([zero, a]), b=torch.cat([zero, b]))
    check("error", a=zero, b=zero.clone())
    check("error", a=a, b=torch.zeros_like(a))
