"""The known mistakes of ex24: those with momentum here, those with Adam in their own file."""

import torch

from grader.judge.suite import twin
from grader.suites.ex24_optimizers.misconceptions_adam import *


def _momentum(id, because, hint):
    """Build the twin of an update(p, g, buffer, rate, momentum) that gives the step and the new buffer."""

    def build(update):
        @torch.no_grad()
        def momentum_step(params, buffers, learning_rate, momentum):
            for place, p in enumerate(params):
                if p.grad is None:
                    continue
                buffer = buffers.get(place, torch.zeros_like(p))
                step, buffers[place] = update(p.grad, buffer, learning_rate, momentum)
                p -= step

        return twin(id, replaces="momentum_step", because=because, hint=hint)(momentum_step)

    return build


def _whole(name, id, because, hint):
    return twin(id, replaces=name, because=because, hint=hint)


TORCH = "torch's convention: buffer = momentum * buffer + gradient; step = rate * buffer."
LEAF = "Change the tensor itself under torch.no_grad(): p -= ..., or p.sub_(...)."
KEPT = "What must survive the step belongs into the dict you were handed."


@_momentum("E24", "the buffer is an average: (1 - momentum) * gradient is added", TORCH)
def averaged(g, buffer, rate, momentum):
    buffer = momentum * buffer + (1 - momentum) * g
    return rate * buffer, buffer


@_momentum("E24", "the buffer holds steps: the rate is inside it", TORCH)
def velocity(g, buffer, rate, momentum):
    buffer = momentum * buffer + rate * g
    return buffer, buffer


@_momentum("E24", "the buffer is added to the gradient once more, as Nesterov does", TORCH)
def nesterov(g, buffer, rate, momentum):
    buffer = momentum * buffer + g
    return rate * (g + momentum * buffer), buffer


@_momentum("E24", "the buffer is used before this step's gradient is in it", TORCH)
def one_late(g, buffer, rate, momentum):
    return rate * buffer, momentum * buffer + g


@_momentum("E01", "the buffer never fades", "Multiply the old buffer by the momentum.")
def never_fades(g, buffer, rate, momentum):
    return rate * (buffer + g), buffer + g


@_momentum("E20", "the buffer starts anew at every step", KEPT)
def buffer_lost(g, buffer, rate, momentum):
    return rate * g, torch.zeros_like(g)


@_momentum(
    "E10", "the step is added, not subtracted", "Negative slope should raise the weight: check the sign."
)
def momentum_uphill(g, buffer, rate, momentum):
    buffer = momentum * buffer + g
    return -rate * buffer, buffer


@_momentum("E15", "the learning rate is a fixed number", "Use the argument you were given.")
def momentum_fixed_rate(g, buffer, rate, momentum):
    buffer = momentum * buffer + g
    return 0.01 * buffer, buffer


@_momentum("E15", "the momentum is always 0.9", "Use the argument you were given.")
def fixed_momentum(g, buffer, rate, momentum):
    buffer = 0.9 * buffer + g
    return rate * buffer, buffer


@_momentum("D13", "the buffer is the tensor .grad, not a copy of it", "Clone what you want to remember.")
def buffer_is_gradient(g, buffer, rate, momentum):
    if not buffer.any():
        return rate * g, g
    buffer.mul_(momentum).add_(g)
    return rate * buffer, buffer


@_whole("momentum_step", "E06", "the update is recorded by autograd", LEAF)
def momentum_recorded(params, buffers, learning_rate, momentum):
    for place, p in enumerate(params):
        if p.grad is not None:
            buffers[place] = momentum * buffers.get(place, 0) + p.grad
            p -= learning_rate * buffers[place]


@_whole("momentum_step", "E09", "the loop's variable is given a new tensor", LEAF)
def momentum_label(params, buffers, learning_rate, momentum):
    for place, p in enumerate(params):
        if p.grad is not None:
            buffers[place] = momentum * buffers.get(place, 0) + p.grad
            p = p - learning_rate * buffers[place]


@_whole("momentum_step", "E08", "the list is given new tensors", LEAF)
@torch.no_grad()
def momentum_replaced(params, buffers, learning_rate, momentum):
    for place, p in enumerate(params):
        if p.grad is not None:
            buffers[place] = momentum * buffers.get(place, 0) + p.grad
            params[place] = p - learning_rate * buffers[place]
            params[place].grad = p.grad


@_whole("momentum_step", "H24", "the parameter is moved to other memory", LEAF)
def momentum_moved(params, buffers, learning_rate, momentum):
    for place, p in enumerate(params):
        if p.grad is not None:
            buffers[place] = momentum * buffers.get(place, 0) + p.grad
            p.data = p.data - learning_rate * buffers[place]


@_whole("momentum_step", "E11", "only the first parameter is updated", "Is there a return inside the loop?")
@torch.no_grad()
def momentum_first_only(params, buffers, learning_rate, momentum):
    for place, p in enumerate(params):
        if p.grad is not None:
            buffers[place] = momentum * buffers.get(place, 0) + p.grad
            p -= learning_rate * buffers[place]
            return


@_whole("momentum_step", "E14", "a gradient is taken for granted", "Skip a parameter whose .grad is None.")
@torch.no_grad()
def momentum_none(params, buffers, learning_rate, momentum):
    for place, p in enumerate(params):
        buffers[place] = momentum * buffers.get(place, 0) + p.grad
        p -= learning_rate * buffers[place]


@_whole("momentum_step", "E14", "a gradient is taken for granted", "Skip a parameter whose .grad is None.")
@torch.no_grad()
def momentum_none_in_place(params, buffers, learning_rate, momentum):
    for place, p in enumerate(params):
        buffers.setdefault(place, torch.zeros_like(p)).mul_(momentum).add_(p.grad)
        p -= learning_rate * buffers[place]


@_whole(
    "momentum_step",
    "E14",
    "a missing gradient counts as zero",
    "Skip a parameter whose .grad is None: no step.",
)
@torch.no_grad()
def momentum_coasts(params, buffers, learning_rate, momentum):
    for place, p in enumerate(params):
        g = torch.zeros_like(p) if p.grad is None else p.grad
        buffers[place] = momentum * buffers.get(place, torch.zeros_like(p)) + g
        p -= learning_rate * buffers[place]


@_whole(
    "momentum_step", "H25", "the gradients are cleared or overwritten by the step", "A step only reads .grad."
)
@torch.no_grad()
def momentum_clears(params, buffers, learning_rate, momentum):
    for place, p in enumerate(params):
        if p.grad is not None:
            buffers[place] = momentum * buffers.get(place, 0) + p.grad
            p -= learning_rate * buffers[place]
            p.grad.zero_()


@_whole(
    "momentum_step",
    "H26",
    "all parameters share one buffer",
    "Give each parameter a key of its own in the dict.",
)
@torch.no_grad()
def momentum_shared(params, buffers, learning_rate, momentum):
    for p in params:
        if p.grad is not None:
            buffers["buffer"] = momentum * buffers.get("buffer", 0) + p.grad
            p -= learning_rate * buffers["buffer"]
