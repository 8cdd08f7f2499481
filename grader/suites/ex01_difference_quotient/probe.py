"""Ask for difference quotients of functions of one number, and count the calls of f.

A function is named by its own source text, so that a call can be shown as a student would type it.
"""

import math

from grader.suites.probe_tools import number

FUNCTIONS = {
    "3*w + 1": lambda w: 3 * w + 1,
    "w**2": lambda w: w**2,
    "w**3 - 2*w": lambda w: w**3 - 2 * w,
    "math.sin(w)": math.sin,
    "math.exp(w)": math.exp,
}
CALLS = {
    "quotient": "difference_quotient(lambda w: eval(f), w, h)",
    "economy": "difference_quotient(lambda w: print('f is called at', w) or eval(f), w, h)",
}


def quotient(module, f, w, h):
    return {"quotient": number(module.difference_quotient(FUNCTIONS[f], w, h))}


def economy(module, f, w, h):
    calls = []

    def counted(at):
        calls.append(at)
        return FUNCTIONS[f](at)

    answer = number(module.difference_quotient(counted, w, h))
    return {"quotient": answer, "f is called at most twice": len(calls) <= 2}
