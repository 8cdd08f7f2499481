"""A Linear of its own class."""
import torch
from torch import nn


class Neuron(nn.Linear):
    def __init__(self, weights, bias):
        super().__init__(len(weights), 1)
        nn.init.constant_(self.bias, bias)
        with torch.no_grad():
            self.weight[:] = torch.tensor(weights)


def make_neuron(weights, bias):
    return Neuron(weights, bias)


def count_parameters(model):
    if not list(model.children()):
        return sum(p.numel() for p in model.parameters() if p.requires_grad)
    return sum(count_parameters(child) for child in model.children())
