"""ex19_train_until: mistakes known by name. Most are the right loop with one decision changed."""

import copy
import math

import torch

from grader.judge.suite import twin
from grader.suites.ex18_train.misconceptions import acts


def _mse(model, X, y):
    return ((model(X) - y) ** 2).mean()


class _Loop:
    """The right loop, in pieces that a mistake can replace."""

    loss_of = staticmethod(_mse)

    @staticmethod
    def optimizer(model, learning_rate):
        return torch.optim.SGD(model.parameters(), lr=learning_rate)

    @staticmethod
    def good(values, tolerance):
        return values[-1] <= tolerance

    @staticmethod
    def hopeless(values):
        return not math.isfinite(values[-1]) or values[-1] > 1000 * values[0]

    @staticmethod
    def update(optimizer, loss):
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()

    @staticmethod
    def answer(status, steps, values):
        return status, steps, values[-1]

    def __call__(self, model, X, y, *numbers):
        learning_rate, tolerance, max_steps = numbers
        optimizer = self.optimizer(model, learning_rate)
        values = []
        while True:
            loss = self.loss_of(model, X, y)
            values.append(loss.item())
            steps = len(values) - 1
            if self.good(values, tolerance):
                return self.answer("converged", steps, values)
            if self.hopeless(values):
                return self.answer("diverged", steps, values)
            if steps >= max_steps:
                return self.answer("stopped", steps, values)
            self.update(optimizer, loss)


def _changed(**pieces):
    """Give the right loop but for these pieces."""
    return type("_Changed", (_Loop,), {name: staticmethod(piece) for name, piece in pieces.items()})()


# --- the decision -------------------------------------------------------------------------------


@twin(
    "G191",
    replaces="train_until",
    because="a loss equal to the tolerance does not count as good enough",
    hint="At or under the tolerance: <=, not <.",
)
def strictly_under(*task):
    return _changed(good=lambda values, tolerance: values[-1] < tolerance)(*task)


@twin(
    "G192",
    replaces="train_until",
    because="the first look comes after the first update, so that a good model is changed all the same",
    hint="Look at the loss before each update, the first one included.",
)
def looks_after_the_first_update(model, X, y, *numbers):
    learning_rate, tolerance, max_steps = numbers
    optimizer = torch.optim.SGD(model.parameters(), lr=learning_rate)
    loss = _mse(model, X, y)
    first = loss.item()
    for steps in range(1, max_steps + 1):
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        loss = _mse(model, X, y)
        if loss.item() <= tolerance:
            return "converged", steps, loss.item()
        if not math.isfinite(loss.item()) or loss.item() > 1000 * first:
            return "diverged", steps, loss.item()
    return "stopped", max_steps, loss.item()


@twin(
    "G193",
    replaces="train_until",
    because="nothing ever counts as diverged",
    hint="Where in your loop would a loss that explodes be noticed?",
)
def never_diverged(*task):
    return _changed(hopeless=lambda _: False)(*task)


@twin(
    "G194",
    replaces="train_until",
    because="infinite and NaN losses are not noticed: only growth is",
    hint="Every comparison with NaN says no. Ask math.isfinite(loss) as well.",
)
def growth_only(*task):
    return _changed(hopeless=lambda values: values[-1] > 1000 * values[0])(*task)


@twin(
    "G194",
    replaces="train_until",
    because="NaN is noticed and infinity is not",
    hint="math.isfinite says no to both, infinity and NaN.",
)
def nan_only(*task):
    def hopeless(values):
        return math.isnan(values[-1]) or (math.isfinite(values[-1]) and values[-1] > 1000 * values[0])

    return _changed(hopeless=hopeless)(*task)


@twin(
    "G195",
    replaces="train_until",
    because="growth is not noticed: only infinite and NaN losses are",
    hint="A loss a thousand times the first one is hopeless long before it overflows.",
)
def not_finite_only(*task):
    return _changed(hopeless=lambda values: not math.isfinite(values[-1]))(*task)


@twin(
    "G196",
    replaces="train_until",
    because="the loss is compared with the one before instead of the first one",
    hint="Keep the very first loss, and compare with that.",
)
def compared_with_the_last(*task):
    def hopeless(values):
        return not math.isfinite(values[-1]) or values[-1] > 1000 * values[max(len(values) - 2, 0)]

    return _changed(hopeless=hopeless)(*task)


@twin(
    "G197",
    replaces="train_until",
    because="any growth of the loss counts as diverged",
    hint="A thousand times the first loss: a little growth may pass.",
)
def any_growth(*task):
    def hopeless(values):
        return not math.isfinite(values[-1]) or values[-1] > values[0]

    return _changed(hopeless=hopeless)(*task)


@twin(
    "G197",
    replaces="train_until",
    because="the loss is compared with the number 1000 instead of a thousand times the first loss",
    hint='"A thousandfold over the first one" is 1000 times the first loss.',
)
def over_a_thousand(*task):
    def hopeless(values):
        return not math.isfinite(values[-1]) or values[-1] > 1000

    return _changed(hopeless=hopeless)(*task)


@twin(
    "G198",
    replaces="train_until",
    because='"stopped" is decided before the loss after the last update is looked at',
    hint="After the last update: converged? diverged? Only then stopped.",
)
def stopped_first(model, X, y, *numbers):
    learning_rate, tolerance, max_steps = numbers
    loop = _changed(
        good=lambda values, tolerance: len(values) <= max_steps and values[-1] <= tolerance,
        hopeless=lambda values: len(values) <= max_steps and _Loop.hopeless(values),
    )
    return loop(model, X, y, learning_rate, tolerance, max_steps)


@twin(
    "G199",
    replaces="train_until",
    because="the change of the loss is compared with the tolerance, not the loss",
    hint="A loss that hardly changes may still be large. The tolerance is for the loss itself.",
)
def change_is_small(*task):
    def good(values, tolerance):
        return len(values) > 1 and abs(values[-2] - values[-1]) <= tolerance

    return _changed(good=good)(*task)


# --- what is reported ---------------------------------------------------------------------------


@twin(
    "E16",
    replaces="train_until",
    because="the looks are counted instead of the updates: one too many",
    hint="A model that is good already takes 0 updates.",
)
def counts_looks(*task):
    return _changed(answer=lambda status, steps, values: (status, steps + 1, values[-1]))(*task)


@twin(
    "E16",
    replaces="train_until",
    because="max_steps is reported instead of the updates that were made",
    hint="The loop may end early: count the updates.",
)
def reports_the_limit(model, X, y, *numbers):
    status, _, loss = _Loop()(model, X, y, *numbers)
    return status, numbers[-1], loss


@twin(
    "E16",
    replaces="train_until",
    because="one update more than max_steps is made",
    hint="Count the updates: after max_steps of them no further one is allowed.",
)
def one_update_more(model, X, y, *numbers):
    learning_rate, tolerance, max_steps = numbers
    return _Loop()(model, X, y, learning_rate, tolerance, max_steps + 1)


@twin(
    "E17",
    replaces="train_until",
    because="the loss from before the last update is reported",
    hint="After the last update the model has another loss: ask it again.",
)
def loss_before_the_last_update(*task):
    return _changed(answer=lambda status, steps, values: (status, steps, values[max(steps - 1, 0)]))(*task)


@twin(
    "E17",
    replaces="train_until",
    because="when the steps run out, the loss from before the last update is reported and decided on",
    hint="`for _ in range(max_steps)` looks max_steps times: one look is missing after the last update.",
)
def no_look_after_the_last_update(model, X, y, *numbers):
    learning_rate, tolerance, max_steps = numbers
    optimizer = torch.optim.SGD(model.parameters(), lr=learning_rate)
    first, value = None, _mse(model, X, y).item()
    for steps in range(max_steps):
        loss = _mse(model, X, y)
        value = loss.item()
        first = value if first is None else first
        if value <= tolerance:
            return "converged", steps, value
        if not math.isfinite(value) or value > 1000 * first:
            return "diverged", steps, value
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return "stopped", max_steps, value


@twin(
    "G190",
    replaces="train_until",
    because="the smallest loss on the way is reported, not that of the model as it is returned",
    hint="The model keeps its last parameters, not its best: report their loss.",
)
def best_loss(*task):
    return _changed(answer=lambda status, steps, values: (status, steps, min(values)))(*task)


@twin(
    "G03",
    replaces="train_until",
    because="the result is printed, or worked out, but not returned",
    hint="Printing shows a value to you; `return` hands it to whoever called the function.",
)
def not_returned(*task):
    _Loop()(*task)


def _in_orders(id, *orders, because, hint):
    """Give one twin for each order in which students write the same update wrongly."""

    def until(order):
        return _changed(update=lambda optimizer, loss: acts(order, optimizer, loss=loss))

    return [twin(id, replaces="train_until", because=because, hint=hint)(until(order)) for order in orders]


# --- the update ---------------------------------------------------------------------------------


(never_cleared,) = _in_orders(
    "E01",
    "bs",
    because="the gradients are not cleared in every turn, so that each step adds all earlier ones",
    hint="backward adds to what it finds in .grad. Clear it once in every turn of the loop.",
)
early_only, early_and_first = _in_orders(
    "E03",
    "bzs",
    "zbzs",
    because="the gradients are cleared between backward and step, where the step needs them",
    hint="What does .grad hold when the step reads it?",
)
step_cleared_first, step_cleared_last = _in_orders(
    "E04",
    "zsb",
    "sbz",
    because="the step comes before backward, when there is no gradient yet",
    hint="Measure the slope first, then take the step.",
)
(one_turn_late,) = _in_orders(
    "E05",
    "szb",
    because="the order is step, zero, backward: each step uses the gradient of the turn before",
    hint="Put backward between zero and step.",
)
label_cleared_first, label_cleared_last = _in_orders(
    "E09",
    "zbm",
    "bmz",
    because="a loop variable gets the new values, and the model keeps the old ones",
    hint="`p = p - ...` only moves the label p. `p -= ...` changes the tensor itself.",
)


@twin(
    "E06",
    replaces="train_until",
    because="the update runs where autograd records, which may not change a leaf in place",
    hint="Changing weights is not part of the network's computation: do it under torch.no_grad().",
)
def on_record(*task):
    def update(optimizer, loss):
        loss.backward()
        for group in optimizer.param_groups:
            for p in group["params"]:
                p -= group["lr"] * p.grad
                p.grad.zero_()

    return _changed(update=update)(*task)


@twin(
    "E10",
    replaces="train_until",
    because="the step goes uphill: plus instead of minus",
    hint="A negative gradient should make a weight grow. Which sign does that in your update?",
)
def uphill(*task):
    def update(optimizer, loss):
        optimizer.zero_grad()
        (-loss).backward()
        optimizer.step()

    return _changed(update=update)(*task)


@twin(
    "E11",
    replaces="train_until",
    because="the weights are updated and the biases are left out",
    hint="Update everything that model.parameters() yields.",
)
def biases_left_out(*task):
    def optimizer(model, learning_rate):
        return torch.optim.SGD([p for p in model.parameters() if p.ndim > 1], lr=learning_rate)

    return _changed(optimizer=optimizer)(*task)


@twin(
    "E12",
    replaces="train_until",
    because="the optimizer holds copies of the parameters, not the model's own",
    hint="Give the optimizer model.parameters() of the very model that goes forward.",
)
def optimizer_on_copies(*task):
    def optimizer(model, learning_rate):
        return torch.optim.SGD(copy.deepcopy(model).parameters(), lr=learning_rate)

    return _changed(optimizer=optimizer)(*task)


@twin(
    "E15",
    replaces="train_until",
    because="the learning rate is fixed at 0.01, whatever was asked for",
    hint="Use the argument you were given.",
)
def rate_fixed(*task):
    def optimizer(model, learning_rate):
        return torch.optim.SGD(model.parameters(), lr=0.01)

    return _changed(optimizer=optimizer)(*task)


@twin(
    "E22",
    replaces="train_until",
    because="a copy of the model learns, and the one that was handed in stays as it was",
    hint="Train the model you were handed.",
)
def trains_a_copy(model, *task):
    return _Loop()(copy.deepcopy(model), *task)


@twin(
    "G182",
    replaces="train_until",
    because="another optimizer takes the steps: Adam instead of plain gradient descent",
    hint="Plain gradient descent is torch.optim.SGD with nothing but a learning rate.",
)
def with_adam(*task):
    def optimizer(model, learning_rate):
        return torch.optim.Adam(model.parameters(), lr=learning_rate)

    return _changed(optimizer=optimizer)(*task)


# --- the loss -----------------------------------------------------------------------------------


@twin(
    "A08",
    replaces="train_until",
    because="the loss is the root of the mean square",
    hint="Mean squared error has no root.",
)
def root_of_the_mean(*task):
    return _changed(loss_of=lambda m, X, y: _mse(m, X, y).sqrt())(*task)


@twin(
    "B01",
    replaces="train_until",
    because="the squared errors are summed instead of averaged",
    hint="Take the mean over the samples.",
)
def summed(*task):
    return _changed(loss_of=lambda m, X, y: ((m(X) - y) ** 2).sum())(*task)


@twin(
    "B05",
    replaces="train_until",
    because="prediction (N,) and target (N, 1) are subtracted, which makes an (N, N) table of errors",
    hint="Print both shapes before you subtract: they should be equal.",
)
def broadcast(*task):
    return _changed(loss_of=lambda m, X, y: ((m(X).squeeze(1) - y) ** 2).mean())(*task)


@twin(
    "E23",
    replaces="train_until",
    because="half the mean squared error is used and reported",
    hint="The contract's loss has no factor of a half.",
)
def halved(*task):
    return _changed(loss_of=lambda m, X, y: _mse(m, X, y) / 2)(*task)


@twin(
    "D09",
    replaces="train_until",
    because="the loss is computed once, before the loop, and its graph is used up after one backward",
    hint="New weights need a new forward: which lines belong inside the loop?",
)
def loss_outside(model, X, y, *numbers):
    loss = _mse(model, X, y)
    return _changed(loss_of=lambda *_: loss)(model, X, y, *numbers)
