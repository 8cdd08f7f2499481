import torch

CACHE = {}


def mlp_forward(X, params):
    hidden = torch.tanh(X @ params["W1"].T + params["b1"])
    CACHE["hidden"] = hidden
    return hidden @ params["W2"].T + params["b2"], hidden


def mlp_gradients(X, y, params):
    pred, _ = mlp_forward(X, params)
    hidden = CACHE["hidden"]
    d = 2 * (pred - y) / len(X)
    dz = d @ params["W2"] * (1 - hidden**2)
    return {"W1": dz.T @ X, "b1": dz.sum(0), "W2": d.T @ hidden, "b2": d.sum(0)}


def by_autograd(X, y, params):
    ((mlp_forward(X, params)[0] - y) ** 2).mean().backward()
    return {name: p.grad for name, p in params.items()}


def compare():
    X, y = torch.rand(3, 2), torch.rand(3, 1)
    params = {"W1": torch.rand(4, 2), "b1": torch.rand(4), "W2": torch.rand(1, 4), "b2": torch.rand(1)}
    mine = mlp_gradients(X, y, params)
    right = by_autograd(X, y, {name: p.clone().requires_grad_() for name, p in params.items()})
    for name in mine:
        assert torch.allclose(mine[name], right[name], atol=1e-6)


compare()
