import torch


def direction(gradient):
    sign = int(torch.sign(torch.tensor(gradient)))
    return ("increase", "stay", "decrease")[sign + 1]


def nearby_losses(f, w, deltas):
    points = torch.tensor(deltas, dtype=torch.float64) + w
    return [float(f(p.item())) for p in points]
