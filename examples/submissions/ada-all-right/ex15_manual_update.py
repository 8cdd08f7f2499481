import torch


def manual_update(model, learning_rate):
    with torch.no_grad():
        for p in model.parameters():
            if p.grad is not None:
                p.sub_(learning_rate * p.grad)
                p.grad = None


def trace_update(w, gradient, learning_rate):
    step = -learning_rate * gradient
    return {"before": w, "step": step, "after": w + step}
