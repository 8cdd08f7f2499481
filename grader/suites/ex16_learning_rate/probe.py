"""Ask for both numbers, each twice: what is done to the tensors in the first call shows in the second.

The second call gets a list of its own, so that a list that was emptied or turned round shows as such.
"""

from grader.suites.probe_tools import number, same

CALLS = {
    "drop": "predicted_drop(gradients, learning_rate)",
    "rate": "largest_stable_rate(x)",
}


def drop(module, gradients, learning_rate):
    others = list(gradients)
    first = number(module.predicted_drop(gradients, learning_rate))
    again = number(module.predicted_drop(others, learning_rate))
    return {"drop": first, "same on a second call": same(first, again)}


def rate(module, x):
    first = number(module.largest_stable_rate(x))
    again = number(module.largest_stable_rate(x))
    return {"rate": first, "same on a second call": same(first, again)}
