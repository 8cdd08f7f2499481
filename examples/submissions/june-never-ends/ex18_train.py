import torch


def train(model, X, y, learning_rate, steps):
    losses = []
    step = 0
    while step < steps or steps >= 0:
        loss = ((model(X) - y) ** 2).mean()
        loss.backward()
        with torch.no_grad():
            for p in model.parameters():
                p -= learning_rate * p.grad
                p.grad.zero_()
    return losses
