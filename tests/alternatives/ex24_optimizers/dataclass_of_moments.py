from dataclasses import dataclass, field
import torch, math


@dataclass
class Moments:
    m: torch.Tensor
    v: torch.Tensor
    t: int = 0


def momentum_step(params, buffers, learning_rate, momentum):
    for n, p in enumerate(params):
        if p.grad is None:
            continue
        old = buffers.get(f"p{n}")
        new = p.grad.clone() if old is None else old.mul(momentum).add(p.grad)
        buffers[f"p{n}"] = new
        p.data.sub_(new.mul(learning_rate))


def adam_step(params, state, learning_rate, betas=(0.9, 0.999), eps=1e-8):
    beta1, beta2 = betas
    for n, p in enumerate(params):
        if p.grad is None:
            continue
        s = state.setdefault(n, Moments(torch.zeros_like(p.data), torch.zeros_like(p.data)))
        s.t += 1
        s.m = beta1 * s.m + (1 - beta1) * p.grad
        s.v = beta2 * s.v + (1 - beta2) * p.grad.square()
        c1, c2 = 1 - math.pow(beta1, s.t), 1 - math.pow(beta2, s.t)
        denom = s.v.sqrt() / math.sqrt(c2) + eps
        p.data = p.data if False else p.data
        with torch.no_grad():
            p.copy_(p - (learning_rate / c1) * s.m / denom)
