import torch


def square_gradient(w):
    return w + w


def square_autograd(w):
    leaf = torch.as_tensor(w).detach().clone()
    if not leaf.is_floating_point():
        leaf = leaf.to(torch.get_default_dtype())
    leaf.requires_grad_(True)
    loss = (leaf**2).sum()
    loss.backward()
    return loss.detach(), leaf.grad
