import torch, math


def predicted_drop(gradients, learning_rate):
    norms = torch._foreach_norm(gradients)
    return learning_rate * sum(n.item() ** 2 for n in norms)


def largest_stable_rate(x):
    return 1 / math.fsum([1, *(v * v for v in x.tolist())])
