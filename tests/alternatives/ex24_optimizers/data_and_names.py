# I use .data everywhere and one counter for all parameters.
import math

import torch


def momentum_step(params, buffers, learning_rate, momentum):
    number = 0
    for p in params:
        number = number + 1
        name = "buffer of parameter " + str(number)
        if p.grad is None:
            continue
        if name in buffers:
            buffers[name] = buffers[name] * momentum + p.grad.data
        else:
            buffers[name] = p.grad.data.clone()
        p.data -= learning_rate * buffers[name]


def adam_step(params, state, learning_rate, betas=(0.9, 0.999), eps=1e-8):
    if "t" not in state:
        state["t"] = 0
    state["t"] += 1
    t = state["t"]
    for i in range(len(params)):
        p = params[i]
        if p.grad is None:
            continue
        g = p.grad.data
        if ("m", i) not in state:
            state[("m", i)] = torch.zeros(p.shape, dtype=p.dtype)
            state[("v", i)] = torch.zeros(p.shape, dtype=p.dtype)
        state[("m", i)] = betas[0] * state[("m", i)] + (1 - betas[0]) * g
        state[("v", i)] = betas[1] * state[("v", i)] + (1 - betas[1]) * g * g
        m_hat = state[("m", i)] / (1 - math.pow(betas[0], t))
        v_hat = state[("v", i)] / (1 - math.pow(betas[1], t))
        p.data -= learning_rate * m_hat / (torch.sqrt(v_hat) + eps)
