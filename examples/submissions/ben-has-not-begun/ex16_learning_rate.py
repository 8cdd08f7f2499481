r"""How far to step: the learning rate, and where it turns against you.

The idea
    "The gradient is negative, so increase the weight" tells the direction, not the distance. The
    learning rate sets the distance. A small rate learns slowly; a large one steps across the
    valley and lands higher on the other side. Two numbers tell what to expect before you step:
    how much a small step should lower the loss, and up to which rate it can be lowered at all.

The drop that the gradient predicts
    A step moves each parameter by -rate · gradient. To first order the loss moves by slope times
    distance, added up over all parameters:

        drop ≈ rate · (g₁² + g₂² + ...)        the squared length of the whole gradient

    For the lesson's neuron the gradients are [-5, -10, -15] and -5, so the squared length is
    25 + 100 + 225 + 25 = 375. At rate 0.01 that predicts a drop of 3.75. The loss really falls by
    3.1875, from 6.25 to 3.0625: less, because the slope flattens on the way. At a tenth of the rate
    0.375 is predicted and 0.369 happens: the smaller the step, the better the prediction.

The largest rate that does not diverge
    One sample x, pred = w·x + b, loss = (pred - y)². A step changes w by -rate · 2·residual·x and b
    by -rate · 2·residual, so the prediction changes by -rate · 2·residual · (‖x‖² + 1), where
    ‖x‖² = x₁² + x₂² + ... and the 1 comes from the bias, whose input is always 1. Hence

        new residual = residual · (1 - 2·rate·s)        with s = ‖x‖² + 1

    The loss shrinks as long as this factor lies between -1 and 1. Half way, where it is 0, one
    step lands on the target. Where it is -1 the prediction jumps from one side of the target
    to the other and back, for ever, with the same loss: that rate is the largest stable one. Beyond
    it every step makes the loss larger.

Worked example
    x = [1, 2, 3], so s = 15. The factor is -1 at rate 1/15 = 0.0667, and 0 at 1/30.

        rate 0.01    new residual -1.75    loss 3.0625
        rate 1/30    new residual  0       loss 0          lands in one step
        rate 1/15    new residual  2.5     loss 6.25       jumps for ever
        rate 0.07    new residual  2.75    loss 7.5625     grows with every step

    >>> gradients = [torch.tensor([[-5.0, -10.0, -15.0]]), torch.tensor([-5.0])]
    >>> round(predicted_drop(gradients, 0.01), 6)
    3.75
    >>> round(1 / largest_stable_rate(torch.tensor([1.0, 2.0, 3.0])), 6)
    15.0
"""

import torch


def predicted_drop(gradients: list[torch.Tensor], learning_rate: float) -> float:
    """Return how much one step should lower the loss, to first order.

    gradients: a list with one tensor for each parameter, of any shapes: all of them count.
    learning_rate: a float.
    Returns a float (a 0-d tensor will do): rate times the squared length of the whole gradient. It
    is a drop, so it is positive where the loss is predicted to fall. The tensors stay as they are.

    Worked example: gradients [[-5, -10, -15]] and [-5] at rate 0.01 predict 3.75.
    """
    raise NotImplementedError("predicted_drop: your turn")


def largest_stable_rate(x: torch.Tensor) -> float:
    """Return the rate above which the loss of one sample grows with every step.

    x: the inputs of the sample, shape (n,); the neuron has n weights and a bias, and its loss is
    the squared error.
    Returns a float (a 0-d tensor will do). It depends on x alone, not on the weights or on y.

    Worked example: for x = [1, 2, 3] it is 1/15. At half of it, 1/30, one step lands on y.
    """
    raise NotImplementedError("largest_stable_rate: your turn")
