r"""Clearing gradients: zeros or None, and what is the difference.

The idea
    backward adds to .grad, so somebody has to clear it between two steps. PyTorch knows two ways:
    fill the gradient with zeros where it lies, or let go of it, so that .grad is None.

Two ways, and how they differ

    p.grad.zero_()      writes zeros into the memory the gradient has. Whoever else holds that
                        tensor sees the zeros too. Fails where there is no gradient.
    p.grad = None       forgets the tensor; the memory becomes free. "No gradient" is then
                        something you can see, and an optimizer skips such a parameter.

    optimizer.zero_grad() and model.zero_grad() do the second, unless you ask for
    set_to_none=False. So the lesson's two lines are not equals: one leaves None, one zeros.

A trap
    Multiplying by 0 is not the same as writing 0: 0 · inf and 0 · NaN are NaN. One exploded
    gradient would then never be cleared again. Write zeros; do not calculate them.

Worked example

    >>> p, q = nn.Parameter(torch.ones(2)), nn.Parameter(torch.ones(2))
    >>> p.grad = torch.tensor([-5.0, float("inf")])
    >>> held = p.grad                       # a second name for the same tensor
    >>> clear_gradients([p, q])
    >>> p.grad, held, q.grad
    (tensor([0., 0.]), tensor([0., 0.]), None)
    >>> clear_gradients([p, q], set_to_none=True)
    >>> p.grad, q.grad
    (None, None)
"""

from collections.abc import Iterable

import torch
from torch import nn


def clear_gradients(params: Iterable[nn.Parameter], set_to_none: bool = False) -> None:
    """Clear the gradient of every parameter, in the same memory or by letting go of it.

    params: a list or a generator (model.parameters() is one: it can be gone through only once) of
    parameters of any shape, () among them.

    Contract
    - set_to_none=False, as by default: every gradient becomes zeros *in the storage it has*. A
      .grad that is None stays None.
    - set_to_none=True: every .grad becomes None.
    - Infinite and NaN entries become 0 like all others.
    - The parameters' own values stay as they are, and so does a list of them. Returns nothing.

    Worked example: see above.
    """
    ### BEGIN SOLUTION
    for parameter in params:
        if parameter.grad is None:
            continue
        if set_to_none:
            parameter.grad = None
        else:
            parameter.grad.zero_()
    ### END SOLUTION
