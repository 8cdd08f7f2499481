"""Lengths, squared again; the rate as 2 over the curvature of the loss."""

import math

import torch


def predicted_drop(gradients, learning_rate):
    return learning_rate * math.hypot(*(torch.linalg.vector_norm(g).item() for g in gradients)) ** 2


def largest_stable_rate(x):
    curvature = 2 * (torch.linalg.norm(x) ** 2 + 1)
    return (2 / curvature).item()
