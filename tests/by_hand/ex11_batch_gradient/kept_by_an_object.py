class Shelf:
    def __init__(self):
        self.tools = []

    def put(self, tool):
        self.tools.append(tool)


shelf = Shelf()


def setup():
    shelf.put(lambda loss: loss.backward())


setup()


def batch_mse_gradient(X, y, w, b):
    w, b = w.clone().requires_grad_(), b.clone().requires_grad_()
    shelf.tools[0](((X @ w + b - y) ** 2).mean())
    return w.grad, b.grad
