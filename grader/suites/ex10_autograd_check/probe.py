"""Ask one model for the gradients of a sample, of another one, and of the first one again.

What the first call returned is looked at once more after the second, because a gradient that is
handed out without a copy changes under the caller's hands.
"""

import math

from grader.suites.probe_tools import copied, linear, number, unpack

CALLS = {
    "gradient": """model = torch.nn.Linear(weight.shape[1], 1, dtype=weight.dtype)
model.load_state_dict({"weight": weight, "bias": bias})
first = neuron_gradient_autograd(model, x, y)
print(first)
print(neuron_gradient_autograd(model, other_x, other_y), first)
print(neuron_gradient_autograd(model, x, y))""",
    "error": "relative_error(a, b)",
}


def gradient(module, *, weight, bias, x, y, other_x, other_y):
    model = linear(weight, bias)
    values = {}
    first = unpack(module.neuron_gradient_autograd(model, x, y), "grad_w", "grad_b")
    values.update({name: copied(value) for name, value in first.items()})
    other = unpack(module.neuron_gradient_autograd(model, other_x, other_y), "grad_w", "grad_b")
    values.update({f"{name} of another sample": copied(value) for name, value in other.items()})
    values.update({f"{name} of the first call, seen later": copied(value) for name, value in first.items()})
    again = unpack(module.neuron_gradient_autograd(model, x, y), "grad_w", "grad_b")
    values.update({f"{name} on another call": copied(value) for name, value in again.items()})
    return values


def error(module, a, b):
    answer = number(module.relative_error(a, b))
    if isinstance(answer, float) and math.isnan(answer):  # NaN equals nothing, so it is told as an error
        raise ValueError("relative_error gave nan, which is not a number: was 0 divided by 0?")
    return {"error": answer}
