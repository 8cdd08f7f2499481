"""Ask for both numbers; what was handed in must stay as it is, so each is asked for twice."""

from grader.suites.probe_tools import number, same

CALLS = {
    "drop": "predicted_drop(gradients, learning_rate)",
    "rate": "largest_stable_rate(x)",
}


def drop(module, gradients, learning_rate):
    first = number(module.predicted_drop(gradients, learning_rate))
    again = number(module.predicted_drop(gradients, learning_rate))
    return {"drop": first, "same on a second call": same(first, again)}


def rate(module, x):
    first = number(module.largest_stable_rate(x))
    again = number(module.largest_stable_rate(x))
    return {"rate": first, "same on a second call": same(first, again)}
