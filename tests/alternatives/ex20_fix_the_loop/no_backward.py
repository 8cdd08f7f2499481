"""Repairs that do without .grad or without the optimizer, each in another way."""

import torch
from torch.func import functional_call, grad_and_value


def loop_1(model, X, y, learning_rate, steps):
    params = list(model.parameters())
    losses = []
    for _ in range(steps):
        loss = ((model(X) - y) ** 2).mean()
        with torch.no_grad():
            for p, g in zip(params, torch.autograd.grad(loss, params)):
                p -= learning_rate * g
        losses.append(loss.item())
    return losses


def loop_2(model, X, y, learning_rate, steps):
    losses = []
    for _ in range(steps):
        model.zero_grad(set_to_none=False)
        loss = torch.nn.MSELoss()(model(X), y)
        loss.backward()
        for p in model.parameters():
            p.data.add_(p.grad, alpha=-learning_rate)
        losses.append(loss.tolist())
    return losses


def loop_3(model, X, y, learning_rate, steps):
    losses = []
    for _ in range(steps):
        loss = ((model(X) - y) ** 2).mean()
        loss.backward()
        for p in model.parameters():
            p.data = p.data - learning_rate * p.grad
        model.zero_grad()
        losses.append(loss.item())
    return losses


def loop_4(model, X, y, learning_rate, steps):
    def loss_of(values):
        return ((functional_call(model, values, (X,)) - y) ** 2).mean()

    losses = []
    for _ in range(steps):
        values = {name: p.detach() for name, p in model.named_parameters()}
        gradients, loss = grad_and_value(loss_of)(values)
        losses.append(loss.item())
        for name in values:
            values[name] -= learning_rate * gradients[name]
    return losses


def loop_5(model, X, y, learning_rate, steps):
    params = list(model.parameters())
    losses = []
    for _ in range(steps):
        pred = model(X)
        assert pred.shape == y.shape
        grads = torch.autograd.grad(((pred - y) ** 2).mean(), params)
        losses.append(((pred - y) ** 2).mean().item())
        torch._foreach_add_([p.detach() for p in params], grads, alpha=-learning_rate)
    return losses


def loop_6(model, X, y, learning_rate, steps):
    losses = torch.empty(steps, dtype=torch.float64)
    for i in range(steps):
        loss = ((model(X) - y) ** 2).mean()
        losses[i] = loss.detach()
        loss.backward()
        with torch.no_grad():
            for p in model.parameters():
                p -= learning_rate * p.grad
                p.grad = None
    return losses.tolist()
