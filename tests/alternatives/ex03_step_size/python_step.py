"""The step stays a Python number: torch rounds it to the dtype of the point when it is added."""
import torch


def best_exponent(f, df, w, dtype, exponents):
    x = torch.zeros((), dtype=dtype) + w

    def distance(k):
        h = 10 ** (-k)
        return abs(0.5 * (f(x + h) - f(x - h)) / h - df(x))

    ranked = sorted(exponents, key=distance)
    return int(ranked[0])
