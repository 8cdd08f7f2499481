"""What is observed of an operation with a backward of its own: values, slopes, slopes of slopes."""

import torch
from torch.autograd import Function
from torch.autograd import grad as gradients_of
from torch.autograd.function import BackwardCFunction

from grader.suites.probe_tools import copied

_LEAF = "x = x.detach().requires_grad_()\n"
_FIRST = "y = {}\nprint(y, torch.autograd.grad(y, x, upstream))"
_SECOND = (
    "upstream.requires_grad_()\n(g,) = torch.autograd.grad({}, x, upstream, create_graph=True)\n"
    "print(torch.autograd.grad(g, (x, upstream), direction, allow_unused=True))"
)
_PAIR = (
    "first.requires_grad_(), second.requires_grad_()\nloss = {}\n"
    "print(torch.autograd.grad(loss, (first, second)))"
)
CALLS = {
    "square": _LEAF + _FIRST.format("Square.apply(x)"),
    "scale": _LEAF + _FIRST.format("Scale.apply(x, factor)"),
    "square_again": _LEAF + _SECOND.format("Square.apply(x)"),
    "scale_again": _LEAF + _SECOND.format("Scale.apply(x, factor)"),
    "square_pair": _PAIR.format("(Square.apply(first) * Square.apply(Square.apply(second))).sum()"),
    "scale_pair": _PAIR.format("(Scale.apply(first, k) * Scale.apply(Scale.apply(second, m), k)).sum()"),
}


def square(module, x, upstream):
    return _slopes(module.Square, x, upstream)


def scale(module, x, factor, upstream):
    return _slopes(module.Scale, x, upstream, factor)


def square_again(module, x, upstream, direction):
    return _slopes_of_slopes(module.Square, x, upstream, direction)


def scale_again(module, x, factor, upstream, direction):
    return _slopes_of_slopes(module.Scale, x, upstream, direction, factor)


def square_pair(module, first, second):
    """Use it three times before any backward: each use has its own saved tensors."""
    square = module.Square.apply
    return _pair(lambda x, y: square(x) * square(square(y)), first, second)


def scale_pair(module, first, second, k, m):
    """Use it three times, with two factors, before any backward."""
    scale = module.Scale.apply
    return _pair(lambda x, y: scale(x, k) * scale(scale(y, m), k), first, second)


def _slopes(operation, x, upstream, *constants):
    leaf = _leaf(x)
    y = operation.apply(leaf, *constants)
    value = copied(y)
    kind = {
        "derived from torch.autograd.Function": isinstance(operation, type)
        and issubclass(operation, Function),
        "its backward is in the graph": isinstance(y.grad_fn, BackwardCFunction),
    }
    (slope,) = gradients_of(y, leaf, upstream, allow_unused=True)
    return {**kind, "y": value, "x.grad": slope}


def _slopes_of_slopes(operation, x, upstream, direction, *constants):
    leaf, arriving = _leaf(x), _leaf(upstream)
    seen = {"gradcheck": False, "gradgradcheck": False, "by x": None, "by grad_output": None}
    (slope,) = gradients_of(
        operation.apply(leaf, *constants), leaf, arriving, create_graph=True, allow_unused=True
    )
    if slope is None or not slope.requires_grad:
        return seen
    second = gradients_of(slope, (leaf, arriving), direction, allow_unused=True)
    by_x, by_arriving = (torch.zeros_like(x) if s is None else s for s in second)
    own = _leaf(x.clone())
    for name in ("gradcheck", "gradgradcheck"):
        checker = getattr(torch.autograd, name)
        seen[name] = checker(lambda t: operation.apply(t, *constants), own, raise_exception=False)
    return {**seen, "by x": by_x, "by grad_output": by_arriving}


def _pair(combine, first, second):
    left, right = _leaf(first), _leaf(second)
    by_first, by_second = gradients_of(combine(left, right).sum(), (left, right), allow_unused=True)
    return {"first.grad": by_first, "second.grad": by_second}


def _leaf(tensor):
    """Give a leaf that requires grad in the memory of `tensor`, where changes of it are seen."""
    return tensor.detach().requires_grad_()
