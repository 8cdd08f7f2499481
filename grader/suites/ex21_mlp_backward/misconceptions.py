"""The known mistakes of ex21, each a small wrong implementation."""

import torch

from grader.judge.suite import twin

# --- the backward pass: one right version with a part to exchange -------------------------------


def _backward(X, y, params, *, seed=None, gate=None, middle=None, by_sample=None):
    """Go backwards with `seed` as dpred, `gate` as tanh', `middle` as the W2 that is multiplied by."""
    z = X @ params["W1"].T + params["b1"]
    hidden = torch.tanh(z)
    pred = hidden @ params["W2"].T + params["b2"]
    dpred = 2 * (pred - y) / len(X) if seed is None else seed(pred, y)
    dhidden = dpred @ (params["W2"] if middle is None else middle(params["W2"], dpred.T @ hidden))
    dz = dhidden * (1 - hidden**2 if gate is None else gate(z, hidden))
    if by_sample is not None:
        return by_sample(X, hidden, dpred, dz)
    return {"W1": dz.T @ X, "b1": dz.sum(dim=0), "W2": dpred.T @ hidden, "b2": dpred.sum(dim=0)}


def _after(change):
    """Build a wrong mlp_gradients that changes each right gradient at the end."""
    return lambda X, y, params: {name: change(g) for name, g in _backward(X, y, params).items()}


def _seeded(seed):
    """Build a wrong mlp_gradients that starts from a wrong dpred."""
    return lambda X, y, params: _backward(X, y, params, seed=seed)


def _gated(gate):
    """Build a wrong mlp_gradients whose slope of tanh is wrong."""
    return lambda X, y, params: _backward(X, y, params, gate=gate)


def _gradients(id, because, hint, equals=()):
    return twin(id, replaces="mlp_gradients", because=because, hint=hint, equals=equals)


A02 = _gradients("A02", "the factor 2 is dropped", "Differentiate the square as well as what is inside it.")(
    _seeded(lambda pred, y: (pred - y) / len(y))
)
A03 = _gradients(
    "A03", "the error is taken as target minus prediction", "The inside is pred - y; its slope in pred is +1."
)(_seeded(lambda pred, y: 2 * (y - pred) / len(y)))
A05 = _gradients(
    "A05",
    "the error itself is left out of the slope",
    "A perfect prediction must give zero gradient. Does yours?",
)(_seeded(lambda pred, y: torch.full_like(pred, 2 / len(y))))
A06 = _gradients(
    "A06",
    "the gradient is multiplied by the squared error",
    "The slope of a square holds what was squared once, not twice.",
)(_seeded(lambda pred, y: 2 * (pred - y) ** 2 / len(y)))
A07 = _gradients(
    "A07",
    "the size of the error is used without its sign",
    "Let the sign of the error through; it carries the direction.",
)(_seeded(lambda pred, y: 2 * (pred - y).abs() / len(y)))
A08 = _gradients(
    "A08", "the root of the mean square is differentiated", "Is the loss the mean square, or its root?"
)(_seeded(lambda pred, y: (pred - y) / len(y) / ((pred - y) ** 2).mean().sqrt()))
B01_SUM = _gradients(
    "B01", "the errors are summed, not averaged", "Is the loss averaged? Then so is its slope."
)(_seeded(lambda pred, y: 2 * (pred - y)))
B02_BESSEL = _gradients(
    "B02",
    "the sum is divided by something else than the number of samples",
    "Count what the loss averages over: samples.",
)(_seeded(lambda pred, y: 2 * (pred - y) / max(len(y) - 1, 1)))
A12 = _gradients(
    "A12", "every gradient is scaled to length one", "Keep the size: it says how steep the slope is."
)(_after(lambda g: g / g.norm()))
A13 = _gradients(
    "A13",
    "the step of an update is returned, not the slope",
    "Return the slope only; the step belongs to the update.",
)(_after(lambda g: -0.01 * g))
ZERO = _gradients("G01", "all gradients stay zero", "Start at the loss: dpred is 2 * (pred - y) / N, not 0.")(
    _after(torch.zeros_like)
)
ONES = _gradients(
    "A14", "the answer does not depend on the input", "Try another input: does your answer change?"
)(_after(torch.ones_like))


@_gradients(
    "A14", "the numbers of the worked example are returned", "Try another input: does your answer change?"
)
def example_numbers(X, y, params):
    numbers = {
        "W1": [[-2.3629, -2.4033], [3.4966, 2.8018]],
        "b1": [-0.5049, 0.1435],
        "W2": [[-0.7556, -1.4614]],
        "b2": [-0.4595],
    }
    return {name: torch.tensor(value, dtype=X.dtype) for name, value in numbers.items()}


@_gradients("B02", "the sum is divided by samples times features", "Average over samples, not over features.")
def divided_by_features(X, y, params):
    return _backward(X, y, params, seed=lambda pred, y: 2 * (pred - y) / X.numel())


@_gradients(
    "A04", "the input of a layer is missing in its weights' gradients", "Which factor multiplies W1 in z?"
)
def inputs_missing(X, y, params):
    def spread(X, hidden, dpred, dz):
        ones = torch.ones_like
        return {"W1": dz.T @ ones(X), "b1": dz.sum(0), "W2": dpred.T @ ones(hidden), "b2": dpred.sum(0)}

    return _backward(X, y, params, by_sample=spread)


@_gradients("A09", "the bias gradients stay zero", "A bias is a weight whose input is always 1.")
def bias_gradients_zero(X, y, params):
    right = _backward(X, y, params)
    return {name: g if name.startswith("W") else torch.zeros_like(g) for name, g in right.items()}


@_gradients(
    "A10",
    "a layer's own weights are multiplied by, not its inputs",
    "For w * x, what is left of it after differentiating by w?",
)
def weights_for_inputs(X, y, params):
    def spread(X, hidden, dpred, dz):
        dW1, dW2 = dz.sum(0)[:, None] * params["W1"], dpred.sum(0) * params["W2"]
        return {"W1": dW1, "b1": dz.sum(0), "W2": dW2, "b2": dpred.sum(0)}

    return _backward(X, y, params, by_sample=spread)


@_gradients(
    "A11",
    "errors and inputs are averaged before they are multiplied",
    "Multiply per sample first, average after.",
)
def product_of_means(X, y, params):
    def spread(X, hidden, dpred, dz):
        dW1, dW2 = torch.outer(dz.sum(0), X.mean(0)), dpred.sum(0) * hidden.mean(0)[None, :]
        return {"W1": dW1, "b1": dz.sum(0), "W2": dW2, "b2": dpred.sum(0)}

    return _backward(X, y, params, by_sample=spread)


@_gradients("B03", "only the first sample is used", "Shuffle the rows: the answer must stay the same.")
def first_sample_only(X, y, params):
    return _backward(X[:1], y[:1], params)


@_gradients(
    "B04",
    "the weights are averaged over samples, the biases summed",
    "Treat all gradients with the same averaging.",
)
def biases_summed(X, y, params):
    right = _backward(X, y, params)
    return {name: g if name.startswith("W") else g * len(X) for name, g in right.items()}


@_gradients(
    "B04",
    "the biases are averaged over samples once more",
    "dpred holds the 1/N already: then sums are right.",
)
def biases_averaged_twice(X, y, params):
    right = _backward(X, y, params)
    return {name: g if name.startswith("W") else g / len(X) for name, g in right.items()}


@_gradients("B06", "the weights' gradients are transposed", "A gradient has the shape of its parameter.")
def transposed(X, y, params):
    return {name: g.T if g.ndim == 2 else g for name, g in _backward(X, y, params).items()}


@_gradients(
    "B06", "the bias gradients keep an axis of length one", "A gradient has the shape of its parameter."
)
def bias_rows(X, y, params):
    return {name: g if g.ndim == 2 else g[None, :] for name, g in _backward(X, y, params).items()}


F05_NONE = _gradients(
    "F05", "the slope of tanh is left out", "Multiply by 1 - a**2 on the way through tanh."
)(_gated(lambda _, a: torch.ones_like(a)))
F05_LINEAR = _gradients("F05", "the slope of tanh is taken as 1 - a", "Square the activation: 1 - a**2.")(
    _gated(lambda _, a: 1 - a)
)
F05_BEFORE = _gradients(
    "F05", "the slope of tanh is computed from its input z", "Use the activation's own output: 1 - a**2."
)(_gated(lambda z, _: 1 - z**2))
F05_SIGMOID = _gradients(
    "F05",
    "the slope of the sigmoid is used for tanh",
    "a * (1 - a) belongs to the sigmoid; tanh has 1 - a**2.",
)(_gated(lambda _, a: a * (1 - a)))


@_gradients(
    "F06",
    "W2 is updated before the hidden layer's gradient is taken",
    "Finish all gradients before any update.",
)
def updated_weights(X, y, params):
    return _backward(X, y, params, middle=lambda W2, dW2: W2 - 0.01 * dW2)


@_gradients(
    "H12",
    "W2 is left out on the way back to the hidden layer",
    "How fast does pred change when a[j] alone changes?",
)
def output_weights_left_out(X, y, params):
    return _backward(X, y, params, middle=lambda W2, _: torch.ones_like(W2))


@_gradients("C06", "params is written into", "Put the gradients in a new dict; params belongs to the caller.")
def params_overwritten(X, y, params):
    right = _backward(X, y, params)
    for name, g in right.items():
        params[name].sub_(0.01 * g)
    return right


@_gradients(
    "B05", "a prediction of shape (N,) meets targets of shape (N, 1)", "Print both shapes before subtracting."
)
def all_against_all(X, y, params):
    def crossed(pred, y):
        return (2 * (pred.squeeze(1) - y) / len(y)).mean(dim=0)[:, None]

    return _backward(X, y, params, seed=crossed)


# --- the forward pass ---------------------------------------------------------------------------


def _forward(id, because, hint):
    return twin(id, replaces="mlp_forward", because=because, hint=hint)


def _predict(X, params, activation=torch.tanh, bias=1.0):
    hidden = activation(X @ params["W1"].T + bias * params["b1"])
    return hidden @ params["W2"].T + bias * params["b2"], hidden


@_forward("H11", "the hidden layer has no activation", "Bend the hidden layer: a = tanh(z).")
def linear(X, params):
    return _predict(X, params, activation=lambda z: z)


@_forward("H11", "the hidden layer uses another activation than tanh", "The contract asks for tanh.")
def sigmoid(X, params):
    return _predict(X, params, activation=torch.sigmoid)


@_forward("H11", "the hidden layer uses relu", "The contract asks for tanh.")
def relu(X, params):
    return _predict(X, params, activation=torch.relu)


@_forward("H13", "tanh is applied to the output too", "The output layer ends with its sum; no tanh there.")
def output_squashed(X, params):
    pred, hidden = _predict(X, params)
    return torch.tanh(pred), hidden


@_forward("E11", "the biases are left out", "A bias is a weight whose input is always 1.")
def no_bias(X, params):
    return _predict(X, params, bias=0.0)


@_forward(
    "B05", "the prediction has shape (N,), not (N, 1)", "Print pred.shape: one row per sample, one column."
)
def flat(X, params):
    pred, hidden = _predict(X, params)
    return pred.squeeze(1), hidden


@_forward("B06", "W1 is used the wrong way round", "W1 is (H, d) as in nn.Linear: one row per hidden unit.")
def not_transposed(X, params):
    return _predict(X, {**params, "W1": params["W1"].T})


@_forward(
    "A14", "the predictions of the worked example are returned", "Try another input: does your answer change?"
)
def example_prediction(X, params):
    return torch.tensor([[-0.5254], [1.0659]], dtype=X.dtype), _predict(X, params)[1]
