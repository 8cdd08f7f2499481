"""Ask for signs and ranks: plain lists of ints, so they are observed as they come."""

CALLS = {
    "signs": "gradient_signs(residual, x)",
    "ranks": "rank_by_effect(x)",
}


def signs(module, residual, x):
    return {"signs": module.gradient_signs(residual, x)}


def ranks(module, x):
    return {"indices": module.rank_by_effect(x)}
