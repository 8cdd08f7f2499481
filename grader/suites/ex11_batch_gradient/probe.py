"""Ask for the gradient of a batch, twice: the second answer comes from the same tensors."""

from grader.suites.probe_tools import copied, same, unpack

CALLS = {"gradient": "batch_mse_gradient(X, y, w, b)"}


def gradient(module, X, y, w, b):
    first = _gradients(module.batch_mse_gradient(X, y, w, b))
    again = _gradients(module.batch_mse_gradient(X, y, w, b))
    return {**first, "same on a second call": same(first, again)}


def _gradients(answer):
    return {name: copied(value) for name, value in unpack(answer, "grad_w", "grad_b").items()}
