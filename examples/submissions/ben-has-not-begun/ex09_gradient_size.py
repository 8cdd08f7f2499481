r"""Which weight has the largest gradient, and which sign has it?

The idea
    The gradients of a neuron differ from weight to weight, although the error is one and the
    same. In the lesson's example they are -5, -10 and -15 for the inputs 1, 2 and 3, and one
    could think that the largest input gives the largest gradient. It is the *size* of the input
    that counts. An input of -3 moves the prediction as much as an input of 3, only the other way.

The mathematics
    One sample, pred = w·x + b, residual = pred - y, loss = residual². Then

        ∂loss/∂wᵢ = 2 · residual · xᵢ

    The sign: that of residual times that of xᵢ. It is 0 where one of them is 0.
    The size: 2·|residual|·|xᵢ|. The residual is the same for all weights, so it changes all sizes
    by one factor and can never change their order: that is decided by |xᵢ| alone.

Worked example
    w = [0.5, 0.5, 0.25], b = 0.25, y = 5. With x = [1, 2, 3] the residual is -2.5:

    >>> gradient_signs(-2.5, [1.0, 2.0, 3.0])
    [-1, -1, -1]
    >>> rank_by_effect([1.0, 2.0, 3.0])
    [2, 1, 0]

    With x = [-3, 1, 2] the residual is -5.25, and the gradient is [31.5, -10.5, -21]: the largest
    one belongs to the *smallest* number of x.

    >>> gradient_signs(-5.25, [-3.0, 1.0, 2.0])
    [1, -1, -1]
    >>> rank_by_effect([-3.0, 1.0, 2.0])
    [0, 2, 1]
"""


def gradient_signs(residual: float, x: list[float]) -> list[int]:
    """Return the sign of each weight's gradient: -1, 0 or 1.

    residual: pred - y, a float (not the loss, and not y - pred). x: the inputs, a list of floats.
    Returns a list with one int per input: 1 where the loss grows with the weight, -1 where it
    falls, and 0 where the gradient is 0, because the residual or that input is 0.

    Worked example: a residual of 2.0 and x = [0.5, 0.0, -4.0] give [1, 0, -1].
    """
    raise NotImplementedError("gradient_signs: your turn")


def rank_by_effect(x: list[float]) -> list[int]:
    """Return the weights' indices, the one with the largest gradient first.

    x: the inputs, a list of floats. The answer is the same for every residual that is not 0.
    Returns a list of ints: indices counted from 0, each once, by falling size of the gradient.
    Where two gradients have the same size, the lower index comes first. The list you were given
    stays as it is.

    Worked example: x = [2.0, 0.0, -4.0, -2.0] gives [2, 0, 3, 1]. The inputs 2.0 and -2.0 tie,
    so index 0 comes before index 3; an input of 0.0 has no effect at all and comes last.
    """
    raise NotImplementedError("rank_by_effect: your turn")
