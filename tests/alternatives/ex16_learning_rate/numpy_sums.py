"""NumPy's float64 as both numbers."""
import numpy as np
def predicted_drop(gradients, learning_rate):
    return learning_rate * sum(np.sum(np.asarray(g) ** 2) for g in gradients)
def largest_stable_rate(x):
    return 1 / (1 + np.dot(x, x))
