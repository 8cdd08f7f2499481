import torch
from torch.func import functional_call, grad


def g(model, X, y, reduce):
    ps = {n: p.detach() for n, p in model.named_parameters()}
    return grad(lambda q: reduce((functional_call(model, q, (X,)) - y) ** 2))(ps)


def accumulate(model, batches):
    for X, y in batches:
        for n, d in g(model, X, y, torch.mean).items():
            p = model.get_parameter(n)
            p.grad = d if p.grad is None else p.grad + d


def micro_batch_gradient(model, X, y, k):
    model.zero_grad()
    step = (len(X) + k - 1) // k
    start = 0
    while start < len(X):
        part = g(model, X[start : start + step], y[start : start + step], torch.sum)
        for n, d in part.items():
            p = model.get_parameter(n)
            p.grad = d / len(X) if p.grad is None else p.grad + d / len(X)
        start += step
