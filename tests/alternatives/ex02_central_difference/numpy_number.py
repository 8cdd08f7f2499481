"""An array of two points; NumPy's float64 comes back."""
import numpy as np
def central_difference(f, w, h=1e-5):
    x = np.array([w - h, w + h])
    y = np.array([f(v) for v in x])
    return (y[1] - y[0]) / (2 * h)
