"""Through .data, entry by entry."""
import torch
from torch import nn


def make_neuron(weights, bias):
    neuron = nn.Linear(len(weights), 1)
    for i, w in enumerate(weights):
        neuron.weight.data[0, i] = w
    neuron.bias.data[0] = bias
    return neuron


def count_parameters(model):
    trainable = filter(lambda p: p.requires_grad, model.parameters())
    return sum(p.flatten().shape[0] for p in trainable)
