r"""Gradients add up: why they must be cleared, and what adding is good for.

The idea
    backward() does not write a gradient into .grad, it *adds* one to what is there. Forget that,
    and old gradients push your weights around. Use it, and a batch that is too large for the
    memory can be worked through in pieces.

Watch it happen: w = [0.5, 0.5, 0.25], b = 0.25, x = [1, 2, 3], y = 5, one batch, three times

    >>> model = nn.Linear(3, 1)
    >>> _ = nn.init.constant_(model.bias, 0.25)
    >>> model.weight = nn.Parameter(torch.tensor([[0.5, 0.5, 0.25]]))
    >>> X, y = torch.tensor([[1.0, 2.0, 3.0]]), torch.tensor([[5.0]])
    >>> for _ in range(3):
    ...     accumulate(model, [(X, y)])
    ...     print(model.bias.grad)
    tensor([-5.])
    tensor([-10.])
    tensor([-15.])

The mathematics of a batch in pieces
    The loss of a batch is a mean over its N samples, and a mean is a sum divided by N:

        loss = (1/N) · (r_1² + r_2² + ... + r_N²)        r_i = prediction minus target of sample i

    The gradient of a sum is the sum of the gradients. So the pieces may be worked through one
    after the other, as long as each one's part is divided by the N of the *whole* batch:

        part of a piece = (sum of its r²) / N = (mean of its r²) · (its size) / N

    Adding the means of k pieces as they are gives k times too much. Dividing by k repairs that
    only where all pieces have the same size.

Shapes
    X (N, d), y (N, 1), model(X) (N, 1). A gradient has the shape of its parameter.

Worked example of pieces: the same neuron, three samples, k = 2 pieces (of two and one)

    >>> X = torch.tensor([[1.0, 2.0, 3.0], [2.0, 0.0, 4.0], [0.0, 2.0, 0.0]])
    >>> y = torch.tensor([[5.0], [2.0], [0.0]])
    >>> micro_batch_gradient(model, X, y, 2)
    >>> model.bias.grad
    tensor([-0.6667])
    >>> model.zero_grad()
    >>> accumulate(model, [(X, y)])                 # the whole batch at once: the same
    >>> model.bias.grad
    tensor([-0.6667])
    >>> model.zero_grad()
    >>> accumulate(model, [(X[:2], y[:2]), (X[2:], y[2:])])     # two means, added: even another sign
    >>> model.bias.grad
    tensor([0.2500])
"""

from collections.abc import Iterable

import torch
from torch import Tensor, nn


def accumulate(model: nn.Module, batches: Iterable[tuple[Tensor, Tensor]]) -> None:
    """Add the gradient of every batch's mean squared error to what .grad already holds.

    batches yields pairs (X, y), X (N, d) and y (N, 1), N may differ from pair to pair. It may be a
    list or a generator, which can be gone through only once.

    Contract
    - Afterwards every parameter's .grad is what it was, plus the gradients of all the batches' own
      mean losses. A .grad of None counts as zeros. Nothing is averaged over batches.
    - The parameters, and every X and y, stay as they are.

    Worked example: see above; after one, two and three calls the bias holds -5, -10 and -15.
    """
    raise NotImplementedError("accumulate: your turn")


def micro_batch_gradient(model: nn.Module, X: Tensor, y: Tensor, k: int) -> None:
    """Leave in .grad the gradient of the whole batch's mean squared error, worked out in pieces.

    X is (N, d), y is (N, 1), and 1 <= k <= N.

    Contract
    - Afterwards .grad is the gradient of ((model(X) - y)**2).mean() over all N samples, whatever
      .grad held before.
    - In pieces: the model never sees more than ceil(N / k) samples at once, as if its memory held
      no more. Pieces may be of different sizes, and there may be more than k of them.
    - The parameters, X and y stay as they are.

    Worked example: see above; k = 2 on three samples leaves -0.6667 in the bias, as k = 1 does.
    """
    raise NotImplementedError("micro_batch_gradient: your turn")
