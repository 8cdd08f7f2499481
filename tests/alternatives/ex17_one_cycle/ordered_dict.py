"""An OrderedDict is a dict."""
import torch
from collections import OrderedDict, defaultdict
from dataclasses import dataclass, asdict
def one_cycle(model, optimizer, x, y):
    r = OrderedDict()
    optimizer.zero_grad(set_to_none=False)
    pred = model(x)
    r["pred_before"] = pred.item()
    loss = torch.sum((pred - y) ** 2)
    r["loss_before"] = loss.item()
    loss.backward()
    optimizer.step()
    pred = model(x)
    r["pred_after"] = pred.item()
    loss = torch.sum((pred - y) ** 2)
    r["loss_after"] = loss.item()
    r["improvement"] = r["loss_before"] - r["loss_after"]
    return r
