"""The lesson's style: two clones per entry, recording left on; the answer still has a history."""

import torch


def numerical_gradient(f, params, h=1e-5):
    original_shape = params.shape
    flat = params.reshape(-1)
    grads = []
    for i in range(len(flat)):
        plus = flat.clone()
        minus = flat.clone()
        plus[i] = plus[i] + h
        minus[i] = minus[i] - h
        rise = f(plus.reshape(original_shape)) - f(minus.reshape(original_shape))
        grads.append(torch.as_tensor(rise / (2 * h), dtype=params.dtype))
    return torch.stack(grads).reshape(original_shape)
