"""Hand over a model with or without gradients, and read the gradients afterwards.

The samples that a layer sees at once are counted where every layer does its work, in
torch.nn.functional.linear: calling model.forward or the layers one by one is a forward too.
"""

from contextlib import contextmanager

import torch

from grader.suites.probe_tools import Recorder, network

_NEURON = """model = torch.nn.Linear(weight.shape[1], 1, dtype=weight.dtype)
model.load_state_dict({"weight": weight, "bias": bias})
"""
_LEFTOVERS = "model.weight.grad, model.bias.grad = weight_gradient, bias_gradient\n"
_NETWORK = """w1, b1, w2, b2 = parameters
layers = torch.nn.Linear(*w1.T.shape), torch.nn.Tanh(), torch.nn.Linear(*w2.T.shape)
model = torch.nn.Sequential(*layers).to(w1.dtype)
model.load_state_dict({"0.weight": w1, "0.bias": b1, "2.weight": w2, "2.bias": b2})
"""
_SHOW = "\n[parameter.grad for parameter in model.parameters()]"

CALLS = {
    "add": _NEURON + "accumulate(model, batches)" + _SHOW,
    "add_to_leftovers": _NEURON + _LEFTOVERS + "accumulate(model, batches)" + _SHOW,
    "add_from_generator": _NETWORK + "accumulate(model, (batch for batch in batches))" + _SHOW,
    "pieces": _NEURON + "micro_batch_gradient(model, X, y, k)" + _SHOW,
    "pieces_with_leftovers": _NEURON + _LEFTOVERS + "micro_batch_gradient(model, X, y, k)" + _SHOW,
    "pieces_of_network": _NETWORK + "micro_batch_gradient(model, X, y, k)" + _SHOW,
}


def add(module, *, weight, bias, batches):
    """Accumulate over a list of batches, from gradients of None."""
    return _observe([weight, bias], (), lambda model: module.accumulate(model, batches))


def add_to_leftovers(module, *, weight, bias, batches, weight_gradient, bias_gradient):
    """Accumulate over a list of batches, on top of given gradients."""
    leftovers = [weight_gradient, bias_gradient]
    return _observe([weight, bias], leftovers, lambda model: module.accumulate(model, batches))


def add_from_generator(module, *, parameters, batches):
    """Accumulate over a generator, for a network with two layers."""
    return _observe(parameters, (), lambda model: module.accumulate(model, (pair for pair in batches)))


def pieces(module, *, weight, bias, X, y, k):
    """Work through a batch in pieces, from gradients of None."""
    return _pieces(module, [weight, bias], (), (X, y, k))


def pieces_with_leftovers(module, *, weight, bias, X, y, k, weight_gradient, bias_gradient):
    """Work through a batch in pieces, with gradients of something else on entry."""
    return _pieces(module, [weight, bias], [weight_gradient, bias_gradient], (X, y, k))


def pieces_of_network(module, *, parameters, X, y, k):
    """Work through a batch in pieces, for a network with two layers."""
    return _pieces(module, parameters, (), (X, y, k))


def _pieces(module, parameters, leftovers, task):
    X, _, k = task
    most = -(-len(X) // k)
    seen = []
    values = _observe(
        parameters, leftovers, lambda model: module.micro_batch_gradient(model, *task), seen=seen
    )
    values["never_more_than_ceil_N_by_k_at_once"] = max(seen, default=0) <= most
    return values


def _observe(parameters, leftovers, act, seen=None):
    model = network(parameters)
    for parameter, leftover in zip(model.parameters(), leftovers, strict=False):
        parameter.grad = leftover.clone()
    recorder = Recorder(model)
    with recorder.recording(), _counting([] if seen is None else seen):
        act(model)
    gradients = {name: _gradient(parameter) for name, parameter in model.named_parameters()}
    return {"gradient": gradients, "events": recorder.events}


@contextmanager
def _counting(seen):
    """Write down how many samples each linear layer is handed at once."""
    linear = torch.nn.functional.linear

    def counted(input, *others, **named):
        seen.append(_samples(input))
        return linear(input, *others, **named)

    torch.nn.functional.linear = counted
    try:
        yield
    finally:
        torch.nn.functional.linear = linear


def _samples(X):
    """Count the rows of a layer's input; a single sample may come as a vector."""
    return X.shape[:-1].numel() if isinstance(X, torch.Tensor) and X.ndim > 1 else 1


def _gradient(parameter):
    """Give the gradient, with None as the zeros it stands for."""
    return torch.zeros_like(parameter) if parameter.grad is None else parameter.grad.detach().clone()
