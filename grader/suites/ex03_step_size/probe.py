"""Ask for the best exponent on curves named by their own source text.

The curves use exactly rounded arithmetic only, so that they are the same on every machine.
"""

import operator

import torch

CURVES = {
    "w**2": lambda w: w * w,
    "2*w": lambda w: 2 * w,
    "w**3": lambda w: w * w * w,
    "3*w**2": lambda w: 3 * (w * w),
    "1/w": lambda w: 1 / w,
    "-1/w**2": lambda w: -1 / (w * w),
    "0*w + 5": lambda w: 0 * w + 5,
    "0*w": lambda w: 0 * w,
}
CALLS = {
    "best": "best_exponent(lambda w: eval(f), lambda w: eval(df), w, getattr(torch, dtype), exponents)",
}


def best(module, f, df, w, *, dtype, exponents):
    """Show the exponent as text: a ratio of two exponents means nothing."""
    k = module.best_exponent(CURVES[f], CURVES[df], w, getattr(torch, dtype), exponents)
    return {"best exponent": f"k = {_whole(k)!r}"[:60]}


def _whole(k):
    """Give an int for anything that is a single whole number, else what came back."""
    if isinstance(k, bool) or (isinstance(k, torch.Tensor) and k.ndim > 0):
        return k
    try:
        return operator.index(k)
    except TypeError:
        return k
