"""Keeps everything as attributes of ctx; spells out zero where it is."""
import torch


class Square(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        ctx.x = x
        y = x.clone()
        y *= x
        return y

    @staticmethod
    def backward(ctx, g):
        return g * ctx.x + ctx.x * g, None


class Scale(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x, factor):
        ctx.constants = {"factor": factor}
        return torch.stack([x] * 1).squeeze(0) * factor

    @staticmethod
    def backward(ctx, g):
        if not ctx.needs_input_grad[0]:
            return None, None
        return g.mul(ctx.constants["factor"]), None
