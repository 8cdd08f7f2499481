"""Index assignment and .data; a while loop over an iterator."""

import torch


@torch.no_grad()
def clear_gradients(params, set_to_none: bool = False):
    iterator = iter(params)
    p = next(iterator, None)
    while p is not None:
        if set_to_none is True:
            p.grad = None
        elif isinstance(p.grad, torch.Tensor):
            p.grad.data[...] = 0.0
        p = next(iterator, None)
