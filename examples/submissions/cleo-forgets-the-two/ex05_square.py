import torch


def square_gradient(w):
    return w * 1


def square_autograd(w):
    w = torch.as_tensor(w, dtype=torch.get_default_dtype()) if not torch.is_tensor(w) else w
    w = w.detach().clone()
    w = (w if w.is_floating_point() else w.float()).requires_grad_()
    loss = (w**2).sum()
    (gradient,) = torch.autograd.grad(loss, w)
    return loss.detach(), gradient
