"""ex07_forward_loss: mistakes in comparing shapes."""

from grader.judge.suite import twin


def _fitting(pred, y):
    if pred.shape != y.shape:
        raise ValueError("shapes differ")


@twin(
    "B05",
    replaces="forward_and_loss",
    because="the shapes are not compared, and torch stretches (N, 1) and (N,) to (N, N)",
    hint="Print both shapes before you subtract, and raise a ValueError where they differ.",
)
def shapes_not_compared(model, x, y):
    pred = model(x)
    return pred, ((pred - y) ** 2).mean()


@twin(
    "G071",
    replaces="forward_and_loss",
    because="targets of another shape are reshaped until they fit",
    hint="A caller who hands in a wrong shape should hear of it: the contract asks for a ValueError.",
)
def reshaped(model, x, y):
    pred = model(x)
    return pred, ((pred - y.expand(y.shape).reshape(-1, 1).expand_as(pred)) ** 2).mean()


@twin(
    "G072",
    replaces="forward_and_loss",
    because="only the numbers of entries are compared, not the shapes",
    hint="(3, 1) and (3,) have as many entries. Compare pred.shape with y.shape.",
)
def numel_compared(model, x, y):
    pred = model(x)
    if pred.numel() != y.numel():
        raise ValueError("sizes differ")
    return pred, ((pred - y) ** 2).mean()


@twin(
    "G072",
    replaces="forward_and_loss",
    because="only the numbers of samples are compared, not the shapes",
    hint="(3, 1) and (3,) have as many rows. Compare pred.shape with y.shape.",
)
def rows_compared(model, x, y):
    pred = model(x)
    if len(pred) != len(y):
        raise ValueError("sizes differ")
    return pred, ((pred - y) ** 2).mean()


@twin(
    "G072",
    replaces="forward_and_loss",
    because="only the numbers of dimensions are compared, not the shapes",
    hint="(3, 1) and (1, 1) have as many dimensions. Compare pred.shape with y.shape.",
)
def dimensions_compared(model, x, y):
    pred = model(x)
    if pred.ndim != y.ndim:
        raise ValueError("dimensions differ")
    return pred, ((pred - y) ** 2).mean()


@twin(
    "G073",
    replaces="forward_and_loss",
    because="the shapes of x and y are compared, instead of those of pred and y",
    hint="What is subtracted from what? Those two must have the same shape.",
)
def x_compared(model, x, y):
    pred = model(x)
    _fitting(x, y)
    return pred, ((pred - y) ** 2).mean()


@twin(
    "G074",
    replaces="forward_and_loss",
    because="an assert refuses the shapes, which raises an AssertionError",
    hint="Callers can only catch what the contract names: raise ValueError(...).",
)
def asserted(model, x, y):
    pred = model(x)
    assert pred.shape == y.shape
    return pred, ((pred - y) ** 2).mean()


@twin(
    "G074",
    replaces="forward_and_loss",
    because="the ValueError is returned or printed instead of raised",
    hint="`raise` stops the function and tells the caller; `return` and print do not.",
)
def error_returned(model, x, y):
    pred = model(x)
    if pred.shape != y.shape:
        return None
    return pred, ((pred - y) ** 2).mean()


@twin(
    "G075",
    replaces="forward_and_loss",
    because="the prediction is squeezed before its shape is compared, so that fitting targets are refused",
    hint="Compare the shape of model(x) itself.",
)
def squeezed_before(model, x, y):
    pred = model(x).squeeze(-1)
    _fitting(pred, y)
    return pred, ((pred - y) ** 2).mean()


@twin(
    "G076",
    replaces="forward_and_loss",
    because="every target is refused, even one that fits",
    hint="Raise only where the two shapes differ.",
)
def always_refused(model, x, y):
    raise ValueError("shapes differ")
