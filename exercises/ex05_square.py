r"""The slope of w squared: by hand, and by autograd.

The idea
    A gradient says how fast the loss changes when the weight changes. For loss = w² it has a
    formula. You derive it by hand, write it down, and then let PyTorch find the same number.

The mathematics
    Nudge w by a small h and look at how the loss moves:

        ((w + h)² - w²) / h = (2wh + h²) / h = 2w + h   →   2w   as h shrinks to 0

    At w = 3 the slope is 6: a nudge of 0.1 moves the loss by about 0.6.

Several weights at once
    If w is a tensor, each entry has a slope of its own. With loss = w₁² + w₂² + ... only the
    term wᵢ² feels wᵢ, so the slope with respect to wᵢ is 2wᵢ, and the gradient has the shape
    of w. A gradient always has the shape of what it belongs to.

What autograd needs
    1. a leaf: a tensor of floats, marked with requires_grad before anything is computed from it,
    2. a loss that is one number, computed from this leaf,
    3. loss.backward(), which *adds* the gradient to leaf.grad.

Worked example

    >>> square_gradient(3.0)
    6.0
    >>> square_autograd(3.0)
    (tensor(9.), tensor(6.))
    >>> square_gradient(torch.tensor([3.0, -1.0, 0.5]))
    tensor([ 6., -2.,  1.])
    >>> square_autograd(torch.tensor([3.0, -1.0, 0.5]))
    (tensor(10.2500), tensor([ 6., -2.,  1.]))
"""

import torch


def square_gradient(w: float | torch.Tensor) -> float | torch.Tensor:
    """Return the slope of w² at w, worked out by hand.

    w: a float, or a tensor of any shape. Returns a float for a float (a 0-d tensor will do), and
    for a tensor a new tensor of the same shape and dtype: the slope of each entry's own square.

    By hand means: arithmetic only. No backward, no torch.autograd, no torch.func in here, and no
    getattr, eval, exec or importlib either. The tensor you were given stays as it is.

    Worked example: at w = 3.0 the slope is 6.0, and at w = -1.0 it is -2.0.
    """
    raise NotImplementedError("square_gradient: your turn")


def square_autograd(w: float | torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    """Return (loss, gradient) of loss = (w**2).sum(), with the gradient found by autograd.

    w: an int, a float, or a tensor of floats of any shape.
    loss: a 0-d tensor, shape (). gradient: the shape of w. Both keep the dtype of a tensor; for
    a Python number they are 0-d tensors of torch's default dtype (plain floats will do).

    The tensor you were given is not yours: its values, its requires_grad and its .grad are the
    same afterwards, even if it already held a gradient. A second call gives the same answer.

    Worked example: w = 3.0 gives loss 9.0 and gradient 6.0.
    """
    raise NotImplementedError("square_autograd: your turn")
