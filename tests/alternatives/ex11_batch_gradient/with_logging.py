"""A log beside the arithmetic."""
import torch
import logging
log = logging.getLogger(__name__)

def batch_mse_gradient(X, y, w, b):
    log.debug("shape %s", X.shape)
    r = X @ w + b - y
    return 2 * X.T @ r / len(y), 2 * r.mean()
