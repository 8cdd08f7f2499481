"""Backpropagation by hand: every gradient of a network with a hidden layer.

The idea
    A network is a chain of small steps. To find how the loss depends on a weight deep inside, walk the
    chain backwards: at each step multiply what comes from above by the slope of this step alone. Each
    line of the forward pass has one such line of its own, in reverse order.

Notation: N samples, d inputs each, H hidden units; one row per sample, layers as in nn.Linear
    X  (N, d)    inputs              W1 (H, d)   b1 (H,)    first layer
    y  (N, 1)    targets             W2 (1, H)   b2 (1,)    second layer
    params = {"W1": W1, "b1": b1, "W2": W2, "b2": b2}

Forward, written for sample n and hidden unit j
    z[n, j]  =  sum over i of W1[j, i] * X[n, i]  +  b1[j]         z     (N, H)
    a[n, j]  =  tanh(z[n, j])                                      a     (N, H)
    pred[n]  =  sum over j of W2[0, j] * a[n, j]  +  b2[0]         pred  (N, 1)
    loss     =  mean over n of (pred[n] - y[n])**2                 loss  ()

Backward, from the loss down ("d name" is the gradient of the loss by name, shaped like name)
    dpred[n]  =  2 * (pred[n] - y[n]) / N
    dW2[0, j] =  sum over n of dpred[n] * a[n, j]         db2[0] = sum over n of dpred[n]
    da[n, j]  =  dpred[n] * W2[0, j]
    dz[n, j]  =  da[n, j] * (1 - a[n, j]**2)              because tanh'(z) = 1 - tanh(z)**2
    dW1[j, i] =  sum over n of dz[n, j] * X[n, i]         db1[j] = sum over n of dz[n, j]

    Every sum over n that multiplies two tables is a matrix product; the shapes tell which side to
    transpose. What the backward pass needs of the forward pass (here: a) travels in the cache.

By hand means without autograd: no backward(), no torch.autograd, no torch.func, and no getattr, eval
or exec to get at them. Tensor arithmetic, matrix products and torch.tanh are what you need. Derive the
slopes; do not measure them by nudging: far from the targets measured ones have lost their digits.
"""

import torch
from torch import Tensor


def mlp_forward(X: Tensor, params: dict[str, Tensor]) -> tuple[Tensor, object]:
    """Predict for a batch, and keep what the backward pass will need.

    X is (N, d); params holds W1 (H, d), b1 (H,), W2 (1, H), b2 (1,). The activation is tanh on the
    hidden layer and nothing on the output. Gives (pred, cache): pred is (N, 1), and the cache is yours:
    nobody looks into it but your own mlp_gradients. X and params stay as they are, dtype is kept.

    Example, where the hidden layer is [[0.2449, 0.6351], [-0.3584, -0.4621]]:

    >>> X = torch.tensor([[1.0, 2.0], [-1.0, 0.5]])
    >>> W1, b1 = torch.tensor([[0.5, -0.25], [0.25, 0.5]]), torch.tensor([0.25, -0.5])
    >>> W2, b2 = torch.tensor([[1.0, -2.0]]), torch.tensor([0.5])
    >>> mlp_forward(X, {"W1": W1, "b1": b1, "W2": W2, "b2": b2})[0]
    tensor([[-0.5254],
            [ 1.0659]])
    """
    raise NotImplementedError("mlp_forward: your turn")


def mlp_gradients(X: Tensor, y: Tensor, params: dict[str, Tensor]) -> dict[str, Tensor]:
    """Give the gradient of the mean squared error by every parameter, derived by hand.

    X is (N, d), y is (N, 1). Gives a dict with the keys of params, "W1", "b1", "W2" and "b2"; each
    gradient has the shape and dtype of its parameter. Works for any N, d and H. X, y and params stay
    as they are, and a second call gives the same answer.

    Example, with the numbers from above and a loss of 1.7314:

    >>> X, y = torch.tensor([[1.0, 2.0], [-1.0, 0.5]]), torch.tensor([[1.0], [0.0]])
    >>> W1, b1 = torch.tensor([[0.5, -0.25], [0.25, 0.5]]), torch.tensor([0.25, -0.5])
    >>> W2, b2 = torch.tensor([[1.0, -2.0]]), torch.tensor([0.5])
    >>> for name, gradient in sorted(mlp_gradients(X, y, {"W1": W1, "b1": b1, "W2": W2, "b2": b2}).items()):
    ...     print(name, gradient)
    W1 tensor([[-2.3629, -2.4033],
            [ 3.4966,  2.8018]])
    W2 tensor([[-0.7556, -1.4614]])
    b1 tensor([-0.5049,  0.1435])
    b2 tensor([-0.4595])
    """
    raise NotImplementedError("mlp_gradients: your turn")
