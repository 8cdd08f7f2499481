"""Ask for the factors and for the gradient of a neuron, each twice.

The second answer comes from the same tensors: a function that changes what it was given, or
remembers earlier calls, answers differently.
"""

from grader.suites.probe_tools import copied, number, same, unpack

CALLS = {
    "factors": "chain_factors(w, b, x, y)",
    "gradient": "neuron_gradient(w, b, x, y)",
}
KEYS = ("dloss_dpred", "dpred_dw", "dpred_db")


def factors(module, w, b, x, y):
    first = _factors(module.chain_factors(w, b, x, y))
    again = _factors(module.chain_factors(w, b, x, y))
    return {"factors": first, "same on a second call": same(first, again)}


def gradient(module, w, b, x, y):
    first = _gradients(module.neuron_gradient(w, b, x, y))
    again = _gradients(module.neuron_gradient(w, b, x, y))
    return {**first, "same on a second call": same(first, again)}


def _gradients(answer):
    return {name: copied(value) for name, value in unpack(answer, "grad_w", "grad_b").items()}


def _factors(answer):
    """Keep the three keys of the contract; a constant factor may be a number."""
    if not isinstance(answer, dict):
        return copied(answer)
    kept = {key: copied(answer[key]) for key in KEYS if key in answer}
    if "dpred_db" in kept:
        kept["dpred_db"] = number(kept["dpred_db"])
    return kept
