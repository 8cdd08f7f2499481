"""Helpers for probes: they run in the locked worker beside the student's module, and hold no answers."""

from __future__ import annotations

from typing import Any

import torch
from torch import nn


def number(result: Any) -> Any:
    """Give a float for an int, a float or a 0-d tensor; anything else unchanged, to be refused.

    For contracts that say float, where a 0-d tensor is as good.
    """
    if type(result) is torch.Tensor and result.ndim == 0 and result.dtype is not torch.bool:
        return float(result.detach())
    if type(result) is int:
        return float(result)
    return result


def linear(weight: torch.Tensor, bias: torch.Tensor) -> nn.Linear:
    """Build Linear(d, outputs) whose parameters share storage with weight (outputs, d) and bias.

    Because the inputs lie in memory of the judge's side, what a submission does to the parameters
    in place is seen there, whatever the submission's process says.
    """
    model = nn.Linear(weight.shape[1], weight.shape[0], dtype=weight.dtype)
    model.weight = nn.Parameter(weight)
    model.bias = nn.Parameter(bias)
    return model
