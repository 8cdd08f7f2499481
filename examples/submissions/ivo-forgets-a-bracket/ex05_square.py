def square_gradient(w):
    return 2 * (w


def square_autograd(w):
    raise NotImplementedError("square_autograd: your turn")
