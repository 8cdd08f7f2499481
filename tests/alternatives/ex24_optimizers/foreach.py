"""All parameters at once."""
import torch
def _live(params): return [(i, p) for i, p in enumerate(params) if p.grad is not None]
@torch.no_grad()
def momentum_step(params, buffers, learning_rate, momentum):
    live = _live(params)
    if not live: return
    for i, p in live: buffers.setdefault(i, torch.zeros_like(p))
    bs = [buffers[i] for i, _ in live]
    torch._foreach_mul_(bs, momentum); torch._foreach_add_(bs, [p.grad for _, p in live])
    torch._foreach_add_([p for _, p in live], bs, alpha=-learning_rate)
@torch.no_grad()
def adam_step(params, state, learning_rate, betas=(0.9, 0.999), eps=1e-8):
    for i, p in _live(params):
        st = state.setdefault(i, [0, torch.zeros_like(p), torch.zeros_like(p)])
        st[0] += 1
        st[1] += (1 - betas[0]) * (p.grad - st[1])
        st[2] += (1 - betas[1]) * (p.grad ** 2 - st[2])
        a = learning_rate / (1 - betas[0] ** st[0])
        p -= a * st[1] / (st[2].sqrt() / (1 - betas[1] ** st[0]) ** 0.5 + eps)
