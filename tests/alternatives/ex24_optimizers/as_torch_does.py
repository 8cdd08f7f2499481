"""The order of operations of torch's own single-tensor code; the parameter itself is the key."""
import torch


@torch.no_grad()
def momentum_step(params, buffers, learning_rate, momentum):
    for p in params:
        if p.grad is not None:
            if p not in buffers:
                buffers[p] = torch.clone(p.grad).detach()
            else:
                buffers[p].mul_(momentum).add_(p.grad, alpha=1)
            p.add_(buffers[p], alpha=-learning_rate)


@torch.no_grad()
def adam_step(params, state, learning_rate, betas=(0.9, 0.999), eps=1e-8):
    beta1, beta2 = betas
    for p in params:
        if p.grad is None:
            continue
        own = state.setdefault(p, {"step": 0, "exp_avg": torch.zeros_like(p), "exp_avg_sq": torch.zeros_like(p)})
        own["step"] += 1
        own["exp_avg"].lerp_(p.grad, 1 - beta1)
        own["exp_avg_sq"].mul_(beta2).addcmul_(p.grad, p.grad, value=1 - beta2)
        correction1 = 1 - beta1 ** own["step"]
        correction2 = 1 - beta2 ** own["step"]
        denom = (own["exp_avg_sq"].sqrt() / correction2**0.5).add_(eps)
        p.addcdiv_(own["exp_avg"], denom, value=-(learning_rate / correction1))
