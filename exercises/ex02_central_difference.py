"""The central difference: look on both sides of the point.

The idea
    A step to the right measures the slope a little too far right. A step to the left measures it a
    little too far left. Use both, and the two errors cancel almost entirely, at no extra price:
    two values of f, as before.

The mathematics
    The points w - h and w + h lie 2h apart:

        slope ≈ (f(w + h) - f(w - h)) / (2h)

    On a parabola there is no error at all:   ((w + h)² - (w - h)²) / (2h) = 4wh / (2h) = 2w.
    On any other smooth curve the error is about h²/6 times the third derivative: halve h, and the
    error falls to a quarter. From one side it only falls to a half.

How small may h be?
    Very small steps drown in rounding: two values of f that agree in all their digits have the
    difference 0. For Python floats (64 bits) h = 1e-5 is a good choice; exercise 3 finds out why.
    That is also why everything here stays in Python floats: in a float32 tensor, 3 + 1e-5 and 3 differ in
    their last digits only, and at h = 1e-8 they are the same number.

Worked example

    >>> central_difference(lambda w: w**2, 3.0, 0.5)              # exact on a parabola
    6.0
    >>> central_difference(lambda w: w**3, 2.0, 0.5)              # the truth is 12: off by h²
    12.25
    >>> central_difference(lambda w: w**3, 2.0, 0.25)             # half the h, a quarter of the error
    12.0625
    >>> round(central_difference(math.exp, 1.0), 9)               # h = 1e-5; the truth is e = 2.718281828...
    2.718281829
"""

import math  # for curves to try: math.exp, math.sin ...
from collections.abc import Callable


def central_difference(f: Callable[[float], float], w: float, h: float = 1e-5) -> float:
    """Return the slope of f at w, measured from w - h to w + h.

    f: any function from a float to a float, such as math.exp or lambda w: w**2.
    w, h: floats, h > 0 and 1e-5 if it is not given. Returns a float (a 0-d tensor of dtype float64
    will do). Stay in 64 bits: converted to float32, little is left of the difference at h = 1e-5.

    Call f exactly twice: the value in the middle is not needed.

    Worked example: for w³ at w = 2.0 and h = 0.5 the answer is 12.25; the true slope is 12.
    """
    raise NotImplementedError("central_difference: your turn")
