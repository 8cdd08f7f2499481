r"""The gradient of a neuron, derived by hand.

The idea
    A neuron turns its weights into a prediction, and the prediction into a loss:

        w, b   →   pred   →   loss

    A nudge of one weight travels along these arrows. First it moves the prediction, then the
    prediction moves the loss. The chain rule says: multiply the two speeds.

The mathematics
    pred = w·x + b = w₁x₁ + w₂x₂ + ... + wₙxₙ + b
    loss = (pred - y)²

        ∂loss/∂wᵢ = ∂loss/∂pred · ∂pred/∂wᵢ
        ∂loss/∂b  = ∂loss/∂pred · ∂pred/∂b

    So three small derivatives are all you need, and two rules of school give them:

        the slope of (something)², in something, is 2·(something)
        the slope of c·v + k, in v, is c: what multiplies v stays, what has no v in it goes

    Find each factor by asking one question:
        ∂loss/∂pred   the prediction moves a little: how fast does (pred - y)² move?
        ∂pred/∂wᵢ     only wᵢ moves a little: what is it multiplied by in pred?
        ∂pred/∂b      only b moves a little: what is it multiplied by in pred?

Shapes
    One sample: w and x have shape (n,), b and y have shape (), and so have pred and loss.
    A gradient has the shape of its parameter: (n,) for w and () for b.

Worked example
    w = [0.5, 0.5, 0.25], b = 0.25, x = [1, 2, 3], y = 5. The prediction is 2.5, too small by 2.5,
    and the loss is 6.25. Check a factor with a nudge: if the prediction were 2.51, the loss would
    be 6.2001; it moved by -0.0499 for a nudge of 0.01, so the slope is near -5.

    >>> w, b = torch.tensor([0.5, 0.5, 0.25]), torch.tensor(0.25)
    >>> x, y = torch.tensor([1.0, 2.0, 3.0]), torch.tensor(5.0)
    >>> chain_factors(w, b, x, y)["dloss_dpred"]
    tensor(-5.)
    >>> neuron_gradient(w, b, x, y)
    (tensor([ -5., -10., -15.]), tensor(-5.))

    All of them are negative: a larger weight, or a larger bias, would lower this loss.

By hand
    Arithmetic only. No backward, torch.autograd or torch.func in what these functions use, and
    no getattr, eval, exec or importlib either. Derive the slope; do not measure
    it by nudging: far from the target a measured one has lost its digits.
"""

import torch


def chain_factors(
    w: torch.Tensor, b: torch.Tensor, x: torch.Tensor, y: torch.Tensor
) -> dict[str, torch.Tensor]:
    """Return the three factors that the chain rule multiplies.

    w, x: tensors of shape (n,). b, y: tensors of shape ().
    Returns a dict with these keys:

        "dloss_dpred"   shape ()    how fast the loss moves when the prediction moves
        "dpred_dw"      shape (n,)  how fast the prediction moves when each weight moves
        "dpred_db"      shape ()    how fast the prediction moves when the bias moves

    Each is a tensor of the dtype of w. The last one is the same number for every neuron, so a
    plain float will do there. The tensors you were given stay as they are.

    Worked example: for the neuron above "dloss_dpred" is -5.0.
    """
    raise NotImplementedError("chain_factors: your turn")


def neuron_gradient(
    w: torch.Tensor, b: torch.Tensor, x: torch.Tensor, y: torch.Tensor
) -> tuple[torch.Tensor, torch.Tensor]:
    """Return (grad_w, grad_b) of loss = (w·x + b - y)², by hand.

    w, x: tensors of shape (n,). b, y: tensors of shape ().
    Returns two tensors of the dtype of w: grad_w has the shape of w, (n,), and grad_b the shape
    of b, (). You may use your `chain_factors`. The tensors you were given stay as they are.

    Worked example: for the neuron above grad_w is [-5, -10, -15] and grad_b is -5. If the
    prediction is exactly y, both are zero: nothing is left to improve.
    """
    raise NotImplementedError("neuron_gradient: your turn")
