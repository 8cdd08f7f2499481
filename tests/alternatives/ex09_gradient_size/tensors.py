"""With tensors inside, lists outside."""

import torch


def gradient_signs(residual, x):
    gradient = 2 * residual * torch.tensor(x, dtype=torch.float64)
    return [int(s) for s in torch.sign(gradient)]


def rank_by_effect(x):
    return torch.sort(torch.tensor(x).abs(), descending=True, stable=True).indices.tolist()
