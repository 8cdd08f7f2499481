r"""Six broken loops: find the one bug in each, and repair it.

The idea
    On the neuron below all six loops run without an error, and five of them return a list of
    numbers. Each carries one real bug, of the kind that costs people days. Read the symptom, make
    a guess, look for it, repair it. Change as little as you can: mostly one line.

What each loop should do: exactly what `train` did

    - Plain gradient descent on the mean squared error of the whole batch:
      X (N, d), y (N, 1), model(X) (N, 1).
    - Return `steps` plain floats: the loss before each update. No steps: [].
    - The parameters that were handed in are updated: the same Parameter objects, which still
      require grad afterwards. X and y stay as they are. Gradients are clean on entry.

How to look for a bug in a loop
    Write down the order of events in one turn: forward, gradient, step, zeroed. Ask of each line:
    what does it read, who wrote that, and when? Print shapes before you subtract. Print one
    weight before and after the step: did it move, and by rate times gradient?

Six symptoms, on the neuron w = [0.5, 0.5, 0.25], b = 0.25 with x = [1, 2, 3], y = 5, rate 0.01
    A right loop gives 6.25, 3.0625, 1.500625, 0.735306.

    loop_1    the loss falls faster than it should, then climbs again, and never settles
    loop_2    the loss stays at 6.25
    loop_3    the loss stays at 6.25, too, and the gradients are fine
    loop_4    the list says 6.25 for ever, and yet the weights run away
    loop_5    right on this one sample; with more samples it forgets the inputs, and at the end
              predicts the mean of y for everything
    loop_6    the training is right; the memory fills up, and the list cannot be saved as numbers

Worked example: what comes out once all six are repaired

    >>> def neuron():
    ...     model = nn.Linear(3, 1)
    ...     model.weight = nn.Parameter(torch.tensor([[0.5, 0.5, 0.25]]))
    ...     model.bias = nn.Parameter(torch.tensor([0.25]))
    ...     return model
    >>> x, y = torch.tensor([[1.0, 2.0, 3.0]]), torch.tensor([[5.0]])
    >>> for loop in (loop_1, loop_2, loop_3, loop_4, loop_5, loop_6):
    ...     print([round(loss, 4) for loss in loop(neuron(), x, y, 0.01, 4)])
    [6.25, 3.0625, 1.5006, 0.7353]
    [6.25, 3.0625, 1.5006, 0.7353]
    [6.25, 3.0625, 1.5006, 0.7353]
    [6.25, 3.0625, 1.5006, 0.7353]
    [6.25, 3.0625, 1.5006, 0.7353]
    [6.25, 3.0625, 1.5006, 0.7353]
"""

import torch
from torch import Tensor, nn


def loop_1(model: nn.Module, X: Tensor, y: Tensor, learning_rate: float, steps: int) -> list[float]:
    """Train for `steps` steps and return the loss before each.

    Symptom: on the neuron above the losses are 6.25, 3.0625, 0.225625, 0.888306, 4.314968: faster
    than they should be, then up again, for ever.
    """
    optimizer = torch.optim.SGD(model.parameters(), lr=learning_rate)
    losses = []
    for _ in range(steps):
        loss = ((model(X) - y) ** 2).mean()
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return losses


def loop_2(model: nn.Module, X: Tensor, y: Tensor, learning_rate: float, steps: int) -> list[float]:
    """Train for `steps` steps and return the loss before each.

    Symptom: every loss is the first one. No parameter moves.
    """
    optimizer = torch.optim.SGD(model.parameters(), lr=learning_rate)
    losses = []
    for _ in range(steps):
        loss = ((model(X) - y) ** 2).mean()
        loss.backward()
        optimizer.zero_grad()
        optimizer.step()
        losses.append(loss.item())
    return losses


def loop_3(model: nn.Module, X: Tensor, y: Tensor, learning_rate: float, steps: int) -> list[float]:
    """Train for `steps` steps and return the loss before each.

    Symptom: every loss is the first one. The gradients are right, and still no parameter moves.
    """
    losses = []
    for _ in range(steps):
        loss = ((model(X) - y) ** 2).mean()
        loss.backward()
        with torch.no_grad():
            for p in model.parameters():
                p = p - learning_rate * p.grad
        model.zero_grad()
        losses.append(loss.item())
    return losses


def loop_4(model: nn.Module, X: Tensor, y: Tensor, learning_rate: float, steps: int) -> list[float]:
    """Train for `steps` steps and return the loss before each.

    Symptom: every loss is the first one, and yet the parameters move, always by the same amount,
    past the goal and on. On a network with two layers it stops with a RuntimeError.
    """
    optimizer = torch.optim.SGD(model.parameters(), lr=learning_rate)
    loss = ((model(X) - y) ** 2).mean()
    losses = []
    for _ in range(steps):
        optimizer.zero_grad()
        loss.backward(retain_graph=True)
        optimizer.step()
        losses.append(loss.item())
    return losses


def loop_5(model: nn.Module, X: Tensor, y: Tensor, learning_rate: float, steps: int) -> list[float]:
    """Train for `steps` steps and return the loss before each.

    Symptom: right for a single sample. With more, the weights shrink to 0, the bias goes to the
    mean of y, and the loss ends at the variance of y, however well a line would fit.
    """
    optimizer = torch.optim.SGD(model.parameters(), lr=learning_rate)
    losses = []
    for _ in range(steps):
        pred = model(X).squeeze(1)
        loss = ((pred - y) ** 2).mean()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return losses


def loop_6(model: nn.Module, X: Tensor, y: Tensor, learning_rate: float, steps: int) -> list[float]:
    """Train for `steps` steps and return the loss before each.

    Symptom: the parameters are right. The more steps, the more memory is in use, and the entries
    of the list print as tensor(6.2500, grad_fn=<MeanBackward0>).
    """
    losses = []
    for _ in range(steps):
        loss = ((model(X) - y) ** 2).mean()
        loss.backward()
        with torch.no_grad():
            for p in model.parameters():
                p -= learning_rate * p.grad
                p.grad.zero_()
        losses.append(loss)
    return losses
