"""The size of the step: why h cannot simply go to 0 on a computer.

The idea
    The definition of the gradient lets h go to 0. A computer cannot follow: its numbers have a
    fixed count of digits, about 7 in float32 and 16 in float64. The smaller the step, the more
    alike f(w + h) and f(w - h) become, and the more of their digits cancel when they are subtracted.

The mathematics
    Two errors pull in opposite directions:

        cutting off    grows with h:      about h²/6 times the third derivative
        rounding       grows as h falls:  about eps · |f(w)| / h,  eps = 1e-7 (float32), 2e-16 (float64)

    Too large an h loses to the first, too small an h to the second. The best h lies between.
    For f(w) = w³ at w = 2.3125, where the truth is 16.04296875, the central difference is off by

        k     h = 10^-k     float32     float64
        1     0.1           1.0e-02     1.0e-02
        2     0.01          7.4e-05     1.0e-04
        3     0.001         7.4e-04     1.0e-06
        4     0.0001        1.2e-02     1.0e-08
        5     0.00001       2.1e-02     1.7e-10
        6     0.000001      7.8e-01     2.6e-09
        7     0.0000001     1.6e+01     2.8e-08

    In the last line w + h and w are the same float32 number: the difference is 0, and so is the
    "slope". Taking the limit literally gives the worst answer of all.

Worked example

    >>> f, df = lambda w: w**3, lambda w: 3 * w**2
    >>> best_exponent(f, df, 2.3125, torch.float32, [1, 2, 3, 4, 5, 6])
    2
    >>> best_exponent(f, df, 2.3125, torch.float64, [1, 2, 3, 4, 5, 6])
    5
"""

from collections.abc import Callable, Sequence

import torch

Curve = Callable[[torch.Tensor], torch.Tensor]


def best_exponent(f: Curve, df: Curve, w: float, dtype: torch.dtype, exponents: Sequence[int]) -> int:
    """Return the k among `exponents` for which h = 10^-k measures the slope of f at w best.

    f, df: a curve and its true derivative. Give them 0-d tensors (shape ()) of `dtype`.
    w: a float. dtype: torch.float32 or torch.float64. exponents: whole numbers, in any order.

    For each k take the central difference (f(w + h) - f(w - h)) / (2h), and compare it with df(w):
    the smallest distance wins, to either side. Of several equally good exponents, the one that
    comes first in `exponents` wins. Compute everything in `dtype`: w and h are tensors of `dtype`
    before anything is computed from them. Returns an int, the exponent itself.

    Worked example: for w³ at 2.3125 with exponents 1 to 6 it is 2 in float32 and 5 in float64.
    """
    raise NotImplementedError("best_exponent: your turn")
