"""What is observed of a network's forward pass and of its gradients by hand."""

import torch

from grader.suites.probe_tools import copied, unpack

CALLS = {
    "forward": "mlp_forward(X, params)[0]",
    "gradients": "mlp_gradients(X, y, params)",
}


def forward(module, X, params):
    given = dict(params)
    answer = unpack(module.mlp_forward(X, given), "pred", "cache")
    return {"pred": answer["pred"], "keys of params afterwards": sorted(given)}


def gradients(module, X, y, params):
    given = dict(params)
    result = module.mlp_gradients(X, y, given)
    first = _plain(result)
    again = _plain(module.mlp_gradients(X, y, given))
    return {
        "keys": sorted(map(str, first)) if isinstance(first, dict) else first,
        **{name: first.get(name) if isinstance(first, dict) else None for name in params},
        "same on a second call": _same(first, again),
        "keys of params afterwards": sorted(given),
    }


def _plain(result):
    """Copy a dict of tensors, so that what later calls do to them is not seen here."""
    if not isinstance(result, dict):
        return result
    return {k: copied(v) for k, v in result.items()}


def _same(first, again):
    if not isinstance(first, dict) or not isinstance(again, dict) or set(first) != set(again):
        return False
    return all(_equal(first[key], again[key]) for key in first)


def _equal(left, right):
    if isinstance(left, torch.Tensor) and isinstance(right, torch.Tensor):
        return torch.equal(left, right)
    return bool(left == right)
