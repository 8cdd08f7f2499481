import torch


def numerical_gradient(f, params, h=1e-5):
    base = params.detach().flatten()
    g = []
    for i in range(base.numel()):
        step = torch.zeros_like(base).scatter(0, torch.tensor([i]), h)
        g += [
            torch.as_tensor(f((base + step).reshape(params.shape)), dtype=base.dtype)
            - torch.as_tensor(f((base - step).reshape(params.shape)), dtype=base.dtype)
        ]
    return (torch.stack(g) / (2 * h)).reshape(params.shape)
