"""The difference quotient: a slope is how much the loss moves per unit of a nudge.

The idea
    Before there is a formula for a slope, there is a measurement. Nudge the weight by h, look at
    how far the loss moved, and divide by the size of the nudge. As h shrinks, this number comes
    closer and closer to the gradient; that is what the limit in its definition says:

        dL/dw = lim (h → 0) of (L(w + h) - L(w)) / h

The mathematics
    For L(w) = w² everything can be worked out on paper:

        ((w + h)² - w²) / h = (2wh + h²) / h = 2w + h

    The true slope is 2w, so the measurement is off by exactly h. Halve h, and you halve the error.

Units
    If the loss is counted in points and the weight in units, the quotient is in points per unit.
    It is no change of the loss: it is the change per unit of w. That is what the division is for.

Worked example

    >>> difference_quotient(lambda w: w**2, 3.0, 0.5)     # (12.25 - 9) / 0.5
    6.5
    >>> difference_quotient(lambda w: w**2, 3.0, 0.25)    # half the nudge, half the error
    6.25
    >>> difference_quotient(lambda w: w**2, 3.0, -0.5)    # a nudge to the left works too
    5.5
"""

import math  # for curves to try: math.exp, math.sin ...
from collections.abc import Callable


def difference_quotient(f: Callable[[float], float], w: float, h: float) -> float:
    """Return (f(w + h) - f(w)) / h, the slope of f as seen from w over a step h.

    f: any function from a float to a float, such as math.exp or lambda w: w**2.
    w, h: floats. h is never 0, but it may be negative. Returns a float (a 0-d tensor will do).

    Call f at most twice. A forward pass of a real network can take minutes, so nobody wants to
    pay for a third one.

    Worked example: for w² at w = 3.0 and h = 0.5 the quotient is 6.5, which is 2w + h.
    """
    raise NotImplementedError("difference_quotient: your turn")
