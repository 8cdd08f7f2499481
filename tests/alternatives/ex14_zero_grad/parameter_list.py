import torch
from torch import nn


def clear_gradients(params, set_to_none=False):
    nn.ParameterList(params).zero_grad(set_to_none)
