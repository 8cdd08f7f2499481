r"""Check a gradient: let autograd find it too, and measure how far two answers are apart.

The idea
    Whoever derives a gradient by hand makes slips, and the loss may fall all the same. So compare
    with an answer that was found in another way: by autograd. Two programs that agree on random
    numbers to the last digits are hardly both wrong.

Through autograd
    loss = (model(x) - y)², for one sample. loss.backward() walks from the loss to the parameters
    and *adds* what it finds to their .grad. Two things follow:

    1. What an earlier call left in .grad would be added to. The second call must give what the
       first one gave.
    2. `model.weight.grad` is a name for the model's own tensor. Who hands it out has it changed
       under his hands by the next backward or zero_(). Hand out a copy, or let
       torch.autograd.grad make new tensors and touch no .grad at all.

How far apart
    An absolute difference says little: 0.001 is nothing beside 15, and everything beside 0.0005.
    So divide by the size of the numbers, entry by entry:

        error = |a - b| / max(|a|, |b|)         and 0 where both are 0

    and report the largest one: a gradient is as wrong as its worst entry. Rule of thumb in float64:
    under 1e-9 both do the same arithmetic, near 1 one of them is plainly wrong. A lost factor 2
    gives 0.5, a wrong sign gives 2, a gradient of zero gives 1.

Shapes
    x (1, n), y (1, 1): a batch of one sample, as nn.Linear takes it. model.weight is (1, n) and
    model.bias (1,). A gradient has the shape of its parameter.

Worked example
    >>> model = nn.Linear(3, 1)
    >>> with torch.no_grad():
    ...     _ = model.weight.copy_(torch.tensor([[0.5, 0.5, 0.25]]))
    ...     _ = model.bias.fill_(0.25)
    >>> x, y = torch.tensor([[1.0, 2.0, 3.0]]), torch.tensor([[5.0]])
    >>> grad_w, grad_b = neuron_gradient_autograd(model, x, y)
    >>> grad_w, grad_b
    (tensor([[ -5., -10., -15.]]), tensor([-5.]))
    >>> relative_error(grad_w, torch.tensor([[-5.0, -10.0, -7.5]]))
    0.5
"""

import torch
from torch import nn


def neuron_gradient_autograd(
    model: nn.Linear, x: torch.Tensor, y: torch.Tensor
) -> tuple[torch.Tensor, torch.Tensor]:
    """Return (grad_w, grad_b) of loss = (model(x) - y)², found by autograd.

    model: Linear(n, 1). x: shape (1, n). y: shape (1, 1).
    Returns two tensors with the shapes and the dtype of model.weight, (1, n), and model.bias, (1,).

    A second call with the same sample gives the same answer, and what a call has returned is not
    changed by later ones. The parameters' values stay as they are. What is left in their .grad
    is up to you.

    Worked example: for the neuron above the answer is [[-5, -10, -15]] and [-5], on every call.
    """
    raise NotImplementedError("neuron_gradient_autograd: your turn")


def relative_error(a: torch.Tensor, b: torch.Tensor) -> float:
    """Return how far two tensors are apart: the largest relative error of an entry.

    a, b: tensors of floats with the same shape, which may be any; at least one entry.
    Returns a float (a 0-d tensor will do): the largest abs(a - b) / max(abs(a), abs(b)) over all
    entries. An entry that is 0 in both has the error 0. The order of a and b does not matter.

    Worked example: a = [1.0, 2.0, 0.0] and b = [1.0, 2.5, 0.0] give 0.2, from the middle entry.
    """
    raise NotImplementedError("relative_error: your turn")
