"""NumPy's float64 in and out: it is a float."""
import numpy as np
def difference_quotient(f, w, h):
    w, h = np.float64(w), np.float64(h)
    return (f(w + h) - f(w)) / h
