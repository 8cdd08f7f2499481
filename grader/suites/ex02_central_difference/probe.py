"""Ask for central differences of functions of one number, and count the calls of f.

A function is named by its own source text, so that a call can be shown as a student would type it.
"""

import math

from grader.suites.probe_tools import number

FUNCTIONS = {
    "w**2": lambda w: w**2,
    "3*w**2 - 2*w": lambda w: 3 * w**2 - 2 * w,
    "w**3": lambda w: w**3,
    "math.sin(w)": math.sin,
    "math.exp(w)": math.exp,
    "math.exp(100*w)": lambda w: math.exp(100 * w),
}
CALLS = {
    "slope": "central_difference(lambda w: eval(f), w, h)",
    "slope_at_the_usual_step": "central_difference(lambda w: eval(f), w)",
    "economy": "central_difference(lambda w: print('f is called at', w) or eval(f), w, h)",
}


def slope(module, f, w, h):
    return {"slope": number(module.central_difference(FUNCTIONS[f], w, h))}


def slope_at_the_usual_step(module, f, w):
    return {"slope": number(module.central_difference(FUNCTIONS[f], w))}


def economy(module, f, w, h):
    calls = []

    def counted(at):
        calls.append(at)
        return FUNCTIONS[f](at)

    answer = number(module.central_difference(counted, w, h))
    return {"slope": answer, "number of calls of f": len(calls)}
