import torch


def momentum_step(params, buffers, learning_rate, momentum):
    if "v" not in buffers:
        buffers["v"] = [None] * len(params)
    for k in range(len(params)):
        grad = params[k].grad
        if grad is not None:
            last = buffers["v"][k]
            buffers["v"][k] = grad.detach().clone() if last is None else momentum * last + grad
            with torch.no_grad():
                params[k] -= learning_rate * buffers["v"][k]


def adam_step(params, state, learning_rate, betas=(0.9, 0.999), eps=1e-8):
    if not state:
        state.update(
            m=[torch.zeros_like(p) for p in params],
            v=[torch.zeros_like(p) for p in params],
            t=[0] * len(params),
        )
    for k, p in enumerate(params):
        g = p.grad
        if g is None:
            continue
        state["t"][k] += 1
        state["m"][k] = betas[0] * state["m"][k] + (1 - betas[0]) * g
        state["v"][k] = betas[1] * state["v"][k] + (1 - betas[1]) * g * g
        mh = state["m"][k] / (1 - betas[0] ** state["t"][k])
        vh = state["v"][k] / (1 - betas[1] ** state["t"][k])
        with torch.no_grad():
            p.sub_(learning_rate * mh / (torch.sqrt(vh) + eps))
