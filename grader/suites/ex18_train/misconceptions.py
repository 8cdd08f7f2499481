"""ex18_train: mistakes known by name. Each is a whole loop, as it is really written."""

import copy

import torch
from torch import nn

from grader.judge.suite import twin


def _mse(model, X, y):
    return ((model(X) - y) ** 2).mean()


def _loop(model, X, y, optimizer, steps, *, loss_of=_mse):
    """Train rightly, but for what the caller got wrong."""
    losses = []
    for _ in range(steps):
        optimizer.zero_grad()
        loss = loss_of(model, X, y)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return losses


def _sgd(model, learning_rate):
    return torch.optim.SGD(model.parameters(), lr=learning_rate)


def acts(order, optimizer, forward=None, loss=None):
    """Do what the letters say, in their order, and give the last (prediction, loss).

    z clear, f forward, b backward, s step; w backward from a loss wrapped into a new tensor;
    m an update by hand that only moves a label.
    """
    pred = None
    for letter in order:
        if letter == "z":
            optimizer.zero_grad()
        elif letter == "f":
            pred, loss = forward()
        elif letter == "b":
            loss.backward()
        elif letter == "s":
            optimizer.step()
        elif letter == "w":
            torch.tensor(loss.item(), requires_grad=True).backward()
        elif letter == "m":
            with torch.no_grad():
                for group in optimizer.param_groups:
                    for p in group["params"]:
                        p = p - group["lr"] * p.grad
    return pred, loss


def turns(orders):
    """Give a loop for "before|in each turn|after": equal values, told apart by their events."""
    before, turn, after = orders.split("|")

    def train(model, X, y, learning_rate, steps):
        def forward():
            pred = model(X)
            return pred, ((pred - y) ** 2).mean()

        optimizer = _sgd(model, learning_rate)
        acts(before, optimizer, forward)
        losses = [acts(turn, optimizer, forward)[1].item() for _ in range(steps)]
        acts(after, optimizer, forward)
        return losses

    return train


def in_orders(id, *orders, because, hint, replaces="train"):
    """Give one twin for each order in which students write the same mistake."""
    return [twin(id, replaces=replaces, because=because, hint=hint)(turns(order)) for order in orders]


# --- clearing -----------------------------------------------------------------------------------


never_cleared, never_cleared_with_a_last_look = in_orders(
    "E01",
    "|fbs|",
    "|fbs|f",
    because="the gradients are never cleared, so that each step adds all earlier ones",
    hint="backward adds to what it finds in .grad. Clear it once in every turn of the loop.",
)
cleared_once, cleared_once_with_a_last_look = in_orders(
    "E02",
    "z|fbs|",
    "z|fbs|f",
    because="the gradients are cleared once before the loop, and never inside it",
    hint="What stands before the loop runs once. Which line has to run before every backward?",
)


@twin(
    "E13",
    replaces="train",
    because="only the gradients of the weights are cleared, and those of the biases pile up",
    hint="Clear every parameter that model.parameters() yields.",
)
def biases_not_cleared(model, X, y, learning_rate, steps):
    losses = []
    for _ in range(steps):
        loss = _mse(model, X, y)
        loss.backward()
        with torch.no_grad():
            for p in model.parameters():
                p -= learning_rate * p.grad
                if p.ndim > 1:
                    p.grad.zero_()
        losses.append(loss.item())
    return losses


@twin(
    "E14",
    replaces="train",
    because="zero_() is called on a gradient that is still None",
    hint="Before the first backward there is no gradient at all: .grad is None. zero_grad() copes with that.",
)
def zeroes_none(model, X, y, learning_rate, steps):
    losses = []
    for _ in range(steps):
        for p in model.parameters():
            p.grad.zero_()
        loss = _mse(model, X, y)
        loss.backward()
        with torch.no_grad():
            for p in model.parameters():
                p -= learning_rate * p.grad
        losses.append(loss.item())
    return losses


# --- the order ----------------------------------------------------------------------------------


early_only, early_and_first, early_and_middle = in_orders(
    "E03",
    "|fbzs|",
    "|zfbzs|",
    "|fzbzs|",
    because="the gradients are cleared between backward and step, where the step needs them",
    hint="What does .grad hold when the step reads it?",
)
step_cleared_first, step_cleared_before_it, step_cleared_last = in_orders(
    "E04",
    "|zfsb|",
    "|fzsb|",
    "|fsbz|",
    because="the step comes before backward, when there is no gradient yet",
    hint="Measure the slope first, then take the step.",
)
(one_turn_late,) = in_orders(
    "E05",
    "|fszb|",
    because="the order is step, zero, backward: each step uses the gradient of the turn before",
    hint="Put backward between zero and step.",
)


# --- the graph ----------------------------------------------------------------------------------


@twin(
    "D02",
    replaces="train",
    because=".item() turns the loss into a plain number before backward",
    hint="A plain number has no history to go back through. Call .item() only for the list.",
)
def item_too_early(model, X, y, learning_rate, steps):
    return _loop(model, X, y, _sgd(model, learning_rate), steps, loss_of=lambda *batch: _mse(*batch).item())


wrapped_cleared_first, wrapped_never_cleared, wrapped_cleared_last = in_orders(
    "D03",
    "|zfws|",
    "|fws|",
    "|fwsz|",
    because="the loss is wrapped into a new tensor, which knows nothing of the model",
    hint="backward follows the history of the very tensor that the model computed.",
)


@twin(
    "D05",
    replaces="train",
    because="the prediction that goes into the loss is made off the record (no_grad, detach or .data)",
    hint="Record the forward pass; no_grad is for updates by hand.",
)
def off_the_record(model, X, y, learning_rate, steps):
    return _loop(
        model,
        X,
        y,
        _sgd(model, learning_rate),
        steps,
        loss_of=lambda m, X, y: ((m(X).detach() - y) ** 2).mean(),
    )


@twin(
    "D09",
    replaces="train",
    because="the loss is computed once, before the loop, and its graph is used up after one backward",
    hint="New weights need a new forward: which lines belong inside the loop?",
)
def loss_outside(model, X, y, learning_rate, steps):
    loss = _mse(model, X, y)
    return _loop(model, X, y, _sgd(model, learning_rate), steps, loss_of=lambda *_: loss)


@twin(
    "D08",
    replaces="train",
    because="the loss is computed once, before the loop, and retain_graph repeats its old gradients",
    hint="retain_graph silences the error and keeps the old slope. Go forward inside the loop instead.",
)
def graph_retained(model, X, y, learning_rate, steps):
    optimizer = _sgd(model, learning_rate)
    loss = _mse(model, X, y)
    losses = []
    for _ in range(steps):
        optimizer.zero_grad()
        loss.backward(retain_graph=True)
        optimizer.step()
        losses.append(loss.item())
    return losses


# --- the update ---------------------------------------------------------------------------------


@twin(
    "E06",
    replaces="train",
    because="the update runs where autograd records, which may not change a leaf in place",
    hint="Changing weights is not part of the network's computation: do it under torch.no_grad().",
)
def on_record(model, X, y, learning_rate, steps):
    losses = []
    for _ in range(steps):
        loss = _mse(model, X, y)
        loss.backward()
        for p in model.parameters():
            p -= learning_rate * p.grad
            p.grad.zero_()
        losses.append(loss.item())
    return losses


@twin(
    "E07",
    replaces="train",
    because="the model is given new Parameters instead of new values in those it has",
    hint="Whoever holds the old Parameters (an optimizer, the caller) is left with them: use p -= ...",
)
def new_parameters(model, X, y, learning_rate, steps):
    losses = []
    for _ in range(steps):
        loss = _mse(model, X, y)
        loss.backward()
        for layer in model.modules():
            for name, p in list(layer.named_parameters(recurse=False)):
                setattr(layer, name, nn.Parameter(p.detach() - learning_rate * p.grad))
        losses.append(loss.item())
    return losses


@twin(
    "E08",
    replaces="train",
    because="requires_grad is switched off for the update and stays off",
    hint="torch.no_grad() ends by itself; requires_grad = False stays until you switch it on again.",
)
def learning_switched_off(model, X, y, learning_rate, steps):
    losses = []
    for _ in range(steps):
        loss = _mse(model, X, y)
        loss.backward()
        for p in model.parameters():
            p.requires_grad_(False)
            p -= learning_rate * p.grad
            p.grad.zero_()
        losses.append(loss.item())
    return losses


label_cleared_last, label_cleared_first, label_cleared_middle = in_orders(
    "E09",
    "|fbmz|",
    "|zfbm|",
    "|fzbm|",
    because="a loop variable gets the new values, and the model keeps the old ones",
    hint="`p = p - ...` only moves the label p. `p -= ...` changes the tensor itself.",
)


@twin(
    "E09",
    replaces="train",
    because="a loop variable gets the new values and the clearing, and the model keeps the old ones",
    hint="`p = p - ...` only moves the label p. `p -= ...` changes the tensor itself.",
)
def label_moved_and_cleared(model, X, y, learning_rate, steps):
    losses = []
    for _ in range(steps):
        loss = _mse(model, X, y)
        loss.backward()
        with torch.no_grad():
            for p in model.parameters():
                p = p - learning_rate * p.grad
                p.grad = None
        losses.append(loss.item())
    return losses


@twin(
    "E10",
    replaces="train",
    because="the step goes uphill: plus instead of minus",
    hint="A negative gradient should make a weight grow. Which sign does that in your update?",
)
def uphill(model, X, y, learning_rate, steps):
    losses = []
    for _ in range(steps):
        loss = _mse(model, X, y)
        loss.backward()
        with torch.no_grad():
            for p in model.parameters():
                p += learning_rate * p.grad
                p.grad.zero_()
        losses.append(loss.item())
    return losses


@twin(
    "E11",
    replaces="train",
    because="the weights are updated and the biases are left out",
    hint="Update everything that model.parameters() yields.",
)
def biases_left_out(model, X, y, learning_rate, steps):
    optimizer = torch.optim.SGD([p for p in model.parameters() if p.ndim > 1], lr=learning_rate)
    return _loop(model, X, y, optimizer, steps)


@twin(
    "E12",
    replaces="train",
    because="the optimizer holds copies of the parameters, not the model's own",
    hint="Give the optimizer model.parameters() of the very model that goes forward.",
)
def optimizer_on_copies(model, X, y, learning_rate, steps):
    copies = [p.detach().clone().requires_grad_() for p in model.parameters()]
    optimizer = torch.optim.SGD(copies, lr=learning_rate)
    return _loop(model, X, y, optimizer, steps)


@twin(
    "E12",
    replaces="train",
    because="the optimizer holds the parameters of another copy of the model",
    hint="Give the optimizer model.parameters() of the very model that goes forward.",
)
def optimizer_on_copies_cleared(model, X, y, learning_rate, steps):
    optimizer = _sgd(copy.deepcopy(model), learning_rate)
    losses = []
    for _ in range(steps):
        model.zero_grad()
        loss = _mse(model, X, y)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return losses


@twin(
    "E15",
    replaces="train",
    because="the learning rate is fixed at 0.01, whatever was asked for",
    hint="Use the argument you were given.",
)
def rate_fixed(model, X, y, learning_rate, steps):
    return _loop(model, X, y, _sgd(model, 0.01), steps)


@twin(
    "E15",
    replaces="train",
    because="the whole gradient is subtracted, without the learning rate",
    hint="The gradient gives direction and steepness; the learning rate says how far to go.",
)
def rate_left_out(model, X, y, learning_rate, steps):
    return _loop(model, X, y, _sgd(model, 1.0), steps)


@twin(
    "E22",
    replaces="train",
    because="a copy of the model learns, and the one that was handed in stays as it was",
    hint="Train the model you were handed.",
)
def trains_a_copy(model, X, y, learning_rate, steps):
    model = copy.deepcopy(model)
    return _loop(model, X, y, _sgd(model, learning_rate), steps)


@twin(
    "G181",
    replaces="train",
    because="another optimizer takes the steps: momentum instead of plain gradient descent",
    hint="Plain gradient descent is torch.optim.SGD with nothing but a learning rate.",
)
def with_momentum(model, X, y, learning_rate, steps):
    optimizer = torch.optim.SGD(model.parameters(), lr=learning_rate, momentum=0.9)
    return _loop(model, X, y, optimizer, steps)


@twin(
    "G182",
    replaces="train",
    because="another optimizer takes the steps: Adam instead of plain gradient descent",
    hint="Plain gradient descent is torch.optim.SGD with nothing but a learning rate.",
)
def with_adam(model, X, y, learning_rate, steps):
    return _loop(model, X, y, torch.optim.Adam(model.parameters(), lr=learning_rate), steps)


# --- the number of steps, and what is written down ----------------------------------------------


@twin(
    "E16",
    replaces="train",
    because="one update too many is made",
    hint="Count the updates, not the prints: range(steps) has `steps` turns.",
)
def one_too_many(model, X, y, learning_rate, steps):
    return _loop(model, X, y, _sgd(model, learning_rate), steps + 1)


@twin(
    "E16",
    replaces="train",
    because="one update too few is made",
    hint="Count the updates: range(1, steps) has one turn less than range(steps).",
)
def one_too_few(model, X, y, learning_rate, steps):
    return _loop(model, X, y, _sgd(model, learning_rate), steps - 1)


@twin(
    "E16",
    replaces="train",
    because="the loss of the final model is written down as well: one entry too many",
    hint="One entry for each update, the loss before it.",
)
def final_loss_too(model, X, y, learning_rate, steps):
    return [*_loop(model, X, y, _sgd(model, learning_rate), steps), _mse(model, X, y).item()]


@twin(
    "E17",
    replaces="train",
    because="the loss is written down after the update instead of before it",
    hint="The first entry should be the loss of the model as it was handed in.",
)
def loss_after_the_step(model, X, y, learning_rate, steps):
    optimizer = _sgd(model, learning_rate)
    losses = []
    for _ in range(steps):
        optimizer.zero_grad()
        _mse(model, X, y).backward()
        optimizer.step()
        losses.append(_mse(model, X, y).item())
    return losses


@twin(
    "E18",
    replaces="train",
    because="the list keeps the loss tensors, and with them the graph of every step",
    hint="Store plain numbers: loss.item().",
)
def keeps_tensors(model, X, y, learning_rate, steps):
    optimizer = _sgd(model, learning_rate)
    losses = []
    for _ in range(steps):
        optimizer.zero_grad()
        loss = _mse(model, X, y)
        loss.backward()
        optimizer.step()
        losses.append(loss)
    return losses


@twin(
    "G183",
    replaces="train",
    because="only the last loss is returned, not the list",
    hint="Collect each loss in a list, and return the list.",
)
def only_the_last(model, X, y, learning_rate, steps):
    losses = _loop(model, X, y, _sgd(model, learning_rate), steps)
    return losses[-1] if losses else 0.0


@twin(
    "G184",
    replaces="train",
    because="`return` stands inside the loop, so that it ends after one turn",
    hint="Look at the indentation of `return`: it belongs behind the loop.",
)
def returns_inside_the_loop(model, X, y, learning_rate, steps):
    return _loop(model, X, y, _sgd(model, learning_rate), min(steps, 1))


@twin(
    "G03",
    replaces="train",
    because="the losses are printed, or collected, but not returned",
    hint="Printing shows a value to you; `return` hands it to whoever called the function.",
)
def not_returned(model, X, y, learning_rate, steps):
    _loop(model, X, y, _sgd(model, learning_rate), steps)


# --- the loss -----------------------------------------------------------------------------------


@twin(
    "A08",
    replaces="train",
    because="the loss is the mean size of the error, not its mean square",
    hint="Mean squared error: square each error, then average.",
)
def absolute_loss(model, X, y, learning_rate, steps):
    return _loop(
        model, X, y, _sgd(model, learning_rate), steps, loss_of=lambda m, X, y: (m(X) - y).abs().mean()
    )


@twin(
    "A08",
    replaces="train",
    because="the loss is the root of the mean square",
    hint="Mean squared error has no root.",
)
def root_of_the_mean(model, X, y, learning_rate, steps):
    return _loop(model, X, y, _sgd(model, learning_rate), steps, loss_of=lambda *batch: _mse(*batch).sqrt())


@twin(
    "B01",
    replaces="train",
    because="the squared errors are summed instead of averaged",
    hint="Ten times the samples should not mean ten times the step: take the mean.",
)
def summed(model, X, y, learning_rate, steps):
    return _loop(
        model, X, y, _sgd(model, learning_rate), steps, loss_of=lambda m, X, y: ((m(X) - y) ** 2).sum()
    )


@twin(
    "B03",
    replaces="train",
    because="only the first sample is learned from",
    hint="The loss averages over all rows of X.",
)
def first_sample(model, X, y, learning_rate, steps):
    return _loop(model, X[:1], y[:1], _sgd(model, learning_rate), steps)


@twin(
    "B05",
    replaces="train",
    because="prediction (N,) and target (N, 1) are subtracted, which makes an (N, N) table of errors",
    hint="Print both shapes before you subtract: they should be equal.",
)
def broadcast(model, X, y, learning_rate, steps):
    return _loop(
        model,
        X,
        y,
        _sgd(model, learning_rate),
        steps,
        loss_of=lambda m, X, y: ((m(X).squeeze(1) - y) ** 2).mean(),
    )


@twin(
    "B07",
    replaces="train",
    because="backward is called on one loss per sample instead of on one number",
    hint="Reduce the squared errors to their mean first.",
)
def not_reduced(model, X, y, learning_rate, steps):
    return _loop(model, X, y, _sgd(model, learning_rate), steps, loss_of=lambda m, X, y: (m(X) - y) ** 2)


@twin(
    "E23",
    replaces="train",
    because="half the mean squared error is used and reported",
    hint="The contract's loss has no factor of a half.",
)
def halved(model, X, y, learning_rate, steps):
    return _loop(model, X, y, _sgd(model, learning_rate), steps, loss_of=lambda *batch: _mse(*batch) / 2)


@twin(
    "E23",
    replaces="train",
    because="the steps follow the summed errors while the list shows the mean",
    hint="Optimise the same loss that you report.",
)
def steps_follow_the_sum(model, X, y, learning_rate, steps):
    return _loop(model, X, y, _sgd(model, learning_rate * len(X)), steps)


@twin(
    "G185",
    replaces="train",
    because="the parameters are updated after each sample instead of once for the whole batch",
    hint="One step of the contract uses the mean over all samples.",
)
def sample_by_sample(model, X, y, learning_rate, steps):
    optimizer = _sgd(model, learning_rate)
    losses = []
    for _ in range(steps):
        losses.append(_mse(model, X, y).item())
        for i in range(len(X)):
            optimizer.zero_grad()
            _mse(model, X[i : i + 1], y[i : i + 1]).backward()
            optimizer.step()
    return losses


# --- overwritten before backward needs it ---------------------------------------------------------


@twin(
    "D10",
    replaces="train",
    because="the next loss is computed before the update, and backward follows it back after it",
    hint="A graph needs the weights it was made with. Step first, then go forward for the next turn.",
)
def next_loss_before_the_step(model, X, y, learning_rate, steps):
    optimizer = _sgd(model, learning_rate)
    loss = _mse(model, X, y)
    losses = []
    for _ in range(steps):
        losses.append(loss.item())
        optimizer.zero_grad()
        loss.backward()
        loss = _mse(model, X, y)
        optimizer.step()
    return losses


@twin(
    "D15",
    replaces="train",
    because="the errors are squared in place, which overwrites what backward needs",
    hint="error *= error leaves nothing to differentiate. Make a new tensor: error ** 2.",
)
def squared_in_place(model, X, y, learning_rate, steps):
    def loss_of(model, X, y):
        error = model(X) - y
        error *= error
        return error.mean()

    return _loop(model, X, y, _sgd(model, learning_rate), steps, loss_of=loss_of)
