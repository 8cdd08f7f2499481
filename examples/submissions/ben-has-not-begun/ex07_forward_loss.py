"""The forward pass and the loss: one number that says how wrong the predictions are.

The idea
    First the model predicts, then the loss judges. The loss must be one single number: only of one
    number can you ask whether it grew or fell. It must also remember how it was computed, from the
    predictions back to the weights, because that is the way its gradients will travel.

The mathematics
    residual = prediction - target
    loss = mean of the squared residuals = (r₁² + r₂² + ... + r_N²) / N

    With one sample the mean is the square itself. With N samples, a loss that is a mean does not
    grow just because more data came in; its unit is the target's unit, squared.

Shapes, and a trap
    x (N, d)  →  model(x) (N, 1).  The targets y must have exactly the shape of the predictions.

    If y has the shape (N,) instead, nothing fails: torch stretches both, and (N, 1) minus (N,) is
    an N by N table of every prediction minus every target. Its mean square is a number too, and
    training with it ends at predicting the mean of y everywhere. Python says no word about it.
    So compare the shapes before you subtract, and refuse what does not fit.

Worked example (the canonical neuron of this course)

    >>> model = nn.Linear(3, 1)
    >>> with torch.no_grad():
    ...     _ = model.weight.copy_(torch.tensor([[0.5, 0.5, 0.25]]))
    ...     _ = model.bias.fill_(0.25)
    >>> x, y = torch.tensor([[1.0, 2.0, 3.0]]), torch.tensor([[5.0]])
    >>> pred, loss = forward_and_loss(model, x, y)
    >>> pred.item(), loss.item()                 # 2.5, and (2.5 - 5)²
    (2.5, 6.25)
    >>> loss.shape
    torch.Size([])
    >>> forward_and_loss(model, x, torch.tensor([5.0]))
    Traceback (most recent call last):
    ValueError: predictions have shape (1, 1), targets (1,)
"""

import torch
from torch import nn


def forward_and_loss(model: nn.Module, x: torch.Tensor, y: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    """Return (pred, loss): the model's predictions for x and their mean squared error against y.

    x: (N, d). y: the shape of model(x), which is (N, 1).
    pred: what the model says, (N, 1). loss: a 0-d tensor, shape (), in the dtype of pred, the mean
    over all N samples. loss.backward() must still be possible: do not call it here, and do not cut
    the loss off from the weights. The model, its gradients, x and y stay as they are.

    Go forward once: the loss is that of the pred beside it. Some models draw random numbers (a dropout
    layer does), and a second forward would give other predictions.

    Raises ValueError where pred and y differ in shape, even if they could be stretched to fit.

    Worked example: a prediction of 2.5 for the target 5.0 has the loss (2.5 - 5.0)² = 6.25.
    """
    raise NotImplementedError("forward_and_loss: your turn")
