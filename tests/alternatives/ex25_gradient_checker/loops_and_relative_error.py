def relative_error(a, b):
    if a == b:
        return 0.0
    return abs(a - b) / max(abs(a), abs(b))


def check_gradient(f, gradient, points):
    h = 0.00001
    ok = True
    for p in points:
        g = gradient(p)
        if list(g.shape) != list(p.shape):
            ok = False
            continue
        numbers = p.flatten().tolist()
        claims = g.flatten().tolist()
        for i in range(len(numbers)):
            before = numbers[i]
            numbers[i] = before + h
            up = f(p.new_tensor(numbers).reshape(p.shape)).item()
            numbers[i] = before - h
            down = f(p.new_tensor(numbers).reshape(p.shape)).item()
            numbers[i] = before
            slope = (up - down) / (2 * h)
            if not relative_error(claims[i], slope) < 1e-3:
                ok = False
    return ok
