"""Ask for directions, and for losses of functions named by their own source text."""

import math

FUNCTIONS = {
    "w**2": lambda w: w**2,
    "(w - 1)**2 + 0.5": lambda w: (w - 1) ** 2 + 0.5,
    "w**3 - 2*w": lambda w: w**3 - 2 * w,
    "math.exp(w)": math.exp,
}
CALLS = {
    "word": "direction(gradient)",
    "words": "[direction(gradient) for gradient in gradients]",
    "losses": "nearby_losses(lambda w: eval(f), w, deltas)",
}


def word(module, gradient):
    return {"direction": module.direction(gradient)}


def words(module, gradients):
    return {"directions": [module.direction(gradient) for gradient in gradients]}


def losses(module, f, w, deltas):
    given = list(
        deltas
    )  # unlike a tensor, a list is read in this process only: write down what becomes of it
    answer = module.nearby_losses(FUNCTIONS[f], w, given)
    if answer is not None and not isinstance(answer, (list, tuple, str, int, float)):
        raise TypeError(f"expected a list of floats, but a {type(answer).__name__} came back")
    return {"losses": list(answer) if answer is given else answer, "deltas after the call": given}
