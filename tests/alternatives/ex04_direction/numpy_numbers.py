"""The losses are NumPy's float64, and each of those is a float."""
import numpy as np
def direction(gradient):
    return ["stay", "decrease", "increase"][int(np.sign(gradient))]
def nearby_losses(f, w, deltas):
    return [f(w + d) for d in np.array(deltas)]
