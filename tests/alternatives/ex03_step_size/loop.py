import torch


def best_exponent(f, df, w, dtype, exponents):
    w = torch.tensor(w, dtype=dtype)
    truth = df(w)
    best = None
    best_error = None
    for k in exponents:
        h = torch.tensor(10, dtype=dtype) ** (-k)
        slope = (f(w + h) - f(w - h)) / (2 * h)
        error = torch.abs(slope - truth)
        if best is None or error < best_error:
            best = k
            best_error = error
    return best
