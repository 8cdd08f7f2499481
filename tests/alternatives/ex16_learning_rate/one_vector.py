"""Everything in one vector; answers are 0-d tensors."""

import torch


def predicted_drop(gradients, learning_rate):
    g = torch.nn.utils.parameters_to_vector(gradients)
    return learning_rate * torch.dot(g, g)


def largest_stable_rate(x):
    with_bias = torch.cat([x, torch.ones(1, dtype=x.dtype)])
    return 1 / (with_bias @ with_bias)
