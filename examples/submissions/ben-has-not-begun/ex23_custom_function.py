"""Teach autograd a new operation: forward, backward, and what passes between them.

The idea
    Autograd knows the slopes of its own operations. For one of yours you say both halves yourself: how
    to compute the result, and how a gradient that arrives at the result travels on to the inputs. Then
    your operation works in any network, whatever comes before and after it.

The mathematics: backward is one step of the chain rule
    Somewhere downstream there is a loss. Backward is handed dloss/dresult (it has the result's shape)
    and gives dloss/dx (it has x's shape):

        y = x**2          dloss/dx = dloss/dy * 2x           elementwise
        y = factor * x    dloss/dx = dloss/dy * factor       elementwise

    Never assume dloss/dy to be 1: it is 1 only where your operation is the last one before a sum.

How a torch.autograd.Function is written
    forward(ctx, ...)            gets the inputs as plain tensors, gives the result; whatever backward
                                 will need goes into ctx: tensors by ctx.save_for_backward(...), other
                                 things as attributes (ctx.factor = ...). Each call has a ctx of its own.
    backward(ctx, grad_output)   gets dloss/dresult, gives one gradient for each input of forward, in
                                 their order; None for an input that is no tensor to be trained.
    Both are static methods, and you call neither: Square.apply(x) does.

    Forward must leave x as it is. Backward is made of ordinary tensor operations on saved tensors and
    grad_output, because then autograd can differentiate it once more.

How to check your own: torch.autograd.gradcheck compares backward with differences of forward, and
gradgradcheck does the same one derivative higher. Both want float64:

>>> x = torch.tensor([1.0, -2.0, 3.0], dtype=torch.float64, requires_grad=True)
>>> torch.autograd.gradcheck(Square.apply, x), torch.autograd.gradgradcheck(Square.apply, x)
(True, True)
"""

import torch
from torch import Tensor


class Square(torch.autograd.Function):
    """Square every element: Square.apply(x) gives x**2.

    x is a floating-point tensor of any shape; shape and dtype are kept. Passes gradcheck and
    gradgradcheck, for any upstream gradient. A forward(x) with a setup_context of its own is as good
    as a forward(ctx, x).

    >>> x = torch.tensor([1.0, -2.0, 3.0], requires_grad=True)
    >>> (10 * Square.apply(x)).sum().backward()
    >>> x.grad
    tensor([ 20., -40.,  60.])

    The slopes are 2, -4 and 6; the 10 arrived as grad_output.
    """

    @staticmethod
    def forward(ctx, x: Tensor) -> Tensor:
        """Give x**2, and save what backward needs."""
        raise NotImplementedError("forward: your turn")

    @staticmethod
    def backward(ctx, grad_output: Tensor) -> Tensor:
        """Give dloss/dx, given dloss/dy."""
        raise NotImplementedError("backward: your turn")


class Scale(torch.autograd.Function):
    """Multiply by a constant: Scale.apply(x, factor) gives factor * x.

    x is a floating-point tensor of any shape; shape and dtype are kept. factor is a Python number, a
    constant: nothing is to be learned about it, so its gradient is None. Passes gradcheck and
    gradgradcheck, for any upstream gradient.

    >>> x = torch.tensor([1.0, -2.0, 3.0], requires_grad=True)
    >>> Scale.apply(x, 2.5).sum().backward()
    >>> x.grad
    tensor([2.5000, 2.5000, 2.5000])
    """

    @staticmethod
    def forward(ctx, x: Tensor, factor: float) -> Tensor:
        """Give factor * x, and keep what backward needs."""
        raise NotImplementedError("forward: your turn")

    @staticmethod
    def backward(ctx, grad_output: Tensor) -> tuple[Tensor, None]:
        """Give one gradient per input of forward: dloss/dx, and None for the factor."""
        raise NotImplementedError("backward: your turn")
