"""NumPy's float64 as the error."""
import torch, numpy as np
def neuron_gradient_autograd(model, x, y):
    loss = torch.squeeze((model(x) - y) ** 2)
    gw, gb = torch.autograd.grad(loss, [model.weight, model.bias])
    return gw, gb
def relative_error(a, b):
    a, b = a.numpy(), b.numpy()
    m = np.maximum(np.abs(a), np.abs(b))
    return np.max(np.divide(np.abs(a - b), m, out=np.zeros_like(m), where=m != 0))
