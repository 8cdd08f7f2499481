"""Finite differences as a weighted sum over a stencil."""
STENCIL = {-1: -0.5, 1: 0.5}


def central_difference(f, w: float, h: float = 1e-5) -> float:
    return sum(weight * f(w + k * h) for k, weight in STENCIL.items()) / h
