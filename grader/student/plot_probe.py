"""What pictures ask of a submission, in the locked worker, beside what its suite's probe asks."""

from __future__ import annotations

import math
from typing import Any

import torch

from grader.suites.probe_tools import network, number

_CURVES = {"quotient": "difference_quotient", "central": "central_difference"}


def slopes(module: Any, *, kind: Any, w: Any, steps: Any) -> dict[str, Any]:
    """Give the measured slope of math.exp at w for every step h."""
    function = getattr(module, _CURVES[kind])
    return {"slopes": [number(function(math.exp, w, h)) for h in steps]}


def best(module: Any, *, w: Any, dtypes: Any, exponents: Any) -> dict[str, Any]:
    """Give the exponent that is chosen for w**3, for each dtype."""
    chosen = [
        module.best_exponent(lambda v: v**3, lambda v: 3 * v**2, w, getattr(torch, dtype), list(exponents))
        for dtype in dtypes
    ]
    return {"exponents": [int(k) for k in chosen]}


def path(
    module: Any, *, weight: Any, bias: Any, X: Any, y: Any, learning_rate: Any, steps: Any
) -> dict[str, Any]:
    """Give loss and parameters before each of `steps` updates, and after the last."""
    model = network([weight.clone(), bias.clone()])
    seen = []
    for step in range(steps + 1):
        loss = ((model(X) - y) ** 2).mean()
        place = [float(p.detach().flatten()[0]) for p in model.parameters()]
        seen.append((float(loss.detach()), *place))
        if step < steps:
            loss.backward()
            module.manual_update(model, learning_rate)
    return {"path": seen}


def drops(module: Any, *, gradients: Any, x: Any, rates: Any) -> dict[str, Any]:
    """Give the predicted drop at every rate, and the largest stable rate."""
    predicted = [number(module.predicted_drop(gradients, rate)) for rate in rates]
    return {"drops": predicted, "stable": number(module.largest_stable_rate(x))}
