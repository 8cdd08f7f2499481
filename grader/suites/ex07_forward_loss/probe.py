"""Ask a neuron of given numbers for its prediction and its loss, and follow the loss back.

"events" tells which of the two results has a history. It is no part of the contract: it tells apart
mistakes whose values are equal.
"""

import torch

from grader.suites.probe_tools import linear, unpack

_MODEL = (
    "model = nn.Linear(weight.shape[1], 1, dtype=weight.dtype)\n"
    "model.weight, model.bias = nn.Parameter(weight), nn.Parameter(bias)\n"
)
CALLS = {
    "forward": _MODEL + "pred, loss = forward_and_loss(model, x, y)",
    "refusal": _MODEL + "pred, loss = forward_and_loss(model, x, y)",
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
    gradient = _gradient(loss, model)
    return {
        **answer,
        "the loss leads back to the weights": gradient is not None,
        "gradient of the loss in the weights": gradient,
        "the gradients of the model are left alone": untouched,
        "events": f"pred {traced[0]}, loss {traced[1]}",
    }


def refusal(module, weight, bias, x, y):
    """Hand in y, which could only be stretched to fit, and targets that fit."""
    model = linear(weight, bias)
    what, result = _handed_in(module, model, x, y)
    fitting, _ = _handed_in(module, model, x, model(x).detach())
    loss = unpack(result, "pred", "loss")["loss"] if what == "a result" else None
    return {"what happens": what, "what happens to targets that fit": fitting, "loss instead": loss}


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
    """Give the loss's gradient in the weights, or None where there is no way back to them."""
    if not isinstance(loss, torch.Tensor) or not loss.requires_grad or loss.numel() != 1:
        return None
    try:
        return torch.autograd.grad(loss.sum(), model.weight, allow_unused=True)[0]
    except RuntimeError:  # the way was used up by a backward inside the function
        return None
