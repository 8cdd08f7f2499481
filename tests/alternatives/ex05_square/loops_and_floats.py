"""A beginner's loops; plain floats for plain numbers; a list instead of a tuple."""
import torch


def square_gradient(w):
    if isinstance(w, (int, float)):
        return torch.tensor(2.0 * w)
    result = []
    for entry in w.reshape(-1).tolist():
        result.append(2 * entry)
    return torch.tensor(result, dtype=w.dtype).reshape(w.shape)


def square_autograd(w):
    if isinstance(w, (int, float)):
        leaf = torch.tensor(float(w), requires_grad=True)
        loss = leaf ** 2
        loss.backward()
        return [loss.item(), leaf.grad.item()]
    leaf = torch.tensor(w.tolist(), dtype=w.dtype, requires_grad=True)
    loss = 0
    for entry in leaf.reshape(-1):
        loss = loss + entry * entry
    loss.backward()
    return [loss, leaf.grad.clone()]
