"""Detached first, as torch's own zero_grad once did."""
import torch
def clear_gradients(params, set_to_none=False):
    with torch.no_grad():
        for p in list(params):
            if set_to_none:
                p.grad = None
                continue
            if p.grad is None: continue
            p.grad.detach_(); p.grad.zero_()
