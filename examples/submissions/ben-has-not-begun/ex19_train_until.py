r"""When to stop: converged, diverged, or out of steps.

The idea
    A loop that always makes 1000 steps either wastes most of them or stops too early. Look at the
    loss before each update and decide: good enough, hopeless, out of steps, or one more.

The decision, in this order, on the loss of the model as it is now

    loss <= tolerance                               "converged"
    loss is not finite (infinite or NaN), or
    has grown a thousandfold over the first loss    "diverged"
    max_steps updates have been made                "stopped"
    otherwise                                       one more update, and look again

    The first look comes before the first update: a model that is already good is left alone.
    NaN is the number to which every comparison says no, also loss > 1000 · first. Ask
    math.isfinite.

How fast? One neuron, one sample x, plain gradient descent at rate η
    Each step multiplies the residual by 1 - 2η(‖x‖² + 1), and the loss by its square. For
    x = [1, 2, 3] the bracket is 15:

        η = 0.01     residual times 0.7, loss times 0.49: 22 steps from 6.25 to below 1e-6
        η = 1/30     residual times 0: it lands in one step (but for rounding)
        η = 1/15     residual times -1: the loss stays at 6.25 for ever
        η = 0.1      residual times -2: the loss is four times as large after each step

Where it ends
    Three weights and a bias, but only one sample: many settings fit it exactly. Gradient descent
    ends at the one nearest to where it started: each weight has moved along its x, by
    [1/6, 1/3, 1/2], and the bias by 1/6. To find *the* right weights you need enough samples.

Worked example: the neuron w = [0.5, 0.5, 0.25], b = 0.25 on the one sample x = [1, 2, 3], y = 5

    >>> x, y = torch.tensor([[1.0, 2.0, 3.0]]), torch.tensor([[5.0]])
    >>> def neuron():
    ...     model = nn.Linear(3, 1)
    ...     model.weight = nn.Parameter(torch.tensor([[0.5, 0.5, 0.25]]))
    ...     model.bias = nn.Parameter(torch.tensor([0.25]))
    ...     return model
    >>> model = neuron()
    >>> status, steps, loss = train_until(model, x, y, 0.01, tolerance=1e-6, max_steps=100)
    >>> status, steps, loss < 1e-6
    ('converged', 22, True)
    >>> torch.round(model.weight.detach(), decimals=3)
    tensor([[0.6670, 0.8330, 0.7500]])
    >>> train_until(model, x, y, 0.01, tolerance=1e-6, max_steps=100)[:2]   # it is good already
    ('converged', 0)
    >>> train_until(neuron(), x, y, 0.01, tolerance=1e-6, max_steps=1)
    ('stopped', 1, 3.0625)
    >>> train_until(neuron(), x, y, 0.1, tolerance=1e-6, max_steps=100)     # 6.25 · 4^5 = 6400
    ('diverged', 5, 6400.0)
"""

import math

import torch
from torch import Tensor, nn


def train_until(
    model: nn.Module, X: Tensor, y: Tensor, learning_rate: float, tolerance: float, max_steps: int
) -> tuple[str, int, float]:
    """Train with plain gradient descent until it is good enough, hopeless, or out of steps.

    model: any nn.Module that maps (N, d) to (N, 1), with clean gradients; it is the one that
    learns. X: (N, d). y: (N, 1). tolerance: a loss, 0 or more. max_steps: an int, 0 or more.

    Returns (status, steps, loss):
        status   "converged", "diverged" or "stopped", decided in this order as described above
        steps    how many updates were made, an int
        loss     the mean squared error of the model *as it is returned*, a float

    The loss is looked at before the first and after every update; once the status is decided, no
    further update is made. Each update is one plain gradient descent step on the mean squared
    error of the whole batch. X and y stay as they are.

    Worked example: see above.
    """
    raise NotImplementedError("train_until: your turn")
