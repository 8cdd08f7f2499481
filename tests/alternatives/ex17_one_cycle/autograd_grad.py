"""Gradients from torch.autograd.grad are handed to the optimizer; the report holds 0-d tensors."""

import torch


def one_cycle(model, optimizer, x, y):
    def look():
        pred = model(x).squeeze()
        return pred, (pred - y.squeeze()) ** 2

    pred, loss = look()
    parameters = list(model.parameters())
    for p, g in zip(parameters, torch.autograd.grad(loss, parameters)):
        p.grad = g
    optimizer.step()
    new_pred, new_loss = look()
    return {
        "improvement": (loss - new_loss).detach(),
        "pred_before": pred,
        "pred_after": new_pred,
        "loss_before": loss,
        "loss_after": new_loss,
    }
