"""What is observed of an autograd engine: the values and slopes of formulas, and second backwards.

A formula is the suite's own text, of leaves a and b and plain numbers k and n.
"""

_MADE = "x, y = Value(a), Value(b)\n"
_BUILD = 'eval(formula, {"a": x, "b": y, "k": k, "n": n})'
_EACH = f"for formula in formulas:\n    {_MADE}    out = {_BUILD}\n"
CALLS = {
    "values": f"{_EACH}    print(formula, out.data)",
    "slopes": f"{_EACH}    out.backward()\n    print(formula, x.grad, y.grad)",
    "neuron": (
        "weights, bias = [Value(v) for v in w], Value(b)\n"
        "z = bias\nfor weight, value in zip(weights, x):\n    z = z + weight * value\n"
        "loss = ((z.tanh() if squashed else z) - y) ** 2\nloss.backward()\n"
        "print(loss.data, [weight.grad for weight in weights], bias.grad)"
    ),
    "chain": (
        "leaf = Value(a)\nout = leaf\nfor _ in range(length // 2):\n    out = out * k + leaf\n"
        "out.backward()\nprint(out.data, leaf.grad)"
    ),
    "second_backward": (
        f"{_MADE}out = {_BUILD}\nout.backward()\nprint(x.grad, y.grad)\nout.backward()\nprint(x.grad, y.grad)"
    ),
    "second_result": (
        f"{_MADE}c = x * y\nfirst, second = c * c, c + x * k\n"
        "first.backward()\nprint(x.grad, y.grad)\nsecond.backward()\nprint(x.grad, y.grad)"
    ),
}


def values(module, formulas, **numbers):
    return {formula: _float(_built(module, formula, **numbers)[0].data) for formula in formulas}


def slopes(module, formulas, **numbers):
    seen = {}
    for formula in formulas:
        out, *leaves = _built(module, formula, **numbers)
        out.backward()
        seen[f"slopes of {formula}"] = dict(zip(("a.grad", "b.grad"), _grads(leaves), strict=True))
    return seen


def neuron(module, *, w, b, x, y, squashed):
    weights, bias = [module.Value(v) for v in w], module.Value(b)
    z = bias
    for weight, value in zip(weights, x, strict=True):
        z = z + weight * value
    loss = ((z.tanh() if squashed else z) - y) ** 2
    loss.backward()
    return {"loss.data": _float(loss.data), "w.grad": _grads(weights), "b.grad": _float(bias.grad)}


def chain(module, a, k, length):
    leaf = module.Value(a)
    out = leaf
    for _ in range(length // 2):
        out = out * k + leaf
    try:
        out.backward()
    except RecursionError:
        return {"recursion limit hit": True, "out.data": _float(out.data), "leaf.grad": None}
    return {"recursion limit hit": False, "out.data": _float(out.data), "leaf.grad": _float(leaf.grad)}


def second_backward(module, formula, **numbers):
    out, *leaves = _built(module, formula, **numbers)
    out.backward()
    first = _grads(leaves)
    out.backward()
    return {"first backward": first, "second backward": _second(first, _grads(leaves), alone=first)}


def second_result(module, a, b, k):
    """Two results share the inner node c; the second one's gradients are also asked for on their own."""

    def build():
        x, y = module.Value(a), module.Value(b)
        c = x * y
        return (x, y), c * c, c + x * k

    leaves, first, second = build()
    fresh, _, only = build()
    only.backward()
    alone = _grads(fresh)
    first.backward()
    before = _grads(leaves)
    second.backward()
    after = _grads(leaves)
    return {"first result": before, "second result": _second(before, after, alone=alone), "it alone": alone}


def _built(module, formula, *, a, b, k, n):
    x, y = module.Value(a), module.Value(b)
    return eval(formula, {"a": x, "b": y, "k": k, "n": n}), x, y


def _grads(leaves):
    return [_float(leaf.grad) for leaf in leaves]


def _float(value):
    """Give a float for a Python number; a tensor is no plain float, and stays to be refused."""
    return float(value) if isinstance(value, (int, float)) and not isinstance(value, bool) else value


def _second(before, after, *, alone):
    """Give what a second walk contributed. Adding to the leaves and starting them afresh are both right."""
    if not all(type(v) is float for v in (*before, *after, *alone)):
        return after
    added = [old + new for old, new in zip(before, alone, strict=True)]
    return alone if _near(after, added) or _near(after, alone) else after


def _near(left, right):
    return all(abs(x - y) <= 1e-9 * max(abs(x), abs(y), 1e-3) for x, y in zip(left, right, strict=True))
