"""torch.optim's own zero_grad, on an optimizer made for the purpose."""

import torch


def clear_gradients(params, set_to_none=False):
    torch.optim.SGD(params, lr=1.0).zero_grad(set_to_none=set_to_none)
