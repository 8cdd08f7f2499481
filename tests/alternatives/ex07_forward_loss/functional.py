import torch.nn.functional as F


def forward_and_loss(model, x, y):
    pred = model(x)
    if pred.size() != y.size():
        raise ValueError("shape mismatch")
    return pred, F.mse_loss(pred, y)
