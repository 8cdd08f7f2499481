"""ex14_zero_grad: mistakes known by name."""

import torch

from grader.judge.suite import twin


@twin(
    "E14",
    replaces="clear_gradients",
    because="zero_() is called on a gradient that is None",
    hint="A parameter that backward never reached has no gradient at all. Look before you clear.",
)
def none_zeroed(params, set_to_none=False):
    for p in params:
        if set_to_none:
            p.grad = None
        else:
            p.grad.zero_()


@twin(
    "G141",
    replaces="clear_gradients",
    because="every gradient becomes None, whatever set_to_none says",
    hint="The default here is zeros, in the memory they have. PyTorch's zero_grad() has the other one.",
)
def always_none(params, set_to_none=False):
    for p in params:
        p.grad = None


@twin(
    "G142",
    replaces="clear_gradients",
    because="set_to_none is not looked at: gradients become zeros in any case",
    hint="Which line of yours reads set_to_none?",
)
def never_none(params, set_to_none=False):
    for p in params:
        if p.grad is not None:
            p.grad.zero_()


@twin(
    "G142",
    replaces="clear_gradients",
    because="set_to_none means the opposite: None where zeros are asked for, and zeros where None is",
    hint="set_to_none=True is the case in which .grad becomes None.",
)
def the_opposite(params, set_to_none=False):
    for p in params:
        if not set_to_none:
            p.grad = None
        elif p.grad is not None:
            p.grad.zero_()


@twin(
    "G143",
    replaces="clear_gradients",
    because="a new tensor of zeros takes the gradient's place, and the old memory keeps its numbers",
    hint="Whoever holds the old tensor still sees the old gradient. zero_() writes into it.",
)
def new_zeros(params, set_to_none=False):
    for p in params:
        if set_to_none:
            p.grad = None
        elif p.grad is not None:
            p.grad = torch.zeros_like(p.grad)


@twin(
    "G144",
    replaces="clear_gradients",
    because="a gradient that was None becomes zeros",
    hint="None stays None: an optimizer may skip such a parameter, but steps where it finds zeros.",
)
def none_filled(params, set_to_none=False):
    for p in params:
        if set_to_none:
            p.grad = None
        elif p.grad is None:
            p.grad = torch.zeros_like(p)
        else:
            p.grad.zero_()


@twin(
    "G145",
    replaces="clear_gradients",
    because="the gradient is multiplied by 0 (or subtracted from itself), which makes NaN of infinity",
    hint="0 times infinity is NaN. Write zeros instead of calculating them.",
)
def multiplied_by_zero(params, set_to_none=False):
    for p in params:
        if set_to_none:
            p.grad = None
        elif p.grad is not None:
            p.grad *= 0


@twin(
    "E13",
    replaces="clear_gradients",
    because="only matrices are cleared: biases keep their gradients",
    hint="Clear every parameter, whatever its shape.",
)
def biases_left(params, set_to_none=False):
    for p in params:
        if p.grad is None or p.ndim < 2:
            continue
        if set_to_none:
            p.grad = None
        else:
            p.grad.zero_()


@twin(
    "E09",
    replaces="clear_gradients",
    because="only a name gets a new value, and the parameter keeps its gradient",
    hint="`g = p.grad` and then `g = ...` moves the label g. Assign to p.grad, or change the tensor itself.",
)
def label_moved(params, set_to_none=False):
    for p in params:
        g = p.grad
        g = None if set_to_none or g is None else torch.zeros_like(g)


@twin(
    "G146",
    replaces="clear_gradients",
    because="params is asked for its length, which a generator does not have",
    hint="`for p in params` needs no length.",
)
def needs_a_length(params, set_to_none=False):
    for i in range(len(params)):
        if params[i].grad is not None:
            if set_to_none:
                params[i].grad = None
            else:
                params[i].grad.zero_()


@twin(
    "G147",
    replaces="clear_gradients",
    because="the parameters themselves are zeroed instead of their gradients",
    hint="p holds what the model has learned; p.grad is what should go.",
)
def parameters_zeroed(params, set_to_none=False):
    with torch.no_grad():
        for p in params:
            if set_to_none:
                p.grad = None
            else:
                p.zero_()


@twin(
    "G148",
    replaces="clear_gradients",
    because="the number 0 is assigned to .grad, which takes a tensor or None",
    hint="zero_() fills the tensor that is there.",
)
def number_assigned(params, set_to_none=False):
    for p in params:
        if set_to_none:
            p.grad = None
        elif p.grad is not None:
            p.grad = 0


@twin(
    "G149",
    replaces="clear_gradients",
    because="the loop ends at the first parameter without gradient",
    hint="`break` and `return` leave the loop; to skip one parameter, `continue`.",
)
def ends_at_none(params, set_to_none=False):
    for p in params:
        if p.grad is None:
            break
        if set_to_none:
            p.grad = None
        else:
            p.grad.zero_()


@twin(
    "G140",
    replaces="clear_gradients",
    because="only the first parameter is cleared",
    hint="Look at the indentation of `return`: does it end the loop after one turn?",
)
def first_only(params, set_to_none=False):
    for p in params:
        if set_to_none:
            p.grad = None
        elif p.grad is not None:
            p.grad.zero_()
        return


@twin(
    "C06",
    replaces="clear_gradients",
    because="the parameters are taken out of the caller's list, which is empty afterwards",
    hint="pop() changes the list itself. Go through it with `for p in params`.",
)
def list_emptied(params, set_to_none=False):
    params = params if isinstance(params, list) else list(params)
    while params:
        p = params.pop()
        if set_to_none:
            p.grad = None
        elif p.grad is not None:
            p.grad.zero_()


@twin(
    "G14A",
    replaces="clear_gradients",
    because="zeros are written into the rows p.grad[:], and a gradient of shape () has none",
    hint="p.grad[...] means all entries of any shape, and so does p.grad.zero_().",
)
def rows_only(params, set_to_none=False):
    for p in params:
        if set_to_none:
            p.grad = None
        elif p.grad is not None:
            p.grad[:] = 0
