"""The known mistakes of ex24 with Adam."""

from typing import NamedTuple

import torch

from grader.judge.suite import twin

CORRECTED = "Divide both averages by 1 - beta**t."
AFTER = "Take the root of the corrected v first, then add eps."
AVERAGES = "m averages the gradient, v its square, each with its own beta."
KEPT = "What must survive the step belongs into the dict you were handed."
LEAF = "Change the tensor itself under torch.no_grad(): p -= ..., or p.sub_(...)."


class _Options(NamedTuple):
    rate: float
    betas: tuple[float, float]
    eps: float


def _right(g, m, v, t, o):
    """Give the step and the new averages, as Adam does."""
    m, v = _averages(g, m, v, o.betas)
    return o.rate * m / (1 - o.betas[0] ** t) / ((v / (1 - o.betas[1] ** t)).sqrt() + o.eps), m, v


def _averages(g, m, v, betas):
    return betas[0] * m + (1 - betas[0]) * g, betas[1] * v + (1 - betas[1]) * g**2


def _adam(id, because, hint):
    """Build the twin of an update with the signature of _right."""

    def build(update):
        @torch.no_grad()
        def adam_step(params, state, learning_rate, betas=(0.9, 0.999), eps=1e-8):
            for place, p in enumerate(params):
                if p.grad is not None:
                    m, v, t = state.get(place, (torch.zeros_like(p), torch.zeros_like(p), 0))
                    step, m, v = update(p.grad, m, v, t + 1, _Options(learning_rate, betas, eps))
                    state[place] = m, v, t + 1
                    p -= step

        return twin(id, replaces="adam_step", because=because, hint=hint)(adam_step)

    return build


def _whole(id, because, hint):
    return twin(id, replaces="adam_step", because=because, hint=hint)


def _due(params, state, learning_rate, betas, eps):
    """Yield each parameter that has a gradient with its step, as Adam does it."""
    for place, p in enumerate(params):
        if p.grad is not None:
            m, v, t = state.get(place, (torch.zeros_like(p), torch.zeros_like(p), 0))
            step, m, v = _right(p.grad, m, v, t + 1, _Options(learning_rate, betas, eps))
            state[place] = m, v, t + 1
            yield place, p, step


@_adam("E25", "the averages are not corrected for their start at zero", CORRECTED)
def uncorrected(g, m, v, t, o):
    m, v = _averages(g, m, v, o.betas)
    return o.rate * m / (v.sqrt() + o.eps), m, v


@_adam("E25", "only the first average is corrected", CORRECTED)
def first_corrected(g, m, v, t, o):
    m, v = _averages(g, m, v, o.betas)
    return o.rate * m / (1 - o.betas[0] ** t) / (v.sqrt() + o.eps), m, v


@_adam("E25", "only the second average is corrected", CORRECTED)
def second_corrected(g, m, v, t, o):
    m, v = _averages(g, m, v, o.betas)
    return o.rate * m / ((v / (1 - o.betas[1] ** t)).sqrt() + o.eps), m, v


@_adam(
    "E25",
    "the corrected averages are kept for the next step",
    "Correct copies; the dict keeps m and v themselves.",
)
def corrections_kept(g, m, v, t, o):
    m, v = _averages(g, m, v, o.betas)
    m, v = m / (1 - o.betas[0] ** t), v / (1 - o.betas[1] ** t)
    return o.rate * m / (v.sqrt() + o.eps), m, v


@_adam("E25", "eps is added inside the root", AFTER)
def eps_inside(g, m, v, t, o):
    m, v = _averages(g, m, v, o.betas)
    return o.rate * m / (1 - o.betas[0] ** t) / (v / (1 - o.betas[1] ** t) + o.eps).sqrt(), m, v


@_adam("E25", "eps is added before v is corrected", AFTER)
def eps_early(g, m, v, t, o):
    m, v = _averages(g, m, v, o.betas)
    return o.rate * m / (1 - o.betas[0] ** t) / (v.sqrt() + o.eps) * (1 - o.betas[1] ** t) ** 0.5, m, v


@_adam("E25", "eps is left out", AFTER)
def eps_missing(g, m, v, t, o):
    m, v = _averages(g, m, v, o.betas)
    return o.rate * m / (1 - o.betas[0] ** t) / (v / (1 - o.betas[1] ** t)).sqrt(), m, v


@_adam("H27", "the root is forgotten", "v has the square's size: only its root has that of a gradient.")
def no_root(g, m, v, t, o):
    m, v = _averages(g, m, v, o.betas)
    return o.rate * m / (1 - o.betas[0] ** t) / (v / (1 - o.betas[1] ** t) + o.eps), m, v


@_adam("H28", "the two betas are swapped", AVERAGES)
def swapped(g, m, v, t, o):
    return _right(g, m, v, t, o._replace(betas=o.betas[::-1]))


@_adam("E24", "a plain sum takes the place of the average of gradients", AVERAGES)
def sum_for_average(g, m, v, t, o):
    m, v = o.betas[0] * m + g, o.betas[1] * v + (1 - o.betas[1]) * g**2
    return o.rate * m / (1 - o.betas[0] ** t) / ((v / (1 - o.betas[1] ** t)).sqrt() + o.eps), m, v


@_adam("H29", "this step's gradient takes the place of the average of gradients", AVERAGES)
def no_first_average(g, m, v, t, o):
    m, v = _averages(g, m, v, o.betas)
    return o.rate * g / ((v / (1 - o.betas[1] ** t)).sqrt() + o.eps), m, v


@_adam("H30", "the average of gradients is not divided by the size of gradients", AVERAGES)
def no_second_average(g, m, v, t, o):
    m, v = _averages(g, m, v, o.betas)
    return o.rate * m / (1 - o.betas[0] ** t), m, v


@_adam("E20", "the averages start anew at every step", KEPT)
def averages_lost(g, m, v, t, o):
    return _right(g, torch.zeros_like(m), torch.zeros_like(v), t, o)


@_adam("E20", "everything starts anew at every step", KEPT)
def all_lost(g, m, v, t, o):
    return _right(g, torch.zeros_like(m), torch.zeros_like(v), 1, o)


@_adam("E16", "the step number stays 1", "Count the steps, from 1, in the dict you were handed.")
def always_first(g, m, v, t, o):
    return _right(g, m, v, 1, o)


@_adam("E16", "steps are counted from 2", "The first step has t = 1.")
def from_two(g, m, v, t, o):
    return _right(g, m, v, t + 1, o)


@_adam("E10", "the step is added, not subtracted", "Negative slope should raise the weight: check the sign.")
def uphill(g, m, v, t, o):
    step, m, v = _right(g, m, v, t, o)
    return -step, m, v


@_adam("E15", "the learning rate is a fixed number", "Use the argument you were given.")
def fixed_rate(g, m, v, t, o):
    return _right(g, m, v, t, o._replace(rate=0.001))


@_adam("E15", "the betas are fixed numbers", "Use the argument you were given.")
def fixed_betas(g, m, v, t, o):
    return _right(g, m, v, t, o._replace(betas=(0.9, 0.999)))


@_adam("E15", "eps is a fixed number", "Use the argument you were given.")
def fixed_eps(g, m, v, t, o):
    return _right(g, m, v, t, o._replace(eps=1e-8))


@_whole(
    "E16",
    "the step number counts parameters, not steps",
    "Raise t once per step, or keep one t per parameter.",
)
@torch.no_grad()
def counts_parameters(params, state, learning_rate, betas=(0.9, 0.999), eps=1e-8):
    for place, p in enumerate(params):
        if p.grad is not None:
            state["t"] = state.get("t", 0) + 1
            m, v = state.get(place, (torch.zeros_like(p), torch.zeros_like(p)))
            step, *state[place] = _right(p.grad, m, v, state["t"], _Options(learning_rate, betas, eps))
            p -= step


@_whole("H26", "all parameters share one state", "Give each parameter a key of its own in the dict.")
@torch.no_grad()
def shared(params, state, learning_rate, betas=(0.9, 0.999), eps=1e-8):
    t = state["t"] = state.get("t", 0) + 1
    for p in params:
        if p.grad is not None:
            options = _Options(learning_rate, betas, eps)
            step, state["m"], state["v"] = _right(p.grad, state.get("m", 0), state.get("v", 0), t, options)
            p -= step


@_whole("E06", "the update is recorded by autograd", LEAF)
def recorded(params, state, learning_rate, betas=(0.9, 0.999), eps=1e-8):
    for _, p, step in _due(params, state, learning_rate, betas, eps):
        p -= step


@_whole("E09", "the loop's variable is given a new tensor", LEAF)
def label(params, state, learning_rate, betas=(0.9, 0.999), eps=1e-8):
    for _, p, step in _due(params, state, learning_rate, betas, eps):
        p = p - step


@_whole("E08", "the list is given new tensors", LEAF)
@torch.no_grad()
def replaced(params, state, learning_rate, betas=(0.9, 0.999), eps=1e-8):
    for place, p, step in list(_due(params, state, learning_rate, betas, eps)):
        params[place] = p - step
        params[place].grad = p.grad


@_whole("H24", "the parameter is moved to other memory", LEAF)
def moved(params, state, learning_rate, betas=(0.9, 0.999), eps=1e-8):
    for _, p, step in _due(params, state, learning_rate, betas, eps):
        p.data = p.data - step


@_whole("E11", "only the first parameter is updated", "Is there a return inside the loop?")
@torch.no_grad()
def first_only(params, state, learning_rate, betas=(0.9, 0.999), eps=1e-8):
    for _, p, step in _due(params, state, learning_rate, betas, eps):
        p -= step
        return


@_whole("E14", "a gradient is taken for granted", "Skip a parameter whose .grad is None.")
@torch.no_grad()
def none_forgotten(params, state, learning_rate, betas=(0.9, 0.999), eps=1e-8):
    for place, p in enumerate(params):
        m, v, t = state.get(place, (0, 0, 0))
        m = betas[0] * m + (1 - betas[0]) * p.grad
        v = betas[1] * v + (1 - betas[1]) * p.grad**2
        state[place] = m, v, t + 1
        p -= learning_rate * m / (1 - betas[0] ** (t + 1)) / ((v / (1 - betas[1] ** (t + 1))).sqrt() + eps)


@_whole("E14", "a missing gradient counts as zero", "Skip a parameter whose .grad is None: no step.")
@torch.no_grad()
def none_as_zero(params, state, learning_rate, betas=(0.9, 0.999), eps=1e-8):
    for place, p in enumerate(params):
        g = torch.zeros_like(p) if p.grad is None else p.grad
        m, v, t = state.get(place, (torch.zeros_like(p), torch.zeros_like(p), 0))
        step, m, v = _right(g, m, v, t + 1, _Options(learning_rate, betas, eps))
        state[place] = m, v, t + 1
        p -= step


@_whole("H25", "the gradients are cleared or overwritten by the step", "A step only reads .grad.")
@torch.no_grad()
def cleared(params, state, learning_rate, betas=(0.9, 0.999), eps=1e-8):
    for _, p, step in _due(params, state, learning_rate, betas, eps):
        p -= step
        p.grad = None
