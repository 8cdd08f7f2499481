"""NumPy's integers for indices."""
import numpy as np
def gradient_signs(residual, x):
    return [int(np.sign(residual * v)) for v in x]
def rank_by_effect(x):
    return list(np.argsort(-np.abs(x), kind="stable"))
