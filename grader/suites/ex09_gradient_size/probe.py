"""Ask for signs and ranks: plain lists of ints, so they are observed as they come.

Unlike a tensor, a list is read in this process only, so what becomes of it is written down.
"""

from grader.suites.probe_tools import whole

CALLS = {
    "signs": "gradient_signs(residual, x)",
    "ranks": "rank_by_effect(x)",
}


def signs(module, residual, x):
    given = list(x)
    answer = _whole(module.gradient_signs(residual, given))
    return {"signs": answer, "types": _types(answer), "x after the call": given}


def ranks(module, x):
    given = list(x)
    answer = _whole(module.rank_by_effect(given))
    return {"indices": answer, "types": _types(answer), "x after the call": given}


def _whole(answer):
    """Give a list whose entries are ints where they are NumPy's: they count and index as well."""
    return [whole(value) for value in answer] if isinstance(answer, (list, tuple)) else answer


def _types(answer):
    """Name the types in a list: an int passes for a float where two observations are compared."""
    return sorted({type(value).__name__ for value in answer}) if isinstance(answer, (list, tuple)) else []
