"""A gradient checker: the tool that finds every mistake of this course.

The idea
    Somebody hands you a function f and claims: gradient(p) is its gradient at p. You need not believe
    it, and you need not derive anything either. Nudge p and watch f: the slope that you measure must be
    the slope that is claimed, for each coordinate, at each of the points you were given.

The mathematics
    slope by coordinate i  =  (f(p + h*e_i) - f(p - h*e_i)) / (2h)      e_i: 1 at i, 0 elsewhere

In float64, h = 1e-5 gives about ten right digits. A measured slope is never exact, so the question is
what still counts as equal. One kind of tolerance alone will not do.

An absolute one, |claimed - measured| <= 1e-5, accepts 0 where the slope is 6e-6. A relative one,
|claimed - measured| <= 1e-4 * |measured|, refuses 0 where rounding made 1e-12 of it. Together they do:
a small relative part, plus an absolute part far below any slope that matters.

What a checker must notice
    A factor (the smallest in the tests is 1 %), a sign, a single wrong coordinate, two errors that
    cancel in the sum, zeros, NaN (no comparison with NaN is ever true), a gradient of another shape than
    p even where it would broadcast, and a claim that holds at some of the points only.

What a checker must not do
    Reject what is right: slopes in the tests reach from about 1e-6 to 1e8, some coordinates do not
    matter to f at all, and one point is the bottom of a bowl. And it must leave the points as they are.
"""

from collections.abc import Callable

import torch
from torch import Tensor


def check_gradient(
    f: Callable[[Tensor], Tensor], gradient: Callable[[Tensor], Tensor], points: list[Tensor]
) -> bool:
    """Tell whether gradient is the gradient of f at every one of the points.

    f takes a float64 tensor and gives a 0-d tensor; it is made of torch operations, and smooth around
    each of the points (elsewhere it may have corners). gradient takes the same tensor and gives a
    tensor. points are float64 tensors, vectors (n,) or matrices (m, n). Gives True where gradient(p) has
    p's shape and the right value in every coordinate at every point, else False; a gradient of a wrong
    shape is False as well, not an error.

    >>> points = list(torch.tensor([[3.0, -1.0], [0.5, 2.0]], dtype=torch.float64))
    >>> check_gradient(lambda p: (p**2).sum(), lambda p: 2 * p, points)
    True
    >>> check_gradient(lambda p: (p**2).sum(), lambda p: 2.02 * p, points)
    False
    >>> check_gradient(lambda p: (p**2).sum(), lambda p: (2 * p).sum(), points)
    False
    """
    raise NotImplementedError("check_gradient: your turn")
