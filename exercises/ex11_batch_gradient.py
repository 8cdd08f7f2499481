r"""The gradient of a batch: one step for many samples, by hand.

The idea
    A neuron does not learn from one sample but from a batch. The loss of a batch is the *mean* of
    the samples' losses, and the slope of a mean is the mean of the slopes. So work out what each
    sample asks for, as in the exercise on one neuron, and average over the samples.

    With one sample many wrong formulas happen to be right: a sum equals a mean, and the mean of
    products equals the product of means. With several samples they part ways.

The mathematics
    Sample j is the row X[j] of X, with the target y[j]:

        pred_j = w·X[j] + b
        loss   = 1/N · Σ_j (pred_j - y_j)²          the mean over the N samples

        ∂loss/∂wᵢ = 1/N · Σ_j (what sample j alone would give for wᵢ)
        ∂loss/∂b  = 1/N · Σ_j (what sample j alone would give for b)

Shapes
    X (N, d): one row per sample, one column per feature.
    y (N,), w (d,), b (). So pred has shape (N,), like y.

    A gradient has the shape of its parameter: (d,) and (). The N samples are gone, because they
    were averaged over. Mind what (N,) and (N, d) do together: PyTorch lines shapes up from the
    right, so a tensor of shape (N,) meets the features, not the samples. `t[:, None]` has shape
    (N, 1) and meets the samples. And `X.T @ t` sums over the samples by itself: (d, N) @ (N,) is (d,).

Worked example
    The lesson's neuron w = [0.5, 0.5, 0.25], b = 0.25 and a batch of two samples:

        X[0] = [ 1, 2, 3]   y = 5   pred = 2.5    pred - y = -2.5    loss 6.25
        X[1] = [-1, 0, 2]   y = 1   pred = 0.25   pred - y = -0.75   loss 0.5625

    The first sample alone would give [-5, -10, -15] and -5, the second one alone [1.5, 0, -3] and
    -1.5. The batch gives the mean of both:

    >>> X = torch.tensor([[1.0, 2.0, 3.0], [-1.0, 0.0, 2.0]])
    >>> y = torch.tensor([5.0, 1.0])
    >>> batch_mse_gradient(X, y, torch.tensor([0.5, 0.5, 0.25]), torch.tensor(0.25))
    (tensor([-1.7500, -5.0000, -9.0000]), tensor(-3.2500))

By hand
    Arithmetic only. No backward, torch.autograd or torch.func in what this function uses, and no
    getattr, eval, exec or importlib either. Derive the slope; do not measure
    it by nudging: far from the target a measured one has lost its digits.
"""

import torch


def batch_mse_gradient(
    X: torch.Tensor, y: torch.Tensor, w: torch.Tensor, b: torch.Tensor
) -> tuple[torch.Tensor, torch.Tensor]:
    """Return (grad_w, grad_b) of the mean squared error over a batch, by hand.

    X: shape (N, d), with N >= 1 samples. y: shape (N,). w: shape (d,). b: shape ().
    The loss is the mean over the N samples of (w·X[j] + b - y[j])².

    Returns two tensors of the dtype of X: grad_w has the shape of w, (d,), and grad_b the shape
    of b, (). The tensors you were given stay as they are.

    Worked example: for the two samples above, grad_w is [-1.75, -5, -9] and grad_b is -3.25.
    """
    raise NotImplementedError("batch_mse_gradient: your turn")
