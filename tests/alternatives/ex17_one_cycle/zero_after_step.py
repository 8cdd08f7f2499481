"""Clears between forward and backward and again after the step; predictions first, in eval mode."""

import torch


def one_cycle(model, optimizer, x, y):
    model.eval()
    with torch.no_grad():
        pred_before = float(model(x)[0, 0])
    model.train()
    pred = model(x)
    loss = torch.nn.functional.mse_loss(pred, y)
    optimizer.zero_grad(set_to_none=False)
    loss.backward()
    optimizer.step()
    optimizer.zero_grad()
    with torch.no_grad():
        pred_after = float(model(x)[0, 0])
    target = float(y)
    loss_before, loss_after = (pred_before - target) ** 2, (pred_after - target) ** 2
    return {
        "pred_before": pred_before,
        "loss_before": loss_before,
        "pred_after": pred_after,
        "loss_after": loss_after,
        "improvement": loss_before - loss_after,
    }
