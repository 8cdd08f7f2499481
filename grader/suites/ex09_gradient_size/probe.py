"""Ask for signs and ranks: plain lists of ints, so they are observed as they come."""

CALLS = {
    "signs": "gradient_signs(residual, x)",
    "ranks": "rank_by_effect(x)",
}


def signs(module, residual, x):
    answer = module.gradient_signs(residual, x)
    return {"signs": answer, "types": _types(answer)}


def ranks(module, x):
    answer = module.rank_by_effect(x)
    return {"indices": answer, "types": _types(answer)}


def _types(answer):
    """Name the types in a list: an int passes for a float where two observations are compared."""
    return sorted({type(value).__name__ for value in answer}) if isinstance(answer, (list, tuple)) else []
