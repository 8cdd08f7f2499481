import numpy as np, torch


def numerical_gradient(f, params, h=1e-5):
    p = params.detach().numpy().copy()
    g = np.zeros_like(p)
    for idx in np.ndindex(p.shape):
        keep = p[idx]
        p[idx] = keep + h
        a = f(torch.tensor(p))
        p[idx] = keep - h
        b = f(torch.tensor(p))
        p[idx] = keep
        g[idx] = (a - b) / (2 * h)
    return torch.tensor(g)
