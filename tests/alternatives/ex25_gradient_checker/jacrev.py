import torch


def check_gradient(f, gradient, points):
    ok = True
    for p in points:
        claimed, right = gradient(p), torch.func.jacrev(f)(p)
        ok = (
            ok
            and claimed.size() == right.size()
            and bool(((claimed - right).abs() <= 1e-9 + 1e-3 * right.abs()).all())
        )
    return ok
