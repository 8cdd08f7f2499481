"""The lesson's way: clear, forward, backward, read a copy; errors entry by entry in floats."""


def neuron_gradient_autograd(model, x, y):
    model.zero_grad()
    y_pred = model(x)
    loss = (y_pred - y) ** 2
    loss.backward()
    return model.weight.grad.clone(), model.bias.grad.clone()


def relative_error(a, b):
    largest = 0.0
    for p, q in zip(a.flatten().tolist(), b.flatten().tolist()):
        if p == 0 and q == 0:
            continue
        error = abs(p - q) / max(abs(p), abs(q))
        if error > largest:
            largest = error
    return largest
