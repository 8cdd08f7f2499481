"""ex10_autograd_check: mistakes in the gradient through autograd, known by name."""

import torch

from grader.judge.suite import Twin, twin


def _squared(model, x, y):
    return ((model(x) - y) ** 2).sum()


def _gradient(id, because, hint, wrong) -> Twin:
    return twin(id, replaces="neuron_gradient_autograd", because=because, hint=hint)(wrong)


def _of_loss(id, because, hint, loss) -> Twin:
    """Differentiate another loss, rightly."""
    return _gradient(
        id, because, hint, lambda m, x, y: torch.autograd.grad(loss(m(x), y).sum(), (m.weight, m.bias))
    )


def _changed(id, because, hint, change) -> Twin:
    """Change the right gradients at the end."""

    def wrong(model, x, y):
        return change(*torch.autograd.grad(_squared(model, x, y), (model.weight, model.bias)))

    return _gradient(id, because, hint, wrong)


def _filled(id, because, hint, *, clear, read) -> Twin:
    """Clear, go backward, read: each in a possibly wrong way."""

    def wrong(model, x, y):
        clear(model)
        _squared(model, x, y).backward()
        return read(model.weight.grad), read(model.bias.grad)

    return _gradient(id, because, hint, wrong)


def _zero_in_place(*parameters):
    for parameter in parameters:
        if parameter.grad is not None:
            parameter.grad.zero_()


NEVER_CLEARED = _filled(
    "E01",
    "earlier gradients are never cleared, so each call adds to the one before",
    "backward() adds to .grad. Clear it first, or use torch.autograd.grad.",
    clear=lambda model: None,
    read=lambda grad: grad.clone(),
)
NEVER_CLEARED_NOR_COPIED = _filled(
    "E01",
    "earlier gradients are never cleared, and .grad itself is handed out",
    "backward() adds to .grad. Clear it first, and hand out a copy.",
    clear=lambda model: None,
    read=lambda grad: grad,
)
ONLY_WEIGHTS_CLEARED = _filled(
    "E13",
    "only the weights' gradient is cleared, and the bias's keeps growing",
    "Clear every parameter: model.zero_grad() does it.",
    clear=lambda model: _zero_in_place(model.weight),
    read=lambda grad: grad.clone(),
)
NOT_COPIED = _filled(
    "D13",
    ".grad is handed out without a copy, and the next call overwrites it",
    "`model.weight.grad` is the model's own tensor. Return a clone of it.",
    clear=lambda model: _zero_in_place(model.weight, model.bias),
    read=lambda grad: grad,
)
HALF = _of_loss(
    "E23",
    "half the squared error is differentiated",
    "Differentiate the loss as it is asked for: (model(x) - y)².",
    lambda pred, y: 0.5 * (pred - y) ** 2,
)
ABSOLUTE = _of_loss(
    "A08",
    "the absolute error, the root of the squared one, is differentiated",
    "Is the loss the square, or its root? The slope of the square grows with the error.",
    lambda pred, y: (pred - y).abs(),
)
NOT_SQUARED = _of_loss(
    "A05",
    "the error is differentiated without its square",
    "Print your loss for the worked example. It should be 6.25.",
    lambda pred, y: pred - y,
)
CUBED = _of_loss(
    "A06",
    "the error is cubed instead of squared",
    "Print your loss for the worked example. It should be 6.25.",
    lambda pred, y: (pred - y) ** 3,
)
STEP = _changed(
    "A13",
    "the step of an update comes back instead of the slope",
    "A learning rate belongs to the update. Here only the slope is asked for.",
    lambda grad_w, grad_b: (-0.01 * grad_w, -0.01 * grad_b),
)
SQUEEZED = _changed(
    "B06",
    "the gradients are squeezed to the shapes (n,) and ()",
    "A gradient has the shape of its parameter: (1, n) and (1,) here.",
    lambda grad_w, grad_b: (grad_w.flatten(), grad_b.squeeze()),
)
TRANSPOSED = _changed(
    "B06",
    "the weights' gradient comes back transposed, as (n, 1)",
    "A gradient has the shape of its parameter: (1, n) here.",
    lambda grad_w, grad_b: (grad_w.T, grad_b),
)
FLOAT32 = _changed(
    "G04",
    "the answer always comes in float32, whatever dtype the model has",
    "A gradient has the dtype of its parameter; look for where you make a new tensor.",
    lambda grad_w, grad_b: (grad_w.float(), grad_b.float()),
)
SWAPPED = _changed(
    "G06",
    "the two gradients come back in the other order",
    "The contract says (grad_w, grad_b): the weights first.",
    lambda grad_w, grad_b: (grad_b, grad_w),
)
CLEARED_TOO_EARLY = _changed(
    "E03",
    "the gradients are zeros: cleared before they were read, or never filled",
    "In which order do you clear, go backward and read?",
    lambda grad_w, grad_b: (torch.zeros_like(grad_w), torch.zeros_like(grad_b)),
)
LESSON = _changed(
    "A14",
    "the lesson's numbers come back, whatever the neuron and the sample are",
    "Try another input: does your answer change?",
    lambda gw, gb: (torch.tensor([[-5.0, -10.0, -15.0]], dtype=gw.dtype), torch.full_like(gb, -5.0)),
)
LESSON_FLOAT32 = _changed(
    "A14",
    "the lesson's numbers come back, whatever the neuron and the sample are",
    "Try another input: does your answer change?",
    lambda grad_w, grad_b: (torch.tensor([[-5.0, -10.0, -15.0]]), torch.tensor([-5.0])),
)
GRADIENT_NOT_RETURNED = _changed(
    "G03",
    "the answer is printed, or worked out, but not returned",
    "Printing shows a value to you; `return` hands it to whoever called the function.",
    lambda grad_w, grad_b: None,
)


@twin(
    "D12",
    replaces="neuron_gradient_autograd",
    because="torch.autograd.grad is called, and .grad, which it does not fill, is returned",
    hint="torch.autograd.grad returns the gradients; only backward() stores them in .grad.",
    equals=("D03",),
)
def result_dropped(model, x, y):
    torch.autograd.grad(_squared(model, x, y), (model.weight, model.bias))
    return model.weight.grad, model.bias.grad


@twin(
    "D03",
    replaces="neuron_gradient_autograd",
    because="a new tensor is made of the loss's value, which knows nothing of the model",
    hint="A new tensor has no history. Call backward() on the loss that was computed from the model.",
    equals=("D12",),
)
def wrapped_again(model, x, y):
    torch.tensor(_squared(model, x, y).item(), requires_grad=True).backward()
    return model.weight.grad, model.bias.grad


@twin(
    "D05",
    replaces="neuron_gradient_autograd",
    because="the prediction is made without recording, under torch.no_grad",
    hint="Record the forward pass; stop recording only for updates.",
    equals=("D04",),
)
def unrecorded(model, x, y):
    with torch.no_grad():
        loss = _squared(model, x, y)
    loss.backward()


@twin(
    "D04",
    replaces="neuron_gradient_autograd",
    because="the prediction is cut off from the model by detach() or .data",
    hint="You cut the tape before the loss: autograd finds no way back to the parameters.",
    equals=("D05",),
)
def detached(model, x, y):
    ((model(x).detach() - y) ** 2).sum().backward()


@twin(
    "D02",
    replaces="neuron_gradient_autograd",
    because="the loss is turned into a plain number before backward()",
    hint="Keep the tensor until after backward(); a float has no history.",
)
def item_before_backward(model, x, y):
    _squared(model, x, y).item().backward()


@twin(
    "D07",
    replaces="neuron_gradient_autograd",
    because="backward() is called twice on one loss",
    hint="One forward pass per backward pass: the graph is freed after the first.",
)
def backward_twice(model, x, y):
    loss = _squared(model, x, y)
    loss.backward()
    loss.backward()


@twin(
    "C06",
    replaces="neuron_gradient_autograd",
    because="the model is updated as well, although only its gradient was asked for",
    hint="A check only looks: leave the parameters as they are.",
)
def updated_as_well(model, x, y):
    grad_w, grad_b = torch.autograd.grad(_squared(model, x, y), (model.weight, model.bias))
    with torch.no_grad():
        model.weight -= 0.01 * grad_w
        model.bias -= 0.01 * grad_b
    return grad_w, grad_b


@twin(
    "D15",
    replaces="neuron_gradient_autograd",
    because="the error is squared in place, which overwrites what backward needs",
    hint="error *= error leaves nothing to differentiate. Make a new tensor: error ** 2.",
)
def squared_in_place(model, x, y):
    error = model(x) - y
    error *= error
    return torch.autograd.grad(error.sum(), (model.weight, model.bias))
