"""Two optimizers by hand: momentum and Adam, as torch.optim computes them.

The idea
    Plain gradient descent forgets: every step looks at one gradient only. Momentum keeps a running sum
    of the gradients, so that steps in a steady direction grow and steps that zigzag cancel. Adam keeps
    two running averages, of the gradient and of its square, and divides one by the root of the other:
    each weight gets a step of about the learning rate, however large or small its gradients are.

Momentum, for one parameter w with gradient g (mu is the momentum)
    buffer  <-  mu * buffer + g                  a buffer starts as zeros
    w       <-  w - learning_rate * buffer

Adam, for one parameter, in its step number t = 1, 2, 3, ...
    m  <-  beta1 * m + (1 - beta1) * g           both start as zeros
    v  <-  beta2 * v + (1 - beta2) * g**2
    w  <-  w - learning_rate * (m / (1 - beta1**t)) / (sqrt(v / (1 - beta2**t)) + eps)

    The averages start at zero, so at first they are too small: after one step m is 0.1 * g. Dividing by
    1 - beta**t puts exactly that right. And eps, added after the root, keeps a gradient of zero from
    dividing by zero; where gradients are as small as eps, it matters on which side of the root it is.

What lives longer than a step
    Momentum's buffers and Adam's m, v and t belong to the run, not to the step. You are handed a dict
    for them, empty before the first step, and the same one at every step. Its keys are up to you; the
    position of a parameter in the list is a good one, and so is the parameter itself.

In place
    A step changes the numbers in the tensors it was handed, in the memory they have: the model holds
    these very tensors. They are leaves that require grad, so do it under torch.no_grad().

By hand: torch.optim may not appear here, nor look-ups that hide a name (getattr, eval). Compare with
torch.optim.SGD(..., momentum=...) and
torch.optim.Adam in a file of your own.
"""

import torch
from torch import Tensor


def momentum_step(params: list[Tensor], buffers: dict, learning_rate: float, momentum: float) -> None:
    """Make one step of gradient descent with momentum, in place.

    params are leaf tensors of any shapes, each with its gradient in .grad. A parameter whose .grad is
    None is left alone, and so is every .grad. buffers is yours to fill; the learning rate may differ
    from step to step. Equals torch.optim.SGD(params, lr, momentum) step for step.

    >>> w = torch.tensor([1.0], requires_grad=True)
    >>> w.grad = torch.tensor([2.0])
    >>> buffers = {}
    >>> for _ in range(3):
    ...     momentum_step([w], buffers, learning_rate=0.125, momentum=0.5)
    ...     print(w.item())
    0.75
    0.375
    -0.0625

    The buffer was 2, 3 and 3.5: with the same gradient each time, steps grow.
    """
    raise NotImplementedError("momentum_step: your turn")


def adam_step(
    params: list[Tensor],
    state: dict,
    learning_rate: float,
    betas: tuple[float, float] = (0.9, 0.999),
    eps: float = 1e-8,
) -> None:
    """Make one step of Adam, in place.

    params are leaf tensors of any shapes, each with its gradient in .grad. A parameter whose .grad is
    None is left alone, and so is every .grad. state is yours to fill; the learning rate may differ from
    step to step. Equals torch.optim.Adam(params, lr, betas, eps) step for step, also where gradients
    are as small as 1e-9.

    >>> w = torch.tensor([1.0, 1.0], requires_grad=True)
    >>> w.grad = torch.tensor([2.0, -200.0])
    >>> state = {}
    >>> for _ in range(3):
    ...     adam_step([w], state, learning_rate=0.125)
    ...     print(w)
    tensor([0.8750, 1.1250], requires_grad=True)
    tensor([0.7500, 1.2500], requires_grad=True)
    tensor([0.6250, 1.3750], requires_grad=True)

    A steady gradient, whatever its size, moves a weight by the learning rate.
    """
    raise NotImplementedError("adam_step: your turn")
