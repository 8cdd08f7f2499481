"""ex20_fix_the_loop: the six bugs, and what repairs of them go wrong.

A mistake is named only among those of its own task, so a bug may come up again as the failed repair
of another loop.
"""

import copy

import torch
from torch import nn

from grader.judge.suite import twin
from grader.suites.ex18_train.misconceptions import in_orders, turns


def _mse(model, X, y):
    return ((model(X) - y) ** 2).mean()


def _sgd(model, learning_rate):
    return torch.optim.SGD(model.parameters(), lr=learning_rate)


def _loop(model, optimizer, steps, loss_of, keep=lambda loss: loss.item()):
    """Train rightly, but for what the caller got wrong."""
    losses = []
    for _ in range(steps):
        optimizer.zero_grad()
        loss = loss_of(model)
        loss.backward()
        optimizer.step()
        losses.append(keep(loss))
    return losses


# --- bugs that one loop is handed out with, and others get by a repair ----------------------------


def _on_record(model, X, y, learning_rate, steps):
    losses = []
    for _ in range(steps):
        loss = _mse(model, X, y)
        loss.backward()
        for p in model.parameters():
            p -= learning_rate * p.grad
        model.zero_grad()
        losses.append(loss.item())
    return losses


def _wrapped_again(model, X, y, learning_rate, steps):
    def loss_of(model):
        return torch.tensor(_mse(model, X, y).item(), requires_grad=True)

    return _loop(model, _sgd(model, learning_rate), steps, loss_of)


def _loss_after_the_step(model, X, y, learning_rate, steps):
    optimizer = _sgd(model, learning_rate)
    losses = []
    for _ in range(steps):
        optimizer.zero_grad()
        _mse(model, X, y).backward()
        optimizer.step()
        losses.append(_mse(model, X, y).item())
    return losses


_NEVER = "the gradients are not cleared in every turn, so that each step adds all earlier ones"
_NEVER_HINT = "backward adds to what it finds in .grad. Which line has to run before every backward?"
_EARLY = "the gradients are cleared between backward and step, where the step needs them"
_EARLY_HINT = "What does .grad hold when the step reads it?"
_RECORD = "the update runs where autograd records, which may not change a leaf in place"
_RECORD_HINT = "Changing weights is not part of the network's computation: keep it under torch.no_grad()."

# --- loop 1 -------------------------------------------------------------------------------------

never_cleared_1, looks_once_more_1 = in_orders(
    "E01", "|fbs|", "|fbs|f", replaces="loop_1", because=_NEVER, hint=_NEVER_HINT
)
early_1, early_and_first_1, early_and_middle_1 = in_orders(
    "E03", "|fbzs|", "|zfbzs|", "|fzbzs|", replaces="loop_1", because=_EARLY, hint=_EARLY_HINT
)
step_early_1, step_early_and_cleared_1, step_early_cleared_last_1 = in_orders(
    "E04",
    "|fzsb|",
    "|zfsb|",
    "|fsbz|",
    replaces="loop_1",
    because="the step now comes before backward, when there is no gradient yet",
    hint="Measure the slope first, then take the step.",
)
(late_1,) = in_orders(
    "E05",
    "|fszb|",
    replaces="loop_1",
    because="backward now comes last, after step and clearing: each step is one turn late",
    hint="Put backward between zero and step.",
)


@twin(
    "E14",
    replaces="loop_1",
    because="zero_() is called on a gradient that is still None",
    hint="Before the first backward there is no gradient at all. zero_grad() copes with that.",
)
def zeroes_none_1(model, X, y, learning_rate, steps):
    optimizer = _sgd(model, learning_rate)
    losses = []
    for _ in range(steps):
        for p in model.parameters():
            p.grad.zero_()
        loss = _mse(model, X, y)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return losses


@twin(
    "E13",
    replaces="loop_1",
    because="only the gradients of the weights are cleared",
    hint="Clear every parameter that model.parameters() yields.",
)
def biases_not_cleared_1(model, X, y, learning_rate, steps):
    optimizer = _sgd(model, learning_rate)
    losses = []
    for _ in range(steps):
        loss = _mse(model, X, y)
        for p in model.parameters():
            if p.ndim > 1:
                p.grad = None
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return losses


# --- loop 2 -------------------------------------------------------------------------------------

early_2, early_and_first_2, early_and_middle_2 = in_orders(
    "E03", "|fbzs|", "|zfbzs|", "|fzbzs|", replaces="loop_2", because=_EARLY, hint=_EARLY_HINT
)
never_cleared_2, looks_once_more_2 = in_orders(
    "E01",
    "|fbs|",
    "|fbs|f",
    replaces="loop_2",
    because="the clearing is gone altogether, so that each step adds all earlier gradients",
    hint="The line was right, only its place was wrong: where may it stand?",
)
step_early_2, step_early_and_cleared_2, step_early_cleared_last_2 = in_orders(
    "E04",
    "|fzsb|",
    "|zfsb|",
    "|fsbz|",
    replaces="loop_2",
    because="the step now comes before backward, when there is no gradient yet",
    hint="Measure the slope first, then take the step.",
)
(late_2,) = in_orders(
    "E05",
    "|fszb|",
    replaces="loop_2",
    because="the order is now step, zero, backward: each step is one turn late",
    hint="Put backward between zero and step.",
)

# --- loop 3 -------------------------------------------------------------------------------------

label_moved_3 = twin(
    "E09",
    replaces="loop_3",
    because="the loop variable gets the new values, and the model keeps the old ones",
    hint="`p = p - ...` moves the label p to a new tensor. How do you change the tensor itself?",
)(turns("|fbmz|"))
on_record_3 = twin("E06", replaces="loop_3", because=_RECORD, hint=_RECORD_HINT)(_on_record)
never_cleared_3 = twin("E01", replaces="loop_3", because=_NEVER, hint=_NEVER_HINT)(turns("|fbs|"))


@twin(
    "E07",
    replaces="loop_3",
    because="the model is given new Parameters instead of new values in those it has",
    hint="Whoever holds the old Parameters (an optimizer, the caller) is left with them: use p -= ...",
)
def new_parameters_3(model, X, y, learning_rate, steps):
    losses = []
    for _ in range(steps):
        loss = _mse(model, X, y)
        loss.backward()
        for layer in model.modules():
            for name, p in list(layer.named_parameters(recurse=False)):
                setattr(layer, name, nn.Parameter(p.detach() - learning_rate * p.grad))
        model.zero_grad()
        losses.append(loss.item())
    return losses


@twin(
    "E10",
    replaces="loop_3",
    because="the step now goes uphill: plus instead of minus",
    hint="A negative gradient should make a weight grow. Which sign does that?",
)
def uphill_3(model, X, y, learning_rate, steps):
    optimizer = torch.optim.SGD(model.parameters(), lr=learning_rate, maximize=True)
    return _loop(model, optimizer, steps, lambda model: _mse(model, X, y))


@twin(
    "E08",
    replaces="loop_3",
    because="requires_grad is switched off for the update and stays off",
    hint="torch.no_grad() ends by itself; requires_grad = False stays until you switch it on again.",
)
def learning_switched_off_3(model, X, y, learning_rate, steps):
    losses = []
    for _ in range(steps):
        loss = _mse(model, X, y)
        loss.backward()
        for p in model.parameters():
            p.requires_grad_(False)
            p -= learning_rate * p.grad
        model.zero_grad()
        losses.append(loss.item())
    return losses


# --- loop 4 -------------------------------------------------------------------------------------


@twin(
    "D08",
    replaces="loop_4",
    because="the loss is computed once, before the loop, and retain_graph repeats its old gradients",
    hint="New weights need a new forward: which lines belong inside the loop?",
)
def graph_retained_4(model, X, y, learning_rate, steps):
    loss = _mse(model, X, y)
    optimizer = _sgd(model, learning_rate)
    losses = []
    for _ in range(steps):
        optimizer.zero_grad()
        loss.backward(retain_graph=True)
        optimizer.step()
        losses.append(loss.item())
    return losses


@twin(
    "D09",
    replaces="loop_4",
    because="the loss is still computed only once, and its graph is used up after one backward",
    hint="The error is right: one forward for each backward. Go forward inside the loop.",
)
def loss_outside_4(model, X, y, learning_rate, steps):
    loss = _mse(model, X, y)
    return _loop(model, _sgd(model, learning_rate), steps, lambda _: loss)


@twin(
    "D09",
    replaces="loop_4",
    because="the prediction is still made once, before the loop; only the loss has moved inside",
    hint="It is the forward that must run again: the prediction depends on the weights.",
)
def prediction_outside_4(model, X, y, learning_rate, steps):
    pred = model(X)
    return _loop(model, _sgd(model, learning_rate), steps, lambda _: ((pred - y) ** 2).mean())


@twin(
    "D08",
    replaces="loop_4",
    because="the prediction is still made once, and retain_graph repeats its old gradients",
    hint="It is the forward that must run again: the prediction depends on the weights.",
)
def prediction_retained_4(model, X, y, learning_rate, steps):
    pred = model(X)
    optimizer = _sgd(model, learning_rate)
    losses = []
    for _ in range(steps):
        loss = ((pred - y) ** 2).mean()
        optimizer.zero_grad()
        loss.backward(retain_graph=True)
        optimizer.step()
        losses.append(loss.item())
    return losses


never_cleared_4 = twin("E01", replaces="loop_4", because=_NEVER, hint=_NEVER_HINT)(turns("|fbs|"))
wrapped_4 = twin(
    "D03",
    replaces="loop_4",
    because="the loss is wrapped into a new tensor, which knows nothing of the model",
    hint="backward follows the history of the very tensor that the model computed.",
)(_wrapped_again)


@twin(
    "E17",
    replaces="loop_4",
    because="the loss is computed anew only to be written down, after the step",
    hint="The first entry should be the loss of the model as it was handed in.",
)
def loss_after_the_step_4(model, X, y, learning_rate, steps):
    return _loss_after_the_step(model, X, y, learning_rate, steps)


# --- loop 5 -------------------------------------------------------------------------------------


@twin(
    "B05",
    replaces="loop_5",
    because="prediction (N,) and target (N, 1) are subtracted, which makes an (N, N) table of errors",
    hint="Print both shapes before you subtract: they should be equal.",
)
def broadcast_5(model, X, y, learning_rate, steps):
    return _loop(
        model, _sgd(model, learning_rate), steps, lambda model: ((model(X).squeeze(1) - y) ** 2).mean()
    )


@twin(
    "B05",
    replaces="loop_5",
    because="now the target is (N,) and the prediction (N, 1): their difference is a table as before",
    hint="Either both (N,) or both (N, 1): print both shapes.",
)
def broadcast_the_other_way_5(model, X, y, learning_rate, steps):
    flat = y.squeeze(1)
    return _loop(model, _sgd(model, learning_rate), steps, lambda model: ((model(X) - flat) ** 2).mean())


@twin(
    "B01",
    replaces="loop_5",
    because="the squared errors are now summed instead of averaged",
    hint="The shapes were the bug; the mean was right.",
)
def summed_5(model, X, y, learning_rate, steps):
    return _loop(model, _sgd(model, learning_rate), steps, lambda model: ((model(X) - y) ** 2).sum())


@twin(
    "B03",
    replaces="loop_5",
    because="only the first sample is learned from",
    hint="All N samples belong into the mean.",
)
def first_sample_5(model, X, y, learning_rate, steps):
    return _loop(model, _sgd(model, learning_rate), steps, lambda model: ((model(X) - y) ** 2)[0].mean())


@twin(
    "B07",
    replaces="loop_5",
    because="backward is called on one loss per sample instead of on one number",
    hint="Reduce the squared errors to their mean first.",
)
def not_reduced_5(model, X, y, learning_rate, steps):
    return _loop(model, _sgd(model, learning_rate), steps, lambda model: (model(X) - y) ** 2)


# --- loop 6 -------------------------------------------------------------------------------------


@twin(
    "E18",
    replaces="loop_6",
    because="the list still holds tensors, not plain numbers",
    hint="Store plain numbers: loss.item(). A detached tensor is still a tensor.",
)
def keeps_tensors_6(model, X, y, learning_rate, steps):
    return _loop(
        model, _sgd(model, learning_rate), steps, lambda model: _mse(model, X, y), keep=lambda loss: loss
    )


@twin(
    "D02",
    replaces="loop_6",
    because=".item() now comes before backward, which a plain number does not have",
    hint="Keep the tensor for backward; take the number out where it is stored.",
)
def item_too_early_6(model, X, y, learning_rate, steps):
    return _loop(model, _sgd(model, learning_rate), steps, lambda model: _mse(model, X, y).item())


@twin(
    "D04",
    replaces="loop_6",
    because="the loss is detached before backward, which then finds no history",
    hint="Cut the history only of what you store, not of what backward needs.",
)
def detached_too_early_6(model, X, y, learning_rate, steps):
    return _loop(model, _sgd(model, learning_rate), steps, lambda model: _mse(model, X, y).detach())


@twin(
    "E17",
    replaces="loop_6",
    because="the loss is computed anew for the list, after the update",
    hint="The first entry should be the loss of the model as it was handed in.",
)
def loss_after_the_step_6(model, X, y, learning_rate, steps):
    return _loss_after_the_step(model, X, y, learning_rate, steps)


@twin(
    "G201",
    replaces="loop_6",
    because="the losses are rounded on their way into the list",
    hint="Round where you show a number, not where you store it.",
)
def rounded_6(model, X, y, learning_rate, steps):
    def keep(loss):
        return round(loss.item(), 4)

    return _loop(model, _sgd(model, learning_rate), steps, lambda model: _mse(model, X, y), keep=keep)


# --- what can go wrong in any of them -----------------------------------------------------------


def _trains_a_copy(model, X, y, learning_rate, steps):
    model = copy.deepcopy(model)
    return _loop(model, _sgd(model, learning_rate), steps, lambda model: _mse(model, X, y))


def _not_returned(model, X, y, learning_rate, steps):
    _loop(model, _sgd(model, learning_rate), steps, lambda model: _mse(model, X, y))


def _rate_fixed(model, X, y, learning_rate, steps):
    return _loop(model, _sgd(model, 0.01), steps, lambda model: _mse(model, X, y))


def _in_each(id, wrong, because, hint):
    """Give the twin of each loop."""
    return [twin(id, replaces=f"loop_{i}", because=because, hint=hint)(wrong) for i in range(1, 7)]


copy_1, copy_2, copy_3, copy_4, copy_5, copy_6 = _in_each(
    "E22",
    _trains_a_copy,
    "a copy of the model learns, and the one that was handed in stays as it was",
    "Train the model you were handed.",
)
mute_1, mute_2, mute_3, mute_4, mute_5, mute_6 = _in_each(
    "G03",
    _not_returned,
    "the losses are printed, or collected, but not returned",
    "Printing shows a value to you; `return` hands it to whoever called the function.",
)
fixed_1, fixed_2, fixed_3, fixed_4, fixed_5, fixed_6 = _in_each(
    "E15",
    _rate_fixed,
    "the learning rate is fixed at 0.01, whatever was asked for",
    "Use the argument you were given.",
)


@twin(
    "D10",
    replaces="loop_4",
    because="the next loss is computed before the update, and backward follows it back after it",
    hint="A graph needs the weights it was made with. Go forward after the step, not before it.",
)
def next_loss_before_the_step_4(model, X, y, learning_rate, steps):
    loss = _mse(model, X, y)
    optimizer = _sgd(model, learning_rate)
    losses = []
    for _ in range(steps):
        optimizer.zero_grad()
        loss.backward()
        losses.append(loss.item())
        loss = _mse(model, X, y)
        optimizer.step()
    return losses


@twin(
    "E19",
    replaces="loop_6",
    because="eval() is called to end the recording, which it does not do: the list still holds graphs",
    hint="eval() changes what some layers compute; it does not stop autograd. Store loss.item().",
)
def evaluation_mode_6(model, X, y, learning_rate, steps):
    model.eval()
    return keeps_tensors_6.replaces["loop_6"](model, X, y, learning_rate, steps)
