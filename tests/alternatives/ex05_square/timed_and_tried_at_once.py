import functools
import time

import torch


def timed(function):
    @functools.wraps(function)
    def inner(*given, **named):
        start = time.time()
        result = function(*given, **named)
        print(function.__name__, "took less than a minute:", time.time() - start < 60)
        return result

    return inner


@timed
def square_gradient(w):
    return w + w


@timed
def square_autograd(w):
    x = torch.as_tensor(w, dtype=None if torch.is_tensor(w) else torch.get_default_dtype())
    x = x.detach().clone().requires_grad_()
    loss = (x**2).sum()
    loss.backward()
    return loss, x.grad


mine = torch.tensor([1.0, 2.0])
assert torch.allclose(
    square_gradient(mine), torch.autograd.grad((mine.requires_grad_() ** 2).sum(), mine)[0]
)
