"""torch.testing.assert_close on a table of nudges."""
import torch
def numerical(f, p, h=1e-5):
    E = torch.eye(p.numel(), dtype=p.dtype).reshape(-1, *p.shape)
    return torch.stack([(f(p + h * e) - f(p - h * e)) / (2 * h) for e in E]).reshape(p.shape)
def check_gradient(f, gradient, points):
    try:
        for p in points:
            torch.testing.assert_close(gradient(p), numerical(f, p), rtol=1e-4, atol=1e-7)
    except AssertionError:
        return False
    return True
