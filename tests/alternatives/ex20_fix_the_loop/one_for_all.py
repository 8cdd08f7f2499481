"""One sound loop, and six names for it."""

from torch.nn.functional import mse_loss
from torch.optim import SGD


def _train(model, X, y, learning_rate, steps):
    optimizer, losses = SGD(model.parameters(), learning_rate), []
    while len(losses) < steps:
        loss = mse_loss(model(X), y)
        losses.append(loss.item())
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return losses


loop_1 = loop_2 = loop_3 = _train


def loop_4(*task):
    return _train(*task)


def loop_5(model, X, y, learning_rate, steps):
    return _train(model, X, y, learning_rate, steps)


loop_6 = lambda *task: _train(*task)
