"""torch.func for the slopes, the length of the difference for the comparison."""
import torch
from torch.func import grad


def _agree(claimed, true):
    if claimed.shape != true.shape or not claimed.isfinite().all():
        return torch.tensor(False)
    return (claimed - true).norm() <= 1e-6 * true.norm()


def check_gradient(f, gradient, points):
    return torch.stack([_agree(gradient(p), grad(f)(p)) for p in points]).all()
