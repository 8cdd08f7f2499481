"""What is observed of an optimizer's steps: where the parameters go, and what else was touched.

`gradients` has one tensor per parameter, its gradients step by step along the first axis; where a
parameter has fewer than there are steps (or None at all), its gradient is None from then on.
Gradients are written into the tensor that .grad already is, as clearing with zero_() and a backward
do: whoever keeps that tensor instead of a copy sees it change.
"""

import torch
from torch import nn

from grader.suites.probe_tools import copied, same_entries

_RUN = (
    "params = [torch.nn.Parameter(p) for p in params]\nkept = {{}}\n"
    "for step, rate in enumerate(rates):\n"
    "    for p, g in zip(params, gradients):\n"
    "        if g is None or step >= len(g) or g[step] is None:\n            p.grad = None\n"
    "        elif p.grad is None:\n            p.grad = g[step].clone()\n"
    "        else:\n            p.grad.copy_(g[step])\n"
    "    {}\n    print(step + 1, params)"
)
CALLS = {
    "momentum": _RUN.format("momentum_step(params, kept, rate, momentum)"),
    "adam": _RUN.format("adam_step(params, kept, rate, betas, eps)"),
    "adam_defaults": _RUN.format("adam_step(params, kept, rate)"),
}
SHOWN = 3  # steps that are written down one by one; the end is seen in the arguments


def momentum(module, params, gradients, rates, momentum):
    buffers = {}
    return _run(params, gradients, rates, lambda p, rate: module.momentum_step(p, buffers, rate, momentum))


def adam(module, *, params, gradients, rates, betas, eps):
    state = {}
    return _run(params, gradients, rates, lambda p, rate: module.adam_step(p, state, rate, betas, eps))


def adam_defaults(module, params, gradients, rates):
    state = {}
    return _run(params, gradients, rates, lambda p, rate: module.adam_step(p, state, rate))


def _run(memory, gradients, rates, step_by):
    weights = [nn.Parameter(place) for place in memory]  # in the judge's memory: changes are seen there
    handed = list(weights)
    steps, untouched = {}, True
    for step, rate in enumerate(rates):
        due = [_fill(w, g, step) for w, g in zip(weights, gradients, strict=True)]
        step_by(handed, rate)
        untouched = untouched and all(_same(w.grad, g) for w, g in zip(weights, due, strict=True))
        if step < SHOWN:
            steps[f"after step {step + 1}"] = [copied(w) for w in weights]
    return {
        **steps,
        "gradients left alone": untouched,
        "params holds the same tensors": same_entries(handed, weights),
        "in the same memory": all(w.data_ptr() == m.data_ptr() for w, m in zip(weights, memory, strict=True)),
        "leaves that require grad": all(w.is_leaf and w.requires_grad for w in weights),
    }


def _fill(weight, gradients, step):
    """Put this step's gradient in .grad; give a copy of it."""
    if gradients is None or step >= len(gradients) or gradients[step] is None:
        weight.grad = None
        return None
    if weight.grad is None:
        weight.grad = gradients[step].clone()
    else:
        weight.grad.detach().copy_(gradients[step])
    return gradients[step].clone()


def _same(now, due):
    if now is None or due is None:
        return now is due
    return torch.equal(now.detach(), due)
