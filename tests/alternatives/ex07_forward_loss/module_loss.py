"""nn.MSELoss; torch's own complaint turned into a ValueError; the prediction handed out detached."""
import warnings

import torch


def forward_and_loss(model, x, y):
    pred = model(x)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        try:
            loss = torch.nn.MSELoss(reduction="mean")(pred, y)
        except (UserWarning, RuntimeError) as complaint:
            raise ValueError(str(complaint)) from complaint
    return pred.detach(), loss
