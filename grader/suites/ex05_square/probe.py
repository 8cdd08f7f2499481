"""Ask for the slope of w squared, and watch what happens to the caller's tensor.

"events" tells how the loss hangs together with the leaf it came from. It is no part of the
contract: it tells apart mistakes whose values are equal.
"""

import torch

from grader.suites.probe_tools import copied, number, unpack

CALLS = {
    "gradient": "square_gradient(w)",
    "autograd": "square_autograd(w)",
    "autograd_of_leaf": "square_autograd(w)",
}


def gradient(module, w):
    answer = module.square_gradient(w)
    return {"gradient": answer if isinstance(w, torch.Tensor) else number(answer)}


def autograd(module, w):
    """Call twice on a Python number or on a plain tensor."""
    values = _twice(module, w)
    if isinstance(w, torch.Tensor):
        values["w.requires_grad"] = w.requires_grad
        values["w.grad"] = w.grad
    return values


def autograd_of_leaf(module, w, held):
    """Call twice on a leaf that requires grad and already holds the gradient `held`."""
    leaf = w.requires_grad_()
    leaf.grad = held
    values = _twice(module, leaf)
    values["w.requires_grad"] = leaf.requires_grad
    values["w.grad"] = leaf.grad
    return values


def _twice(module, w):
    values, events = {}, ""
    for call in ("", " on a second call"):
        answer = unpack(module.square_autograd(w), "loss", "gradient")
        events = events or _graph(answer["loss"])
        for name, value in answer.items():
            values[name + call] = copied(value) if isinstance(w, torch.Tensor) else number(copied(value))
    return {**values, "events": events}


def _graph(loss):
    """Say whether the leaves behind the loss were given a gradient."""
    if not isinstance(loss, torch.Tensor) or not loss.requires_grad:
        return "no graph kept"
    if loss.grad_fn is None:
        return "a loss without history"
    leaves, waiting = [], [loss.grad_fn]
    for node in waiting:
        leaves += [node.variable] if hasattr(node, "variable") else []
        waiting += [parent for parent, _ in node.next_functions if parent is not None][:9]
        if len(waiting) > 99:
            break
    return "a filled leaf" if any(leaf.grad is not None for leaf in leaves) else "an empty leaf"
