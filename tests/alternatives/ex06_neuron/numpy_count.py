"""Counted by NumPy."""
import numpy as np, torch
from torch import nn
def make_neuron(weights, bias):
    n = nn.Linear(np.array(weights).size, 1)
    n.weight.data[:] = torch.tensor(weights)
    n.bias.data.fill_(bias)
    return n
def count_parameters(model):
    return np.sum([p.numel() for p in model.parameters() if p.requires_grad], dtype=int)
