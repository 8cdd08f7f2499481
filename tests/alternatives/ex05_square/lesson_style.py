import torch


def square_gradient(w):
    return w + w


def square_autograd(w):
    if isinstance(w, torch.Tensor):
        w2 = w.clone().detach()
    else:
        w2 = torch.tensor(w, dtype=torch.float32)
    w2.requires_grad = True
    loss = (w2 ** 2).sum()
    loss.backward()
    return (loss, w2.grad)
