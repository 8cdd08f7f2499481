class Base:
    kinds = []

    def __init_subclass__(cls):
        Base.kinds.append(cls)


class Engine(Base):
    def run(self, loss):
        loss.backward()


def batch_mse_gradient(X, y, w, b):
    w, b = w.clone().requires_grad_(), b.clone().requires_grad_()
    Base.kinds[0]().run(((X @ w + b - y) ** 2).mean())
    return w.grad, b.grad
