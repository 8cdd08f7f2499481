"""Hand over parameters whose gradients lie in memory that is looked at afterwards."""

import torch
from torch import nn

from grader.suites.probe_tools import same_entries

_PARAMETERS = """params = [torch.nn.Parameter(value) for value in values]
for parameter, gradient in zip(params, gradients):
    parameter.grad = gradient
"""
_SHOW = "\n[parameter.grad for parameter in params]"

CALLS = {
    "to_zeros": _PARAMETERS + "clear_gradients(params)" + _SHOW,
    "to_zeros_from_generator": _PARAMETERS + "clear_gradients(p for p in params)" + _SHOW,
    "to_none": _PARAMETERS + "clear_gradients(params, set_to_none=True)" + _SHOW,
    "to_none_from_generator": _PARAMETERS + "clear_gradients((p for p in params), set_to_none=True)" + _SHOW,
    "exploded": """params = [torch.nn.Parameter(value) for value in values]
for parameter, text in zip(params, planted):
    parameter.grad = torch.full_like(parameter, float(text))
clear_gradients(params)"""
    + _SHOW,
}


def to_zeros(module, *, values, gradients):
    """Clear the gradients of a list of parameters to zeros, in the memory they have."""
    params = _parameters(values, gradients)
    return {**_cleared(module, params), **_gradients(params, gradients)}


def to_zeros_from_generator(module, *, values, gradients):
    """Do the same where params can be gone through only once."""
    params = _parameters(values, gradients)
    module.clear_gradients(parameter for parameter in params)
    return _gradients(params, gradients)


def to_none(module, *, values, gradients):
    """Let go of the gradients; what becomes of their memory is open, so copies are handed over."""
    params = _parameters(values, [None if g is None else g.clone() for g in gradients])
    return {**_cleared(module, params, set_to_none=True), **_gradients(params)}


def to_none_from_generator(module, *, values, gradients):
    """Do the same where params can be gone through only once."""
    params = _parameters(values, [None if g is None else g.clone() for g in gradients])
    module.clear_gradients((parameter for parameter in params), set_to_none=True)
    return _gradients(params)


def exploded(module, *, values, planted):
    """Clear gradients that hold infinities and NaN, planted as text."""
    gradients = [torch.full_like(v, float(text)) for v, text in zip(values, planted, strict=True)]
    params = _parameters(values, gradients)
    return {**_cleared(module, params), **_gradients(params, gradients)}


def _cleared(module, params, **how):
    """Clear a list of parameters, and tell whether the list is as it was."""
    handed = list(params)
    module.clear_gradients(handed, **how)
    return {"params holds the same parameters": same_entries(handed, params)}


def _parameters(values, gradients):
    params = [nn.Parameter(value) for value in values]
    for parameter, gradient in zip(params, gradients, strict=True):
        parameter.grad = gradient
    return params


def _gradients(params, places=None):
    """Say in words what each gradient is: no number is equal to NaN, not even NaN."""
    seen = {"gradients": [_told(parameter.grad) for parameter in params]}
    if places is not None:
        seen["same_memory"] = [_same(p.grad, place) for p, place in zip(params, places, strict=True)]
    return seen


def _told(gradient):
    if gradient is None:
        return "None"
    if not bool(gradient.isfinite().all()):
        return "not finite"
    return "numbers" if bool(gradient.count_nonzero()) else "zeros"


def _same(gradient, place):
    return place is None or (gradient is not None and gradient.data_ptr() == place.data_ptr())
