"""Ask for measured gradients, on plain tensors and on leaves, and compare the bits of params afterwards.

A function is named by its own source text, so that a call can be shown as a student would type it.
"""

import torch

FUNCTIONS = {
    "(p ** 2).sum()": lambda p: (p**2).sum(),
    "float((p ** 2).sum())": lambda p: float((p**2).sum()),
    "(p ** 3).sum() + p.prod()": lambda p: (p**3).sum() + p.prod(),
    "float(p.sin().sum() * p.cumsum(0).sum())": lambda p: float(p.sin().sum() * p.cumsum(0).sum()),
    "(p @ p.T).tanh().sum() + p[0].sum() ** 2": lambda p: (p @ p.T).tanh().sum() + p[0].sum() ** 2,
    "p.exp().sum() / 4": lambda p: p.exp().sum() / 4,
    "(100 * p).exp().sum()": lambda p: (100 * p).exp().sum(),
}
CALLS = {
    "gradient": "numerical_gradient(lambda p: eval(f), params, h)",
    "gradient_at_the_usual_step": "numerical_gradient(lambda p: eval(f), params)",
    "gradient_of_leaf": "numerical_gradient(lambda p: eval(f), params.requires_grad_())",
}


def gradient(module, f, params, h):
    return _observed(params, lambda: module.numerical_gradient(FUNCTIONS[f], params, h))


def gradient_at_the_usual_step(module, f, params):
    return _observed(params, lambda: module.numerical_gradient(FUNCTIONS[f], params))


def gradient_of_leaf(module, f, params):
    """Hand in a leaf that requires grad; it stays one."""
    leaf = params.requires_grad_()
    values = _observed(params, lambda: module.numerical_gradient(FUNCTIONS[f], leaf))
    return {**values, "params still requires grad": leaf.requires_grad and leaf.is_leaf}


def _observed(params, ask):
    before = params.detach().clone()
    answer = ask()
    return {"gradient": answer, "params has the same bits as before": torch.equal(params, before)}
