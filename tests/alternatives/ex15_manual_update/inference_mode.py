"""The update under inference_mode, layer by layer; model.zero_grad() clears."""

import torch


def manual_update(model, learning_rate):
    with torch.inference_mode():
        for layer in model.modules():
            for p in layer._parameters.values():
                if p is not None and p.grad is not None:
                    p.add_(-learning_rate * p.grad)
    model.zero_grad(set_to_none=False)


def trace_update(w, gradient, learning_rate):
    after = w - learning_rate * gradient
    return {"before": w, "step": -(learning_rate * gradient), "after": after}
