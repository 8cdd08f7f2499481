r"""The update by hand: what an optimizer does, in three lines.

The idea
    backward() has written into every parameter's .grad how steep the loss is there. Now walk
    downhill: move each parameter a small step against its gradient. The learning rate says how
    long the step is. Then clear the gradient, because the next backward *adds* to what it finds.

The mathematics
    step  = -learning_rate · gradient
    after = before + step

    A negative gradient says "more of this weight lowers the loss", and minus a negative number
    goes up, as it should: 0.5 - 0.01 · (-5) = 0.55.

Changing a parameter without breaking it
    A parameter is a leaf: a tensor that nothing else was computed to make, and in which autograd
    collects gradients. Three ways to change one, and what becomes of it:

        p = p - rate * p.grad      the name p now means a new tensor; the model keeps the old one
        p -= rate * p.grad         the same tensor changes, but autograd wants to record that, and
                                   refuses: a leaf that requires grad cannot be changed on record
        with torch.no_grad():
            p -= rate * p.grad     the same tensor changes, off the record: what we want

    p.data -= ... changes the values too, but behind autograd's back: every tensor counts its
    changes in p._version, and .data does not move that count. A graph recorded before the change
    then computes wrong gradients with no error. Here the count has to move.

Shapes
    A gradient has the shape of its parameter, so the rule is one line for any shape.

Worked example: one neuron, w = [0.5, 0.5, 0.25], b = 0.25, for x = [1, 2, 3] and y = 5

    prediction 2.5, loss 6.25, gradients [-5, -10, -15] and -5; with learning rate 0.01
    w becomes [0.55, 0.6, 0.4], b becomes 0.3, and the prediction 3.25

    >>> model = nn.Linear(3, 1)
    >>> model.load_state_dict({"weight": torch.tensor([[0.5, 0.5, 0.25]]), "bias": torch.tensor([0.25])})
    <All keys matched successfully>
    >>> x, y = torch.tensor([[1.0, 2.0, 3.0]]), torch.tensor([[5.0]])
    >>> ((model(x) - y) ** 2).sum().backward()
    >>> model.weight.grad
    tensor([[ -5., -10., -15.]])
    >>> manual_update(model, 0.01)
    >>> model.weight
    Parameter containing:
    tensor([[0.5500, 0.6000, 0.4000]], requires_grad=True)
    >>> round(model(x).item(), 4)
    3.25
    >>> trace_update(0.5, -5.0, 0.01)
    {'before': 0.5, 'step': 0.05, 'after': 0.55}
"""

import torch
from torch import nn


def manual_update(model: nn.Module, learning_rate: float) -> None:
    """Move every parameter of the model one step down its gradient, then clear the gradients.

    model: any nn.Module, after backward(). learning_rate: a positive float. Returns nothing: the
    model itself changes, in place.

    Contract
    - Every parameter that has a gradient moves by -learning_rate * gradient.
    - After its move its gradient is cleared: zeros or None, both are fine.
    - A parameter whose .grad is None is left alone, and is no reason to stop.
    - Each parameter stays the same object in the same memory: a leaf that requires grad, with no
      grad_fn. Autograd can see that it changed (p._version has moved), so no .data.

    Worked example: a weight 0.5 with gradient -5.0 becomes 0.55 at learning rate 0.01.
    """
    raise NotImplementedError("manual_update: your turn")


def trace_update(w: float, gradient: float, learning_rate: float) -> dict[str, float]:
    """Show one update of one weight: return its value before, the step it takes, and its value after.

    All three numbers go in and come out as floats, under the keys "before", "step" and "after".
    The step is what gets *added*: it is positive where the weight grows.

    Worked example: w = 0.5, gradient = -5.0, learning_rate = 0.01 gives
    {"before": 0.5, "step": 0.05, "after": 0.55}.
    """
    raise NotImplementedError("trace_update: your turn")
