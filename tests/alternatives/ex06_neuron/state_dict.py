"""Loads a state, and counts with torch."""
import torch
from torch import nn


def make_neuron(weights, bias):
    model = torch.nn.utils.skip_init(nn.Linear, len(weights), 1)
    model.load_state_dict({"weight": torch.tensor([weights]), "bias": torch.tensor([bias])})
    return model


def count_parameters(model):
    sizes = [torch.numel(p) for p in model.parameters() if p.requires_grad]
    return torch.tensor(sizes).sum()
