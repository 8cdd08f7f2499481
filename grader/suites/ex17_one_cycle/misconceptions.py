"""ex17_one_cycle: mistakes known by name."""

import copy

import torch

from grader.judge.suite import twin
from grader.suites.ex18_train.misconceptions import acts


def _loss(model, x, y):
    pred = model(x)
    return pred, ((pred - y) ** 2).sum()


def _report(before, after):
    (pred, loss), (new_pred, new_loss) = before, after
    return {
        "pred_before": float(pred),
        "loss_before": float(loss),
        "pred_after": float(new_pred),
        "loss_after": float(new_loss),
        "improvement": float(loss) - float(new_loss),
    }


def _in_orders(id, *orders, because, hint):
    """Give one twin for each order in which students write the same mistake."""

    def cycle(order):
        def one_cycle(model, optimizer, x, y):
            before = acts(order, optimizer, lambda: _loss(model, x, y))
            return _report(before, _loss(model, x, y))

        return one_cycle

    return [twin(id, replaces="one_cycle", because=because, hint=hint)(cycle(order)) for order in orders]


# --- the order ----------------------------------------------------------------------------------

(never_cleared,) = _in_orders(
    "E01",
    "fbs",
    because="the gradients are never cleared, so that the step adds old ones to this sample's",
    hint="backward adds to what it finds in .grad. When is the last moment to clear it?",
)
early_only, early_and_first, early_and_middle = _in_orders(
    "E03",
    "fbzs",
    "zfbzs",
    "fzbzs",
    because="the gradients are cleared between backward and step, where the step needs them",
    hint="What does .grad hold when the optimizer reads it?",
)
step_cleared_first, step_cleared_before_it, step_cleared_last, step_with_leftovers = _in_orders(
    "E04",
    "zfsb",
    "fzsb",
    "zfsbz",
    "fsb",
    because="the step comes before backward, when there is no gradient of this sample yet",
    hint="Measure the slope first, then take the step.",
)
(one_cycle_late,) = _in_orders(
    "E05",
    "fszb",
    because="the order is step, zero, backward: each step uses the gradient of the cycle before",
    hint="Put backward between zero and step.",
)
(two_steps,) = _in_orders(
    "E16",
    "zfbss",
    because="the optimizer takes two steps",
    hint="One cycle is one step: count the calls of step().",
)


# --- the graph ----------------------------------------------------------------------------------


@twin(
    "D02",
    replaces="one_cycle",
    because=".item() turns the loss into a plain number before backward",
    hint="A plain number has no history to go back through. Call .item() only for the report.",
)
def item_too_early(model, optimizer, x, y):
    optimizer.zero_grad()
    pred, loss = _loss(model, x, y)
    loss = loss.item()
    loss.backward()
    optimizer.step()
    return _report((pred, loss), _loss(model, x, y))


wrapped_cleared_first, wrapped_cleared_middle = _in_orders(
    "D03",
    "zfws",
    "fzws",
    because="the loss is wrapped into a new tensor, which knows nothing of the model",
    hint="backward follows the history of the very tensor that the model computed.",
)
(backward_twice,) = _in_orders(
    "D07",
    "zfbbs",
    because="backward is called twice on one loss, whose graph is used up after the first time",
    hint="One forward per backward: compute the loss afresh before you ask for its gradients again.",
)


@twin(
    "D05",
    replaces="one_cycle",
    because="the prediction that goes into the loss is made off the record (no_grad, detach or .data)",
    hint="Record the forward pass before backward; no_grad is for looking and for updates by hand.",
)
def off_the_record(model, optimizer, x, y):
    optimizer.zero_grad()
    with torch.no_grad():
        before = _loss(model, x, y)
    before[1].backward()
    optimizer.step()
    return _report(before, _loss(model, x, y))


@twin(
    "D08",
    replaces="one_cycle",
    because="backward runs twice on a graph kept with retain_graph, so that the gradient counts double",
    hint="You do not need retain_graph here: one forward, one backward.",
)
def graph_retained(model, optimizer, x, y):
    optimizer.zero_grad()
    before = _loss(model, x, y)
    before[1].backward(retain_graph=True)
    before[1].backward()
    optimizer.step()
    return _report(before, _loss(model, x, y))


# --- the update ---------------------------------------------------------------------------------


label_cleared_first, label_cleared_middle, label_cleared_last = _in_orders(
    "E09",
    "zfbm",
    "fzbm",
    "zfbmz",
    because="a loop variable gets the new values, and the model keeps the old ones",
    hint="`p = p - ...` only moves a label. Here the optimizer takes the step for you.",
)


@twin(
    "E10",
    replaces="one_cycle",
    because="the step goes uphill",
    hint="The optimizer already walks against the gradient: call backward on the loss, not on its negative.",
)
def uphill(model, optimizer, x, y):
    optimizer.zero_grad()
    before = _loss(model, x, y)
    (-before[1]).backward()
    optimizer.step()
    return _report(before, _loss(model, x, y))


@twin(
    "E15",
    replaces="one_cycle",
    because="a new optimizer with rate 0.01 is made instead of using the one handed in",
    hint="The optimizer you were given knows the learning rate.",
)
def own_rate(model, optimizer, x, y):
    return _with(torch.optim.SGD(model.parameters(), lr=0.01), model, x, y)


@twin(
    "E20",
    replaces="one_cycle",
    because="each cycle steps without the optimizer's memory of earlier ones (a new optimizer, or by hand)",
    hint="Momentum lives in the optimizer: let the one that was handed in take the step.",
)
def new_optimizer(model, optimizer, x, y):
    return _with(torch.optim.SGD(model.parameters(), lr=optimizer.param_groups[0]["lr"]), model, x, y)


@twin(
    "E22",
    replaces="one_cycle",
    because="a copy of the model is trained, and the one that was handed in stays as it was",
    hint="Train the model you were given: its parameters are what the optimizer holds.",
)
def trains_a_copy(model, optimizer, x, y):
    twin_model = copy.deepcopy(model)
    group = optimizer.param_groups[0]
    return _with(
        torch.optim.SGD(twin_model.parameters(), lr=group["lr"], momentum=group["momentum"]), twin_model, x, y
    )


@twin(
    "E23",
    replaces="one_cycle",
    because="backward runs on half the loss, so that the step is half as long",
    hint="Optimise the same loss that you report: (pred - y)².",
)
def half_the_loss(model, optimizer, x, y):
    optimizer.zero_grad()
    before = _loss(model, x, y)
    (before[1] / 2).backward()
    optimizer.step()
    return _report(before, _loss(model, x, y))


@twin(
    "A08",
    replaces="one_cycle",
    because="the loss is the size of the error, not its square",
    hint="The loss here is (pred - y)².",
)
def absolute_loss(model, optimizer, x, y):
    optimizer.zero_grad()
    pred = model(x)
    loss = (pred - y).abs().sum()
    loss.backward()
    optimizer.step()
    new_pred = model(x)
    return _report((pred, loss), (new_pred, (new_pred - y).abs().sum()))


def _with(optimizer, model, x, y):
    optimizer.zero_grad()
    before = _loss(model, x, y)
    before[1].backward()
    optimizer.step()
    return _report(before, _loss(model, x, y))


# --- the report ---------------------------------------------------------------------------------


@twin(
    "E17",
    replaces="one_cycle",
    because="the pair after the step is the old one: no fresh forward was made",
    hint="The old prediction does not change by itself when the weights do. Ask the model again.",
)
def no_fresh_forward(model, optimizer, x, y):
    before = _loss(model, x, y)
    _with(optimizer, model, x, y)
    return _report(before, before)


@twin(
    "E17",
    replaces="one_cycle",
    because="the loss after the step still belongs to the prediction before it",
    hint="In each pair loss = (pred - y)². Is that so in your second pair?",
)
def stale_loss_after(model, optimizer, x, y):
    report = _with(optimizer, model, x, y)
    return {**report, "loss_after": report["loss_before"], "improvement": 0.0}


@twin(
    "E17",
    replaces="one_cycle",
    because="the prediction before is asked for after the step, beside the loss from before it",
    hint="In each pair loss = (pred - y)². Is that so in your first pair?",
)
def late_prediction_before(model, optimizer, x, y):
    report = _with(optimizer, model, x, y)
    return {**report, "pred_before": report["pred_after"]}


@twin(
    "G171",
    replaces="one_cycle",
    because="the improvement is taken the wrong way round: after minus before",
    hint="An improvement is positive where the loss fell.",
)
def reversed_improvement(model, optimizer, x, y):
    report = _with(optimizer, model, x, y)
    return {**report, "improvement": -report["improvement"]}


@twin(
    "G172",
    replaces="one_cycle",
    because="the improvement is taken without its sign",
    hint="Where the loss grew the improvement is negative.",
)
def unsigned_improvement(model, optimizer, x, y):
    report = _with(optimizer, model, x, y)
    return {**report, "improvement": abs(report["improvement"])}


@twin(
    "G173",
    replaces="one_cycle",
    because="the improvement is given as a share of the first loss",
    hint="The contract: improvement = loss_before - loss_after.",
)
def relative_improvement(model, optimizer, x, y):
    report = _with(optimizer, model, x, y)
    return {**report, "improvement": report["improvement"] / report["loss_before"]}


@twin(
    "G174",
    replaces="one_cycle",
    because="the improvement is that of the prediction, not of the loss",
    hint="The contract: improvement = loss_before - loss_after.",
)
def improvement_of_prediction(model, optimizer, x, y):
    report = _with(optimizer, model, x, y)
    return {**report, "improvement": report["pred_after"] - report["pred_before"]}


@twin(
    "A14",
    replaces="one_cycle",
    because="the lesson's numbers are returned, whatever goes in",
    hint="Try another rate: does your answer change?",
)
def lesson_numbers(model, optimizer, x, y):
    _with(optimizer, model, x, y)
    return _report((2.5, 6.25), (3.25, 3.0625))


@twin(
    "A14",
    replaces="one_cycle",
    because="the lesson's printed numbers are returned, whatever goes in",
    hint="They belong to rate 0.002. Try another rate: does your answer change?",
)
def printed_numbers(model, optimizer, x, y):
    _with(optimizer, model, x, y)
    return {**_report((2.5, 6.25), (2.65, 5.523)), "improvement": 0.727}


@twin(
    "G03",
    replaces="one_cycle",
    because="the report is printed, or worked out, but not returned",
    hint="Printing shows a value to you; `return` hands it to whoever called the function.",
)
def not_returned(model, optimizer, x, y):
    _with(optimizer, model, x, y)
