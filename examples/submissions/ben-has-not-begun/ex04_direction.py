"""Which way is down? What the sign of a gradient says, and a way to see that it is true.

The idea
    The gradient says what happens to the loss when the weight grows. A positive gradient: the loss
    grows along with the weight. A negative one: the loss falls as the weight grows. Training wants
    the loss to fall, so it moves the weight *against* the sign. The gradient points uphill.

    How large the gradient is says how steep the hill is; it changes nothing about the direction.

The mathematics
    For a small change d of the weight,   loss(w + d) ≈ loss(w) + gradient · d.
    The loss falls if gradient · d is negative, that is, if d has the other sign.

Worked example (the lesson's loss w² at w = 3, where the loss is 9 and the gradient is 6)

    >>> direction(6.0)
    'decrease'
    >>> [round(loss, 2) for loss in nearby_losses(lambda w: w**2, 3.0, [-0.1, 0.1])]
    [8.41, 9.61]

    At 2.9 the loss is smaller than 9, at 3.1 it is larger: to decrease w was right.
"""

import math  # for curves to try: math.exp, math.sin ...
from collections.abc import Callable


def direction(gradient: float) -> str:
    """Return what to do to the weight so that the loss gets smaller.

    gradient: a float, the slope of the loss at this weight, in loss per unit of weight.
    Returns "increase", "decrease" or, where the gradient is exactly 0, "stay". However small a
    gradient is, it has a direction.

    Worked example: at w = 3 the gradient of w² is 6.0, and the answer is "decrease".
    """
    raise NotImplementedError("direction: your turn")


def nearby_losses(f: Callable[[float], float], w: float, deltas: list[float]) -> list[float]:
    """Return the losses f(w + d), one for each d in `deltas`, in their order.

    f: a function from a float to a float, such as math.exp or lambda w: w**2. w: a float.
    deltas: a list of floats; it may be empty, and stays as it is. Every d counts from the same w.
    Returns a list of plain Python floats; without deltas, the empty list [].

    Worked example: for w², w = 3.0 and deltas [-0.1, 0.1] the losses are 8.41 and 9.61.
    """
    raise NotImplementedError("nearby_losses: your turn")
