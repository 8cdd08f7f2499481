import torch as t


def neuron_gradient_autograd(model, x, y):
    r = model(x) - y
    return t.autograd.grad(r, model.parameters(), grad_outputs=2 * r)


def relative_error(a, b):
    denominator = t.maximum(a.abs(), b.abs())
    denominator = denominator + (denominator == 0)
    return ((a - b).abs() / denominator).max()
