"""NumPy for the slopes, einsum for the loss."""
import torch, numpy as np
def square_gradient(w):
    if isinstance(w, torch.Tensor):
        return torch.as_tensor(2 * w.detach().numpy())
    return np.float64(w) * 2
def square_autograd(w):
    t = torch.tensor(w.tolist(), dtype=w.dtype, requires_grad=True) if torch.is_tensor(w) else torch.tensor(w + 0.0, requires_grad=True)
    L = torch.einsum("i,i->", t.reshape(-1), t.reshape(-1))
    (g,) = torch.autograd.grad(L, t)
    return [L, g]
