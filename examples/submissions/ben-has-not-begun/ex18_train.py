r"""A training loop: the cycle, many times, with the losses written down.

The idea
    One cycle moves the parameters a little. Repeat it and the model learns. The list of losses is
    the loop's diary: it is what you look at to see whether learning works.

The mathematics: plain gradient descent on the mean squared error of the whole batch

    loss_t   = mean over the N samples of (model(X) - y)²       with the parameters of step t
    p_(t+1)  = p_t - learning_rate · ∂loss_t/∂p                 for every parameter p

    Plain means: no momentum, no other rule; each step uses the gradient of its own loss alone.

Shapes
    X (N, d), y (N, 1), model(X) (N, 1), loss (). Keep prediction and target in the same shape:
    (N,) minus (N, 1) silently makes an (N, N) table.

"The loss fell" proves little
    A loop that never clears its gradients makes the loss fall even faster at first: the steps add
    up like a ball that rolls. On the neuron below, after two updates, it stands at 0.23 where
    plain descent stands at 1.50, and then it overshoots, for ever. That is why this exercise
    looks at every single loss and at the final parameters.

What to write down
    loss.item() is a plain number. A list of loss tensors would keep every graph of every step.

Worked example: w = [0.5, 0.5, 0.25], b = 0.25, one sample x = [1, 2, 3], y = 5, rate 0.01

    losses before each of four steps: 6.25, 3.0625, 1.500625, 0.735306
    Each is 0.49 times the one before: the error shrinks by 1 - 2 · 0.01 · (1 + 4 + 9 + 1) = 0.7.

    >>> model = nn.Linear(3, 1)
    >>> model.load_state_dict({"weight": torch.tensor([[0.5, 0.5, 0.25]]), "bias": torch.tensor([0.25])})
    <All keys matched successfully>
    >>> losses = train(model, torch.tensor([[1.0, 2.0, 3.0]]), torch.tensor([[5.0]]), 0.01, 4)
    >>> [round(loss, 6) for loss in losses]
    [6.25, 3.0625, 1.500625, 0.735306]
"""

import torch
from torch import Tensor, nn


def train(model: nn.Module, X: Tensor, y: Tensor, learning_rate: float, steps: int) -> list[float]:
    """Train the model with plain gradient descent, and return the loss before each step.

    model: any nn.Module that maps (N, d) to (N, 1). X: (N, d). y: (N, 1).
    learning_rate: a positive float. steps: how many updates to make, 0 or more.

    Contract
    - The loss is the mean squared error over the whole batch; each step is one update of every
      parameter by the gradient of that loss.
    - Returns `steps` plain floats: the loss as it was before each update. No steps: [].
    - The model that was handed in is the one that learns: its Parameter objects stay, and still
      require grad afterwards. X and y stay as they are.
    - The gradients are clean on entry (None or zeros). Where you clear them in the loop is your
      choice, and so is whether torch.optim or a loop of your own takes the step.

    Worked example: see above: [6.25, 3.0625, 1.500625, 0.735306] for four steps at rate 0.01.
    """
    raise NotImplementedError("train: your turn")
