"""Ask for both numbers; what was handed in must stay as it is, so each is asked for twice."""

from grader.suites.probe_tools import number

CALLS = {
    "drop": "predicted_drop(gradients, learning_rate)",
    "rate": "largest_stable_rate(x)",
}


def drop(module, gradients, learning_rate):
    return {
        "drop": number(module.predicted_drop(gradients, learning_rate)),
        "drop on a second call": number(module.predicted_drop(gradients, learning_rate)),
    }


def rate(module, x):
    return {
        "rate": number(module.largest_stable_rate(x)),
        "rate on a second call": number(module.largest_stable_rate(x)),
    }
