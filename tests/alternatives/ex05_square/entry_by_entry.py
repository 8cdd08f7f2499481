import torch as t


def square_gradient(w):
    if type(w) is float:
        return 2.0 * w
    flat = w.reshape(-1).clone()
    for i in range(len(flat)):
        flat[i] = 2 * flat[i]
    return flat.reshape(w.shape)


def square_autograd(w):
    w = t.as_tensor(w, dtype=w.dtype if t.is_tensor(w) else t.get_default_dtype())
    p = w.detach().clone().requires_grad_()
    loss = 0
    for v in p.flatten():
        loss = loss + v**2
    return loss, t.autograd.grad(loss, p)[0]
