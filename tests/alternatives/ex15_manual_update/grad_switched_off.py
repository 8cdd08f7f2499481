import torch as t


def manual_update(model, learning_rate):
    prev = t.is_grad_enabled()
    t.set_grad_enabled(False)
    try:
        for p in model.parameters():
            g = p.grad
            if g is not None:
                p[...] = p - learning_rate * g
                p.grad *= 0
    finally:
        t.set_grad_enabled(prev)


def trace_update(w, gradient, learning_rate):
    before, step = w, -(learning_rate * gradient)
    return {"before": before, "step": step, "after": before + step}
