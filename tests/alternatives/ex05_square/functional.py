"""torch.func, no leaf in sight."""
import torch
from torch.func import grad_and_value


def square_gradient(w):
    return torch.mul(w, 2) if isinstance(w, torch.Tensor) else 2.0 * float(w)


def square_autograd(w):
    if not torch.is_tensor(w):
        w = torch.tensor(w, dtype=torch.get_default_dtype())
    gradient, loss = grad_and_value(lambda v: torch.einsum("i,i->", v.flatten(), v.flatten()))(w.detach())
    return loss, gradient
