r"""The full cycle: zero, forward, backward, step, and a fresh look.

The idea
    Learning repeats one cycle. Clear the old gradients, predict, measure the loss, ask backward
    for the gradients, let the optimizer take its step. Whether it helped, only a *fresh*
    prediction can tell: the old one was made with the old weights and does not change.

The cycle, and why each part has its place

    optimizer.zero_grad()        backward adds to what is in .grad: start from nothing
    pred = model(x)              forward, on record
    loss = (pred - y)²           one number
    loss.backward()              fills .grad; afterwards the graph is used up
    optimizer.step()             reads .grad and moves the parameters
    pred = model(x)              fresh forward: what the new weights say

    zero_grad may also come later, as long as it comes before backward (or after the step); never
    between backward and step, where it would erase what the step is about to use.

Shapes
    x (1, n) one sample, y (1, 1) its target, pred (1, 1). The loss of one sample is
    (pred - y)², a single number; float(...) or .item() takes it out of its tensor.

Two traps in the printed lesson
    It calls backward on a loss from which backward was called before: RuntimeError, the graph is
    used up; go forward again. And after an update by hand its "before" pair shows the new
    prediction beside the old loss. In a pair that belongs together, loss = (pred - y)².

Worked example: w = [0.5, 0.5, 0.25], b = 0.25, x = [1, 2, 3], y = 5, plain SGD

    rate     pred_before  loss_before  pred_after  loss_after   improvement
    0.01     2.5          6.25         3.25        3.0625        3.1875
    0.002    2.5          6.25         2.65        5.5225        0.7275
    0.1      2.5          6.25         10.0        25.0        -18.75      too far: it got worse

    >>> model = nn.Linear(3, 1)
    >>> model.load_state_dict({"weight": torch.tensor([[0.5, 0.5, 0.25]]), "bias": torch.tensor([0.25])})
    <All keys matched successfully>
    >>> optimizer = torch.optim.SGD(model.parameters(), lr=0.01)
    >>> report = one_cycle(model, optimizer, torch.tensor([[1.0, 2.0, 3.0]]), torch.tensor([[5.0]]))
    >>> {name: round(value, 4) for name, value in report.items()}
    {'pred_before': 2.5, 'loss_before': 6.25, 'pred_after': 3.25, 'loss_after': 3.0625, 'improvement': 3.1875}
"""

import torch
from torch import Tensor, nn
from torch.optim import Optimizer


def one_cycle(model: nn.Module, optimizer: Optimizer, x: Tensor, y: Tensor) -> dict[str, float]:
    """Train for one cycle on one sample, and report prediction and loss before and after it.

    model: any nn.Module that maps x (1, n) to (1, 1). optimizer: any torch.optim optimizer that
    holds the model's parameters; it is the one to take the step, because it knows the learning
    rate and may remember earlier steps (momentum). x: (1, n). y: (1, 1). x and y stay as they are.

    Returns five floats:
        "pred_before", "loss_before"   of the model as it was handed in
        "pred_after", "loss_after"     of the model as it is handed back, after one step
        "improvement"                  loss_before - loss_after; negative where the loss grew

    In both pairs loss = (pred - y)². Gradients left over from earlier do not count. You may go
    forward as often as you like; the parameters take exactly one step, by this sample's gradient.

    Worked example: see the table above, rate 0.01: an improvement of 3.1875.
    """
    raise NotImplementedError("one_cycle: your turn")
