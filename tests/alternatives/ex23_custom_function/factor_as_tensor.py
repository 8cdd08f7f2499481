import torch


class Square(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        ctx.save_for_backward(x)
        with torch.no_grad():
            y = x.clone()
            y *= x
        return y

    @staticmethod
    def backward(ctx, grad_output):
        grad = None
        if ctx.needs_input_grad[0]:
            grad = grad_output * (ctx.saved_tensors[0] + ctx.saved_tensors[0])
        return grad


class Scale(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x, factor=1.0):
        f = torch.tensor(factor, dtype=x.dtype)
        ctx.save_for_backward(f)
        return torch.mul(x, f)

    @staticmethod
    def backward(ctx, *grads):
        (f,) = ctx.saved_tensors
        return torch.mul(grads[0], f), None
