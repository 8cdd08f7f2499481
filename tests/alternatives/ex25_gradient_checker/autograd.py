import torch


def check_gradient(f, gradient, points):
    for p in points:
        leaf = p.clone().requires_grad_()
        (true,) = torch.autograd.grad(f(leaf), leaf)
        claimed = gradient(p.clone())
        if claimed.shape != p.shape:
            return False
        if not torch.allclose(claimed, true, rtol=1e-6, atol=1e-12):
            return False
    return True
