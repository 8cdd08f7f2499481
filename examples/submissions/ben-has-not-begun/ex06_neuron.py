"""One neuron: weights, a bias, and what of it can learn.

The idea
    A neuron multiplies each input by a weight of its own, adds everything up and adds a bias. In
    PyTorch it is nn.Linear(n, 1): n inputs, one output. A new layer starts with random numbers, so
    everyone sees other predictions. To check numbers by hand, put numbers of your own into it.

The mathematics
    prediction = w₁x₁ + w₂x₂ + ... + wₙxₙ + b

Shapes
    model.weight   (1, n)   one row per output, one column per input
    model.bias     (1,)     one number per output
    x              (N, n)   N samples;  model(x) is (N, 1)

What can learn
    What training may change is a *parameter*: a leaf tensor that requires grad, known to the model
    by name. With 3 inputs there are 3 weights + 1 bias = 4 learnable numbers. A parameter with
    requires_grad=False is frozen: it is there, it is used, but it does not learn. A buffer, such as
    the running average of a normalisation layer, is no parameter at all.

    To overwrite a parameter's numbers without recording it as part of a computation, do it under
    torch.no_grad(), in place. The parameter stays the same object, a leaf that requires grad.

Worked example

    >>> model = make_neuron([0.5, 0.5, 0.25], 0.25)
    >>> model.weight
    Parameter containing:
    tensor([[0.5000, 0.5000, 0.2500]], requires_grad=True)
    >>> model.bias
    Parameter containing:
    tensor([0.2500], requires_grad=True)
    >>> model(torch.tensor([[1.0, 2.0, 3.0]])).item()    # 0.5 + 1 + 0.75 + 0.25
    2.5
    >>> count_parameters(model)
    4
    >>> _ = model.bias.requires_grad_(False)             # freeze the bias
    >>> count_parameters(model)
    3
"""

import torch
from torch import nn


def make_neuron(weights: list[float], bias: float) -> nn.Linear:
    """Return a neuron that holds these weights and this bias.

    weights: a list of n >= 1 floats. bias: a float.
    Returns an nn.Linear with n inputs and 1 output, of torch's default dtype: weight of shape
    (1, n), bias of shape (1,), both leaves that require grad. Every call makes a new neuron.

    Worked example: make_neuron([0.5, 0.5, 0.25], 0.25) predicts 2.5 for the input [1, 2, 3].
    """
    raise NotImplementedError("make_neuron: your turn")


def count_parameters(model: nn.Module) -> int:
    """Return how many numbers in the model can learn.

    model: any nn.Module, of one layer or of many. Counted are the single numbers (a weight of shape
    (1, 3) counts 3) of all parameters that require grad; frozen parameters and buffers are not.
    Returns an int. The model stays as it is.

    Worked example: nn.Linear(3, 1) has 3 weights + 1 bias = 4; with its bias frozen, 3.
    """
    raise NotImplementedError("count_parameters: your turn")
