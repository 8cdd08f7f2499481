import torch
import torch.autograd.forward_ad as forward


def batch_mse_gradient(X, y, w, b):
    slopes = []
    for direction in torch.eye(len(w) + 1, dtype=w.dtype):
        with forward.dual_level():
            dual_w, dual_b = forward.make_dual(w, direction[:-1]), forward.make_dual(b, direction[-1])
            slopes.append(forward.unpack_dual(((X @ dual_w + dual_b - y) ** 2).mean()).tangent)
    return torch.stack(slopes[:-1]), slopes[-1]
