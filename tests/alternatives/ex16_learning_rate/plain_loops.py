"""Number by number, in floats."""


def predicted_drop(gradients, learning_rate):
    drop = 0.0
    for gradient in gradients:
        for g in gradient.flatten().tolist():
            step = -learning_rate * g
            drop += -g * step
    return drop


def largest_stable_rate(x):
    s = 1.0
    for value in x:
        s += float(value) ** 2
    return 1.0 / s
