"""All parameters as one long vector, cut into pieces at the end; a mask for those without gradient."""
import torch


def _flat(params):
    return torch.cat([(torch.zeros_like(p) if p.grad is None else p.grad.detach()).reshape(-1) for p in params])


def _apply(params, step):
    with torch.no_grad():
        for p, piece in zip(params, step.split([p.numel() for p in params])):
            if p.grad is not None:
                p.copy_(p - piece.view_as(p))


def momentum_step(params, buffers, learning_rate, momentum):
    g = _flat(params)
    velocity = buffers["all"] = momentum * buffers.get("all", torch.zeros_like(g)) + g
    _apply(params, learning_rate * velocity)


def adam_step(params, state, learning_rate, betas=(0.9, 0.999), eps=1e-8):
    """Like torch.optim.Adam, which is only named here."""
    g = _flat(params)
    sums = state.get("sums", [torch.zeros_like(g), torch.zeros_like(g)])
    weights = state.get("weights", [0.0, 0.0])
    for i, (beta, value) in enumerate(zip(betas, (g, g**2))):
        sums[i] = beta * sums[i] + (1 - beta) * value
        weights[i] = beta * weights[i] + (1 - beta)  # what the weights of the average add up to: 1 - beta**t
    state["sums"], state["weights"] = sums, weights
    m, v = (total / weight for total, weight in zip(sums, weights))
    _apply(params, learning_rate * m / (v.sqrt() + eps))
