import torch


def clear_gradients(params, set_to_none=False):
    for p in params:
        match (p.grad, set_to_none):
            case (None, _):
                pass
            case (_, True):
                p.grad = None
            case (g, False):
                g.masked_fill_(torch.ones_like(g, dtype=torch.bool), 0)
