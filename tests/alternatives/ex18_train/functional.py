"""torch.func: value and gradient of a pure function; the values are copied back at the end."""

import torch
from torch.func import functional_call, grad_and_value


def train(model, X, y, learning_rate, steps):
    values = {name: p.detach().clone() for name, p in model.named_parameters()}

    def loss_of(values):
        return (functional_call(model, values, (X,)) - y).square().mean()

    losses = []
    for _ in range(steps):
        gradients, loss = grad_and_value(loss_of)(values)
        losses.append(loss.item())
        values = {name: values[name] - learning_rate * gradients[name] for name in values}
    model.load_state_dict(values)
    return losses
