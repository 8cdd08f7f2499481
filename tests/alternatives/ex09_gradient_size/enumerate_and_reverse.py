"""sorted(reverse=True) keeps ties in order as well."""


def gradient_signs(residual, x):
    return [0 if residual == 0 or v == 0 else (1 if (residual > 0) == (v > 0) else -1) for v in x]


def rank_by_effect(x):
    ranked = sorted(enumerate(x), key=lambda pair: abs(pair[1]), reverse=True)
    return [index for index, _ in ranked]
