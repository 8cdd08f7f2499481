import torch


def manual_update(model, learning_rate):
    with torch.no_grad():
        for p in model.parameters():
            if p.grad is None:
                continue
            gradient = p.grad
            p = p - learning_rate * gradient
            gradient.zero_()


def trace_update(w, gradient, learning_rate):
    step = -learning_rate * gradient
    return {"before": w, "step": step, "after": w + step}
