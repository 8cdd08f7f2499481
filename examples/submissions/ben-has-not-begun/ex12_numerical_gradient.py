r"""A gradient by measuring: nudge one number at a time.

The idea
    A function of many numbers has one slope per number. To measure one of them, nudge that number
    a little up and a little down, leave all others where they are, and look at how the function
    moves. Do so for every number, and you have the whole gradient: without a formula, without
    autograd, for any function that you can call. It is slow, two calls per number, but it
    checks every gradient that anybody derived.

The mathematics
    For params = (p₁, p₂, ...), and one entry i at a time:

        ∂f/∂pᵢ ≈ ( f(..., pᵢ + h, ...) - f(..., pᵢ - h, ...) ) / (2h)

    The two points are 2h apart. The error falls with h², so h = 1e-5 leaves about 1e-10; in float64
    that agrees with autograd to 1e-7 and better. (In float32 such an h drowns in rounding: use a
    larger one there.)

Two traps
    1. `plus = params` is no copy. It is a second name for the same tensor, and what you add to one
       is added to the other. clone() makes a copy.
    2. Adding h and subtracting it again does not bring back the same number: 0.5 + 1e-5 - 1e-5 is
       0.49999999999999994. If you nudge the caller's tensor at all, put the *saved* value back.

Worked example
    For f = p₁² + 3p₂ the slopes at (2, 5) are 4 and 3. They are measured, so the last digits are
    not exact:

    >>> def f(p):
    ...     return p[0] ** 2 + 3 * p[1]
    >>> p = torch.tensor([2.0, 5.0], dtype=torch.float64)
    >>> numerical_gradient(f, p).round(decimals=6)
    tensor([4., 3.], dtype=torch.float64)
    >>> p
    tensor([2., 5.], dtype=torch.float64)
"""

from collections.abc import Callable

import torch


def numerical_gradient(
    f: Callable[[torch.Tensor], float | torch.Tensor], params: torch.Tensor, h: float = 1e-5
) -> torch.Tensor:
    """Return the gradient of f at params, measured by central differences.

    f: takes a tensor with the shape and dtype of params; returns a float or a 0-d tensor.
    params: a tensor of floats of any shape: a vector, a matrix, a single number of shape (), ...
    h: how far each entry is nudged to either side.

    Returns a tensor with the shape and dtype of params: in each place the central difference for
    that entry alone. Only calls of f are used, no formula for its slope: f may well return a
    plain float, of which autograd knows nothing.

    params may be a leaf that requires grad. Afterwards it holds exactly the bits it held before.

    Worked example: for f = (p ** 2).sum() and a matrix p, the answer is close to the matrix 2p.
    """
    raise NotImplementedError("numerical_gradient: your turn")
