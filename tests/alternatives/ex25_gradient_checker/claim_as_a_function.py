import torch


def check_gradient(f, gradient, points):
    class Claim(torch.autograd.Function):
        @staticmethod
        def forward(ctx, p):
            ctx.save_for_backward(p)
            return f(p)

        @staticmethod
        def backward(ctx, g):
            (p,) = ctx.saved_tensors
            c = gradient(p)
            if c.shape != p.shape:
                raise ValueError("shape")
            return g * c

    for p in points:
        q = p.clone().requires_grad_()
        try:
            if not torch.autograd.gradcheck(
                Claim.apply, q, eps=1e-5, atol=1e-8, rtol=1e-4, raise_exception=False
            ):
                return False
        except ValueError:
            return False
    return True
