"""ex15_manual_update: mistakes known by name."""

import torch
from torch import nn

from grader.judge.suite import twin


def _with_gradient(model):
    return [p for p in model.parameters() if p.grad is not None]


@twin(
    "E03",
    replaces="manual_update",
    because="the gradients are cleared before the step that needs them",
    hint="Which value does .grad have at the moment you multiply it by the learning rate?",
)
def cleared_too_early(model, learning_rate):
    with torch.no_grad():
        for p in _with_gradient(model):
            p.grad.zero_()
            p -= learning_rate * p.grad


@twin(
    "E03",
    replaces="manual_update",
    because="the first parameter's update clears all gradients, so that the others have none left",
    hint="model.zero_grad() clears every parameter. What is left for the next turn of the loop?",
)
def cleared_all_inside_the_loop(model, learning_rate):
    with torch.no_grad():
        for p in model.parameters():
            if p.grad is not None:
                p -= learning_rate * p.grad
                model.zero_grad()


@twin(
    "E03",
    replaces="manual_update",
    because="the first parameter's update sets all gradients to None, and the next one multiplies by it",
    hint="model.zero_grad() clears every parameter. What is left for the next turn of the loop?",
)
def cleared_all_unguarded(model, learning_rate):
    with torch.no_grad():
        for p in model.parameters():
            p -= learning_rate * p.grad
            model.zero_grad()


@twin(
    "E01",
    replaces="manual_update",
    because="the gradients are never cleared",
    hint="The next backward adds to what is in .grad. What should it find there?",
)
def never_cleared(model, learning_rate):
    with torch.no_grad():
        for p in _with_gradient(model):
            p -= learning_rate * p.grad


@twin(
    "E06",
    replaces="manual_update",
    because="the update runs where autograd records, which may not change a leaf in place",
    hint="Changing weights is not part of the network's computation: do it under torch.no_grad().",
)
def on_record(model, learning_rate):
    for p in _with_gradient(model):
        p -= learning_rate * p.grad
        p.grad.zero_()


@twin(
    "E07",
    replaces="manual_update",
    because="the model is given a new Parameter instead of new values in the one it has",
    hint="An optimizer made earlier still holds the old one. Change the tensor that is there: p -= ...",
)
def new_parameters(model, learning_rate):
    for layer in model.modules():
        for name, p in list(layer.named_parameters(recurse=False)):
            if p.grad is not None:
                setattr(layer, name, nn.Parameter(p.detach() - learning_rate * p.grad))


@twin(
    "E07",
    replaces="manual_update",
    because="a plain tensor is assigned where the model keeps a Parameter",
    hint="`w = w - ...` makes a new tensor, and a model accepts only a Parameter. Change the one it has.",
)
def plain_tensor_assigned(model, learning_rate):
    with torch.no_grad():
        for layer in model.modules():
            for name, p in list(layer.named_parameters(recurse=False)):
                if p.grad is not None:
                    setattr(layer, name, p - learning_rate * p.grad)


@twin(
    "E08",
    replaces="manual_update",
    because="requires_grad is switched off for the update and stays off",
    hint="After the update the parameter must still collect gradients. torch.no_grad() ends by itself.",
)
def learning_switched_off(model, learning_rate):
    for p in _with_gradient(model):
        p.requires_grad_(False)
        p -= learning_rate * p.grad
        p.grad.zero_()


@twin(
    "E09",
    replaces="manual_update",
    because="the loop variable gets a new tensor, and the model keeps the old values",
    hint="`p = p - ...` moves the label p to a new tensor. `p -= ...` changes the tensor itself.",
)
def label_moved(model, learning_rate):
    with torch.no_grad():
        for p in _with_gradient(model):
            gradient, label = p.grad, p
            label = label - learning_rate * gradient
            gradient.zero_()


@twin(
    "E09",
    replaces="manual_update",
    because="the loop variable gets a new tensor, whose gradient is cleared instead of the model's",
    hint="`p = p - ...` moves the label p to a new tensor. `p -= ...` changes the tensor itself.",
)
def label_moved_and_nothing_cleared(model, learning_rate):
    with torch.no_grad():
        for p in _with_gradient(model):
            p = p - learning_rate * p.grad
            p.grad = None


@twin(
    "E10",
    replaces="manual_update",
    because="the step is added uphill: plus instead of minus",
    hint="A negative gradient should make the weight grow. Which sign does that in your update?",
)
def uphill(model, learning_rate):
    with torch.no_grad():
        for p in _with_gradient(model):
            p += learning_rate * p.grad
            p.grad.zero_()


@twin(
    "E11",
    replaces="manual_update",
    because="the weights are updated and the biases are left out",
    hint="model.parameters() yields all that the model learns. Which of them does your loop see?",
)
def biases_left_out(model, learning_rate):
    with torch.no_grad():
        for p in _with_gradient(model):
            if p.ndim > 1:
                p -= learning_rate * p.grad
            p.grad.zero_()


@twin(
    "E11",
    replaces="manual_update",
    because="only the weights are updated and cleared",
    hint="model.parameters() yields all that the model learns. Which of them does your loop see?",
)
def only_weights_at_all(model, learning_rate):
    with torch.no_grad():
        for p in _with_gradient(model):
            if p.ndim > 1:
                p -= learning_rate * p.grad
                p.grad.zero_()


@twin(
    "E11",
    replaces="manual_update",
    because="model.weight and model.bias are named one by one, which other models do not have",
    hint="A model may have any parameters: loop over model.parameters().",
)
def named_one_by_one(model, learning_rate):
    with torch.no_grad():
        for p in (model.weight, model.bias):
            if p.grad is not None:
                p -= learning_rate * p.grad
                p.grad.zero_()


@twin(
    "E13",
    replaces="manual_update",
    because="only the gradients of the weights are cleared",
    hint="Which .grad still holds numbers after your update?",
)
def biases_not_cleared(model, learning_rate):
    with torch.no_grad():
        for p in _with_gradient(model):
            p -= learning_rate * p.grad
            if p.ndim > 1:
                p.grad.zero_()


@twin(
    "E14",
    replaces="manual_update",
    because="a gradient that is None is multiplied by the learning rate",
    hint="A parameter that backward never reached has no gradient at all: .grad is None. Skip it.",
)
def none_multiplied(model, learning_rate):
    with torch.no_grad():
        for p in model.parameters():
            p -= learning_rate * p.grad
            p.grad.zero_()


@twin(
    "E14",
    replaces="manual_update",
    because="zero_() is called on a gradient that is None",
    hint="The check for None must cover the clearing as well as the step.",
)
def none_zeroed(model, learning_rate):
    with torch.no_grad():
        for p in model.parameters():
            if p.grad is not None:
                p -= learning_rate * p.grad
            p.grad.zero_()


@twin(
    "E14",
    replaces="manual_update",
    because="the update stops at the first parameter without a gradient",
    hint="`return` and `break` leave the loop; to skip one parameter, `continue`.",
)
def stops_at_none(model, learning_rate):
    with torch.no_grad():
        for p in model.parameters():
            if p.grad is None:
                break
            p -= learning_rate * p.grad
            p.grad.zero_()


@twin(
    "E15",
    replaces="manual_update",
    because="the learning rate is fixed at 0.01, whatever was asked for",
    hint="Use the argument you were given.",
)
def rate_fixed(model, learning_rate):
    with torch.no_grad():
        for p in _with_gradient(model):
            p -= 0.01 * p.grad
            p.grad.zero_()


@twin(
    "E15",
    replaces="manual_update",
    because="the whole gradient is subtracted, without the learning rate",
    hint="The gradient gives direction and steepness; the learning rate says how far to go.",
)
def rate_left_out(model, learning_rate):
    with torch.no_grad():
        for p in _with_gradient(model):
            p -= p.grad
            p.grad.zero_()


@twin(
    "A12",
    replaces="manual_update",
    because="every entry moves by the learning rate itself: only the sign of the gradient is used",
    hint="Where the loss is steeper the step is longer: multiply by the gradient, not by its sign.",
)
def sign_only(model, learning_rate):
    with torch.no_grad():
        for p in _with_gradient(model):
            p -= learning_rate * p.grad.sign()
            p.grad.zero_()


@twin(
    "D11",
    replaces="manual_update",
    because="the update goes through .data, which hides the change from autograd",
    hint="The values are right, and autograd does not know that they changed. Use torch.no_grad().",
)
def behind_autograds_back(model, learning_rate):
    for p in _with_gradient(model):
        p.data -= learning_rate * p.grad
        p.grad.zero_()


@twin(
    "D11",
    replaces="manual_update",
    because="a new tensor is put into .data, so that the parameter leaves its memory",
    hint="Whoever shares the parameter's memory keeps the old values. Change them where they are: p -= ...",
)
def new_memory(model, learning_rate):
    for p in _with_gradient(model):
        p.data = p.data - learning_rate * p.grad
        p.grad.zero_()


# --- the trace ----------------------------------------------------------------------------------


@twin(
    "E10",
    replaces="trace_update",
    because="the step points uphill: plus instead of minus",
    hint="With gradient -5 the weight should grow. Does yours?",
)
def trace_uphill(w, gradient, learning_rate):
    step = learning_rate * gradient
    return {"before": w, "step": step, "after": w + step}


@twin(
    "G151",
    replaces="trace_update",
    because="the step is shown with the sign it has before it is subtracted",
    hint="The contract: before + step = after. Is that so in your dictionary?",
)
def step_before_the_minus(w, gradient, learning_rate):
    step = learning_rate * gradient
    return {"before": w, "step": step, "after": w - step}


@twin(
    "G152",
    replaces="trace_update",
    because="the step is shown as a length, without its direction",
    hint="A step has a sign: where the weight shrinks, it is negative.",
)
def length_of_the_step(w, gradient, learning_rate):
    step = learning_rate * gradient
    return {"before": w, "step": abs(step), "after": w - step}


@twin(
    "A07",
    replaces="trace_update",
    because="the sign of the gradient is lost, so that the weight always shrinks",
    hint="A negative gradient should make the weight grow.",
)
def always_down(w, gradient, learning_rate):
    step = -learning_rate * abs(gradient)
    return {"before": w, "step": step, "after": w + step}


@twin(
    "G153",
    replaces="trace_update",
    because="the gradient is shown as the step, without the learning rate",
    hint="step = -learning_rate * gradient: all three belong to it.",
)
def gradient_as_step(w, gradient, learning_rate):
    return {"before": w, "step": gradient, "after": w - learning_rate * gradient}


@twin(
    "E15",
    replaces="trace_update",
    because="the learning rate is left out",
    hint="The gradient gives direction and steepness; the learning rate says how far to go.",
)
def trace_without_rate(w, gradient, learning_rate):
    return {"before": w, "step": -gradient, "after": w - gradient}


@twin(
    "E15",
    replaces="trace_update",
    because="the learning rate is fixed at 0.01, whatever was asked for",
    hint="Use the argument you were given.",
)
def trace_with_fixed_rate(w, gradient, learning_rate):
    return {"before": w, "step": -0.01 * gradient, "after": w - 0.01 * gradient}


@twin(
    "D14",
    replaces="trace_update",
    because='"before" is the same object as the weight that then changes, so that it shows the new value',
    hint="Two names for one tensor change together. Keep the old number (or a clone) before you update.",
)
def before_changes_along(w, gradient, learning_rate):
    step = -learning_rate * gradient
    return {"before": w + step, "step": step, "after": w + step}


@twin(
    "A14",
    replaces="trace_update",
    because="the lesson's 0.5, 0.05 and 0.55 are returned, whatever goes in",
    hint="Try other numbers: does your answer change?",
)
def lesson_numbers(w, gradient, learning_rate):
    return {"before": 0.5, "step": 0.05, "after": 0.55}


@twin(
    "G03",
    replaces="trace_update",
    because="the trace is printed, or worked out, but not returned",
    hint="Printing shows a value to you; `return` hands it to whoever called the function.",
)
def not_returned(w, gradient, learning_rate):
    return None
