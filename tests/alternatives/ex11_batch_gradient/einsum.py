"""Index notation; the answer is a list."""

from torch import einsum


def batch_mse_gradient(X, y, w, b):
    r = einsum("ni,i->n", X, w) + b - y
    n = X.size(0)
    return [einsum("n,ni->i", r, X) * (2 / n), einsum("n->", r) * (2 / n)]
