"""New parameters in place of the old ones."""
import torch
import torch.nn as nn


def make_neuron(weights, bias):
    model = nn.Linear(in_features=len(weights), out_features=1)
    model.weight = nn.Parameter(torch.tensor(weights).unsqueeze(0))
    model.bias = nn.Parameter(torch.tensor([bias]))
    return model


def count_parameters(model):
    count = 0
    for name, param in model.named_parameters():
        if param.requires_grad:
            size = 1
            for n in param.shape:
                size = size * n
            count += size
    return count
