"""Graded cases of ex24: fifty steps against torch.optim itself, rates that change, None, tiny gradients."""

from collections.abc import Callable
from typing import Any

import torch

from grader.judge.suite import Check, Draw, case

FIFTY = 50
RTOL = 1e-8


def task_inputs(draw: Draw, steps: int, dtype: torch.dtype = torch.float64) -> dict[str, Any]:
    """Draw a matrix and a vector with gradients for some steps, and a rate that changes on the way."""
    shapes = [(draw.size(1, 2), 3), (draw.size(1, 3),)]
    change = max(1, 2 * steps // 5)
    first, second = draw.rate(), draw.rate() / 4
    return {
        "params": [draw.tensor(*shape, dtype=dtype) for shape in shapes],
        "gradients": [draw.tensor(steps, *shape, dtype=dtype) for shape in shapes],
        "rates": [first] * change + [second] * (steps - change),
    }


def now_and_then(draw: Draw) -> dict[str, Any]:
    """Draw three vectors of one shape: one has no gradient at first, one has none in between."""
    n = draw.size(2, 3)
    steps = [[draw.tensor(n) for _ in range(3)] for _ in range(3)]
    late, broken, steady = steps
    return {
        "params": [draw.tensor(n) for _ in range(3)],
        "gradients": [[None, *late[1:]], [broken[0], None, broken[2]], steady],
        "rates": [draw.rate() for _ in range(3)],
    }


def torch_result(
    inputs: dict[str, Any], optimizer: Callable[..., torch.optim.Optimizer]
) -> list[torch.Tensor]:
    """Let an optimizer of torch make the same steps."""
    weights = [torch.nn.Parameter(p.clone()) for p in inputs["params"]]
    steps = optimizer(weights)
    for step, rate in enumerate(inputs["rates"]):
        for weight, gradient in zip(weights, inputs["gradients"], strict=True):
            weight.grad = gradient[step].clone()
        steps.param_groups[0]["lr"] = rate
        steps.step()
    return [weight.detach() for weight in weights]


def rising(draw: Draw) -> float:
    """Draw a momentum or a beta between a half and one."""
    return draw.choice([0.5625, 0.6875, 0.8125])  # type: ignore[no-any-return]


@case(task=1, title="the first steps", weight=2)
def test_momentum_first(check: Check, draw: Draw) -> None:
    """Each step is seen on its own."""
    check("momentum", **task_inputs(draw, draw.size(3, 4)), momentum=rising(draw))


@case(task=1, title="fifty steps, with a change of the rate", weight=2)
def test_momentum_fifty(check: Check, draw: Draw) -> None:
    """The end is that of torch.optim.SGD."""
    inputs, momentum = task_inputs(draw, FIFTY), rising(draw)
    seen = check("momentum", **inputs, momentum=momentum, rtol=RTOL)
    expected = torch_result(inputs, lambda w: torch.optim.SGD(w, lr=1.0, momentum=momentum))
    check.equal("params after 50 steps", seen.arguments["params"], expected, rtol=RTOL)


@case(task=1, title="parameters without gradient")
def test_momentum_none(check: Check, draw: Draw) -> None:
    """One never has a gradient, one has none after its first step: both stay where they are."""
    inputs = task_inputs(draw, 3)
    spare = draw.tensor(2)
    gradients = [None, inputs["gradients"][0], inputs["gradients"][1][:1]]
    params = [spare, *inputs["params"]]
    check("momentum", params=params, gradients=gradients, rates=inputs["rates"], momentum=rising(draw))


@case(task=1, title="gradients that come and go")
def test_momentum_now_and_then(check: Check, draw: Draw) -> None:
    """Parameters of one shape keep buffers of their own, whenever each one has a gradient."""
    check("momentum", **now_and_then(draw), momentum=rising(draw))


@case(task=1, title="float32 stays float32")
def test_momentum_dtype(check: Check, draw: Draw) -> None:
    """Parameters keep their dtype and are changed in their own memory."""
    inputs = task_inputs(draw, draw.size(2, 3), torch.float32)
    check("momentum", **inputs, momentum=rising(draw), rtol=1e-4, atol=1e-5)


@case(task=2, title="the first steps", weight=2)
def test_adam_first(check: Check, draw: Draw) -> None:
    """Each step is seen on its own, with unusual betas."""
    betas = (rising(draw), rising(draw) + 0.0625)
    check("adam", **task_inputs(draw, draw.size(3, 4)), betas=betas, eps=1e-6, rtol=RTOL)


@case(task=2, title="fifty steps, with a change of the rate", weight=2)
def test_adam_fifty(check: Check, draw: Draw) -> None:
    """The end is that of torch.optim.Adam."""
    inputs = task_inputs(draw, FIFTY)
    seen = check("adam_defaults", **inputs, rtol=RTOL)
    expected = torch_result(inputs, lambda w: torch.optim.Adam(w, lr=1.0))
    check.equal("params after 50 steps", seen.arguments["params"], expected, rtol=RTOL)


@case(task=2, title="gradients of about 1e-9", weight=1)
def test_adam_tiny(check: Check, draw: Draw) -> None:
    """Where gradients are as small as eps, its place decides."""
    inputs = task_inputs(draw, draw.size(3, 4))
    gradients = [1e-9 * g for g in inputs["gradients"]]
    check("adam_defaults", params=inputs["params"], gradients=gradients, rates=inputs["rates"], rtol=RTOL)


@case(task=2, title="parameters without gradient")
def test_adam_none(check: Check, draw: Draw) -> None:
    """One never has a gradient, one has none after its first step: both stay where they are."""
    inputs = task_inputs(draw, 3)
    gradients = [None, inputs["gradients"][0], inputs["gradients"][1][:1]]
    params = [draw.tensor(2), *inputs["params"]]
    check("adam_defaults", params=params, gradients=gradients, rates=inputs["rates"], rtol=RTOL)


@case(task=2, title="gradients that come and go")
def test_adam_now_and_then(check: Check, draw: Draw) -> None:
    """Parameters of one shape keep averages and a step number of their own."""
    check("adam_defaults", **now_and_then(draw), rtol=RTOL)


@case(task=2, title="float32 stays float32")
def test_adam_dtype(check: Check, draw: Draw) -> None:
    """Parameters keep their dtype and are changed in their own memory."""
    check("adam_defaults", **task_inputs(draw, draw.size(2, 3), torch.float32), rtol=1e-4, atol=1e-5)
