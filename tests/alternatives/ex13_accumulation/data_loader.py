import torch
from torch.utils.data import DataLoader, TensorDataset


def accumulate(model, batches):
    for X, y in batches:
        torch.nn.functional.mse_loss(model(X), y).backward()


def micro_batch_gradient(model, X, y, k):
    model.zero_grad()
    for xb, yb in DataLoader(TensorDataset(X, y), batch_size=-(-len(X) // k)):
        torch.nn.functional.mse_loss(model(xb), yb, reduction="sum").div(len(X)).backward()
