def central_difference(f, w, h=1e-5):
    total = 0.0
    for sign in (+1, -1):
        total += sign * f(w + sign * h)
    return 0.5 * total / h
