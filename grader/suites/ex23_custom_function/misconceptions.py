"""The known mistakes of ex23: wrong backwards for a right forward, and a few wrong forwards."""

import torch
from torch.autograd import Function
from torch.autograd.function import once_differentiable

from grader.judge.suite import twin

UPSTREAM = "Multiply by what came from above: the loss is further away than your operation."
DIFFERENTIABLE = "Build backward from differentiable operations on saved tensors and grad_output."
UNCHANGED = "Never change inputs in forward; make a new tensor."
OWN_CTX = "Each call has a ctx of its own: keep things there, not on the class."


def _function(name, id, because, hint):
    """Build the twin of a class, which takes the student's name: torch's own messages tell it."""

    def build(wrong):
        return twin(id, replaces=name, because=because, hint=hint)(type(wrong)(name, (wrong,), {}))

    return build


def _square(id, because, hint, decorate=lambda f: f):
    """Build the twin of a backward(x, grad_output) of Square."""

    def build(backward):
        class Wrong(Function):
            @staticmethod
            def forward(ctx, x):
                ctx.save_for_backward(x)
                return x**2

        Wrong.backward = staticmethod(decorate(lambda ctx, g: backward(ctx.saved_tensors[0], g)))
        return _function("Square", id, because, hint)(Wrong)

    return build


def _scale(id, because, hint, decorate=lambda f: f):
    """Build the twin of a backward(x, factor, grad_output) of Scale."""

    def build(backward):
        class Wrong(Function):
            @staticmethod
            def forward(ctx, x, factor):
                ctx.save_for_backward(x)
                ctx.factor = factor
                return factor * x

        Wrong.backward = staticmethod(decorate(lambda ctx, g: backward(ctx.saved_tensors[0], ctx.factor, g)))
        return _function("Scale", id, because, hint)(Wrong)

    return build


@_square("F07", "the gradient that arrives is ignored", UPSTREAM)
def square_upstream_ignored(x, g):
    return 2 * x


@_square("F07", "only the gradient that arrives is handed on", "Square has a slope too: 2x.")
def square_upstream_only(x, g):
    return g


@_square("F07", "the arriving gradients are added up", UPSTREAM)
def square_upstream_summed(x, g):
    return 2 * x * g.sum()


@_square("A02", "the factor 2 is dropped", "The slope of x**2 is 2x.")
def square_factor_dropped(x, g):
    return g * x


@_square("A01", "the square itself is used as its slope", "Nudge x by 0.1: how far does x**2 move?")
def square_value_for_slope(x, g):
    return g * x**2


@_square("A05", "the slope is 2 wherever x is", "The slope of x**2 grows with x.")
def square_constant_slope(x, g):
    return g * 2


@_square("A03", "the slope has the opposite sign", "Where x is positive, x**2 grows with x.")
def square_negated(x, g):
    return -2 * x * g


@_square("A07", "the sign of x is lost in the slope", "Left of 0, x**2 falls as x grows.")
def square_sign_lost(x, g):
    return 2 * x.abs() * g


@_square("G01", "the gradient is zero everywhere", "Multiply grad_output by 2x.")
def square_zero(x, g):
    return torch.zeros_like(x)


@_square("F10", "the gradient is cut off from its graph", DIFFERENTIABLE)
def square_detached(x, g):
    return (2 * x * g).detach()


@_square("F10", "the saved x is cut off from its graph", DIFFERENTIABLE)
def square_saved_detached(x, g):
    return 2 * x.detach() * g


@_square("A14", "the numbers of the example are returned", "Try another x.")
def square_example_numbers(x, g):
    return torch.full_like(x, 6.0)


@_square("H20", "backward gives back nothing", "Is a return missing in backward?")
def square_nothing_returned(x, g):
    return None


@_square(
    "F08", "the number of gradients differs from that of inputs", "One gradient for each input of forward."
)
def square_two_gradients(x, g):
    return (2 * x * g, x)


@_scale("F07", "the gradient that arrives is ignored", UPSTREAM)
def scale_upstream_ignored(x, k, g):
    return torch.full_like(x, k), None


@_scale("F07", "the arriving gradients are added up", UPSTREAM)
def scale_upstream_summed(x, k, g):
    return k * g.sum().expand_as(x), None


@_scale("A04", "the factor is missing in the slope", "When x moves by 1, y moves by factor.")
def scale_factor_missing(x, k, g):
    return g, None


@_scale(
    "A10", "the gradient is multiplied by x, not by the factor", "For factor * x, which of the two is left?"
)
def scale_by_x(x, k, g):
    return g * x, None


@_scale("A01", "the result itself is used as its slope", "When x moves by 1, y moves by factor.")
def scale_value_for_slope(x, k, g):
    return g * k * x, None


@_scale("H21", "the gradient is divided by the factor", "Going back multiplies by the same slope.")
def scale_divided(x, k, g):
    return g / k, None


@_scale("A03", "the slope has the opposite sign", "The slope of factor * x is factor.")
def scale_negated(x, k, g):
    return -k * g, None


@_scale("G01", "the gradient is zero everywhere", "Multiply grad_output by the factor.")
def scale_zero(x, k, g):
    return torch.zeros_like(x), None


@_scale("F10", "the gradient is cut off from its graph", DIFFERENTIABLE)
def scale_detached(x, k, g):
    return (k * g).detach(), None


@_scale(
    "F08",
    "there is no gradient for the constant, not even None",
    "One return per input of forward; None for constants.",
)
def scale_one_gradient(x, k, g):
    return k * g


@_scale(
    "F08", "the constant gets a tensor for gradient", "One return per input of forward; None for constants."
)
def scale_tensor_for_constant(x, k, g):
    return k * g, (x * g).sum()


@_scale(
    "F08",
    "the gradients come in another order than the inputs",
    "Give them in the order of forward's inputs.",
)
def scale_swapped(x, k, g):
    return None, k * g


@_scale("A14", "the factor of the example is always used", "Try another factor.")
def scale_example_numbers(x, k, g):
    return 2.5 * g, None


@_square(
    "F10", "backward is marked as differentiable only once", DIFFERENTIABLE, decorate=once_differentiable
)
def square_once(x, g):
    return 2 * x * g


@_scale("F10", "backward is marked as differentiable only once", DIFFERENTIABLE, decorate=once_differentiable)
def scale_once(x, k, g):
    return k * g, None


@_function("Square", "F09", "forward changes its input", UNCHANGED)
class SquareInPlace(Function):
    @staticmethod
    def forward(ctx, x):
        ctx.save_for_backward(x.clone())
        return x.mul_(x).clone()

    @staticmethod
    def backward(ctx, g):
        return 2 * ctx.saved_tensors[0] * g


@_function("Square", "F09", "forward changes its input before it saves it", UNCHANGED)
class SquareInPlaceThenSaved(Function):
    @staticmethod
    def forward(ctx, x):
        x *= x
        ctx.save_for_backward(x)
        return x.clone()

    @staticmethod
    def backward(ctx, g):
        return 2 * ctx.saved_tensors[0] * g


class _Class:
    """Where the operations of F19 keep what belongs into ctx."""

    kept = None


@_function("Square", "H19", "the input is kept on the class, where the next call overwrites it", OWN_CTX)
class SquareOnClass(Function):
    @staticmethod
    def forward(_ctx, x):
        _Class.kept = x
        return x**2

    @staticmethod
    def backward(_ctx, g):
        return 2 * _Class.kept * g


@_function("Scale", "H19", "the factor is kept on the class, where the next call overwrites it", OWN_CTX)
class ScaleOnClass(Function):
    @staticmethod
    def forward(_ctx, x, factor):
        _Class.kept = factor
        return factor * x

    @staticmethod
    def backward(_ctx, g):
        return g * _Class.kept, None


@_function("Scale", "F09", "forward changes its input", UNCHANGED)
class ScaleInPlace(Function):
    @staticmethod
    def forward(ctx, x, factor):
        ctx.factor = factor
        return x.mul_(factor).clone()

    @staticmethod
    def backward(ctx, g):
        return g * ctx.factor, None


@_function(
    "Scale",
    "H23",
    "save_for_backward is given a number",
    "Numbers go into ctx as attributes: ctx.factor = factor.",
)
class ScaleSavesNumber(Function):
    @staticmethod
    def forward(ctx, x, factor):
        ctx.save_for_backward(factor)
        return factor * x

    @staticmethod
    def backward(ctx, g):
        return g * ctx.saved_tensors[0], None


class _Plain:
    """What looks like an operation, and lets autograd do the work."""


SQUARE_PLAIN = twin(
    "H22",
    replaces="Square",
    because="Square is an ordinary class around x**2",
    hint="Derive from torch.autograd.Function and leave apply to it.",
)(type("Square", (_Plain,), {"apply": staticmethod(lambda x: x**2)}))
SCALE_PLAIN = twin(
    "H22",
    replaces="Scale",
    because="Scale is an ordinary class around factor * x",
    hint="Derive from torch.autograd.Function and leave apply to it.",
)(type("Scale", (_Plain,), {"apply": staticmethod(lambda x, factor: factor * x)}))
