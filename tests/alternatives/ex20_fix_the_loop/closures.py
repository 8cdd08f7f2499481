"""The optimizer is given a closure; the loop is a list comprehension."""

import torch


def _step(model, X, y, optimizer):
    def closure():
        optimizer.zero_grad()
        loss = (model(X) - y).pow(2).sum() / y.numel()
        loss.backward()
        return loss

    return optimizer.step(closure).item()


def loop_1(model, X, y, learning_rate, steps):
    optimizer = torch.optim.SGD(model.parameters(), lr=learning_rate)
    return [_step(model, X, y, optimizer) for _ in range(steps)]


def loop_2(model, X, y, learning_rate, steps):
    return loop_1(model, X, y, learning_rate, steps)


def loop_3(model, X, y, learning_rate, steps):
    return loop_1(model, X, y, learning_rate, steps)


def loop_4(model, X, y, learning_rate, steps):
    return loop_1(model, X, y, learning_rate, steps)


def loop_5(model, X, y, learning_rate, steps):
    optimizer = torch.optim.SGD(model.parameters(), lr=learning_rate)
    return [_step(lambda X: model(X).reshape(y.shape), X, y, optimizer) for _ in range(steps)]


def loop_6(model, X, y, learning_rate, steps):
    return loop_1(model, X, y, learning_rate, steps)
