"""Plain loops: compare, and pick the largest that is left."""


def gradient_signs(residual, x):
    signs = []
    for value in x:
        gradient = 2 * residual * value
        if gradient > 0:
            signs.append(1)
        elif gradient < 0:
            signs.append(-1)
        else:
            signs.append(0)
    return signs


def rank_by_effect(x):
    left = list(range(len(x)))
    ranked = []
    while left:
        best = left[0]
        for i in left:
            if abs(x[i]) > abs(x[best]):
                best = i
        ranked.append(best)
        left.remove(best)
    return ranked
