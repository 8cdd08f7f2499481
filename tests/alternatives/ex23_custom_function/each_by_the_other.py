"""Square's backward uses Scale, Scale's backward uses Scale: custom operations all the way down."""
from torch.autograd import Function


class Scale(Function):
    @staticmethod
    def forward(ctx, x, factor):
        ctx.factor = factor
        return x * factor

    @staticmethod
    def backward(ctx, grad_output):
        return Scale.apply(grad_output, ctx.factor), None


class Square(Function):
    @staticmethod
    def forward(ctx, x):
        ctx.save_for_backward(x)
        return x.pow(2)

    @staticmethod
    def backward(ctx, grad_output):
        x, = ctx.saved_tensors
        return Scale.apply(grad_output * x, 2)
