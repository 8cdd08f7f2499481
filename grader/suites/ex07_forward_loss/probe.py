"""Ask a neuron of given numbers for its prediction and its loss, and follow the loss back.

"events" tells which of the two results has a history, and whether backward refuses to follow it. It is
no part of the contract: it tells apart mistakes whose values are equal.
"""

import torch
from torch import nn

from grader.suites.probe_tools import linear, unpack

_MODEL = (
    "model = nn.Linear(weight.shape[1], 1, dtype=weight.dtype)\n"
    "model.weight, model.bias = nn.Parameter(weight), nn.Parameter(bias)\n"
)
CALLS = {
    "forward": _MODEL + "pred, loss = forward_and_loss(model, x, y)",
    "refusal": _MODEL + "pred, loss = forward_and_loss(model, x, y)",
    "random_layer": _MODEL + "model.register_forward_hook(lambda *seen: nn.functional.dropout(seen[-1]))\n"
    "pred, loss = forward_and_loss(model, x, y)\n"
    "print(loss, ((pred - y) ** 2).mean())",
}


def forward(module, weight, bias, x, y):
    model = linear(weight, bias)
    what, result = _handed_in(module, model, x, y)
    if what == "a ValueError":
        flat, _ = _handed_in(module, model, x, y.flatten())
        instead = ", and targets of shape (N,) are taken" if flat == "a result" else ""
        raise ValueError(f"targets of the same shape as model(x) are refused{instead}")
    answer = unpack(result, "pred", "loss")
    untouched = all(p.grad is None for p in model.parameters())
    pred, loss = answer["pred"], answer["loss"]
    traced = [_history(t) for t in (pred, loss)]
    gradient, refused = _gradient(loss, model)
    return {
        **answer,
        "the loss leads back to the weights": gradient is not None,
        "gradient of the loss in the weights": gradient,
        "the gradients of the model are left alone": untouched,
        "events": f"pred {traced[0]}, loss {traced[1]}{refused}",
    }


def refusal(module, weight, bias, x, y):
    """Hand in y, which could only be stretched to fit, and targets that fit."""
    model = linear(weight, bias)
    what, result = _handed_in(module, model, x, y)
    fitting, _ = _handed_in(module, model, x, model(x).detach())
    loss = unpack(result, "pred", "loss")["loss"] if what == "a result" else None
    return {
        "what happens to targets of another shape": what,
        "what happens to targets that fit": fitting,
        "loss instead": loss,
    }


def random_layer(module, weight, bias, x, y):
    """Hand in a model that draws which predictions to drop: two forwards give two predictions."""
    model = linear(weight, bias)
    model.register_forward_hook(lambda *seen: nn.functional.dropout(seen[-1]))
    with torch.random.fork_rng():
        torch.manual_seed(1)
        answer = unpack(module.forward_and_loss(model, x, y), "pred", "loss")
    loss, own = answer["loss"], ((answer["pred"] - y) ** 2).mean()
    fits = torch.as_tensor(loss).shape == () and bool(torch.isclose(torch.as_tensor(loss), own, rtol=1e-6))
    return {"the loss belongs to the prediction beside it": fits}


def _handed_in(module, model, x, y):
    """Say what happens to the targets y; a ValueError may come in any words."""
    try:
        result = module.forward_and_loss(model, x, y)
    except ValueError:
        return "a ValueError", None
    return "nothing comes back" if result is None else "a result", result


def _history(value):
    return "tensor with history" if isinstance(value, torch.Tensor) and value.requires_grad else "without"


def _gradient(loss, model):
    """Give the loss's gradient in the weights, or None and why backward refuses to follow the way to them."""
    if not isinstance(loss, torch.Tensor) or not loss.requires_grad or loss.numel() != 1:
        return None, ""
    try:
        return torch.autograd.grad(loss.sum(), model.weight, allow_unused=True)[0], ""
    except RuntimeError as error:  # used up by a backward inside the function, or overwritten
        overwritten = "modified by an inplace operation" in str(error)
        return None, ", overwritten" if overwritten else ", used up"
