"""A tensor is a number, or rows of smaller tensors: each row is measured with the others held fixed."""

import torch


def numerical_gradient(f, params, h=1e-5):
    params = params.detach()
    if params.dim() == 0:
        return params.new_tensor((float(f(params + h)) - float(f(params - h))) / (h + h))

    def with_row(i):
        def g(row):
            changed = params.clone()
            changed[i] = row
            return f(changed)

        return g

    return torch.stack([numerical_gradient(with_row(i), params[i], h) for i in range(params.size(0))])
