"""Hand over a model and its optimizer, and write down the report, the parameters and the order of events."""

import torch

from grader.suites.probe_tools import Recorder, network, number, settle

_NEURON = """model = torch.nn.Linear(weight.shape[1], 1, dtype=weight.dtype)
model.load_state_dict({"weight": weight, "bias": bias})
"""
_OPTIMIZER = "optimizer = torch.optim.SGD(model.parameters(), lr=learning_rate)\n"

CALLS = {
    "cycle": _NEURON + _OPTIMIZER + "one_cycle(model, optimizer, x, y)",
    "cycle_with_leftovers": _NEURON
    + "model.weight.grad, model.bias.grad = weight_gradient, bias_gradient\n"
    + _OPTIMIZER
    + "one_cycle(model, optimizer, x, y)",
    "cycles": _NEURON
    + "optimizer = torch.optim.SGD(model.parameters(), lr=learning_rate, momentum=momentum)\n"
    + "[one_cycle(model, optimizer, x, y) for _ in range(times)]",
    "cycle_of_network": """w1, b1, w2, b2 = parameters
layers = torch.nn.Linear(*w1.T.shape), torch.nn.Tanh(), torch.nn.Linear(*w2.T.shape)
model = torch.nn.Sequential(*layers).to(w1.dtype)
model.load_state_dict({"0.weight": w1, "0.bias": b1, "2.weight": w2, "2.bias": b2})
"""
    + _OPTIMIZER
    + "one_cycle(model, optimizer, x, y)",
}


def cycle(module, *, weight, bias, x, y, learning_rate):
    """Run one cycle of a neuron with clean gradients."""
    return _run(module, [weight, bias], x, y, rate=learning_rate)


def cycle_with_leftovers(module, *, weight, bias, x, y, learning_rate, weight_gradient, bias_gradient):
    """Run one cycle of a neuron whose parameters hold gradients of something else."""
    leftovers = [weight_gradient, bias_gradient]
    return _run(module, [weight, bias], x, y, rate=learning_rate, leftovers=leftovers)


def cycles(module, *, weight, bias, x, y, learning_rate, momentum, times):
    """Run several cycles with one optimizer."""
    return _run(module, [weight, bias], x, y, rate=learning_rate, momentum=momentum, times=times)


def cycle_of_network(module, *, parameters, x, y, learning_rate):
    """Run one cycle of a network with two layers."""
    return _run(module, parameters, x, y, rate=learning_rate)


def _run(module, parameters, x, y, *, rate, momentum=0.0, leftovers=(), times=1):
    model = network(parameters)
    for parameter, leftover in zip(model.parameters(), leftovers, strict=False):
        parameter.grad = leftover.clone()
    optimizer = torch.optim.SGD(model.parameters(), lr=rate, momentum=momentum)
    recorder = Recorder(model)
    reports = []
    with recorder.recording():
        for _ in range(times):
            reports.append(_plain(module.one_cycle(model, optimizer, x, y)))
    settle(model, parameters)
    return {"report": reports[0] if times == 1 else reports, "events": recorder.events}


def _plain(report):
    """Give the report with a 0-d tensor read as the float it stands for."""
    return {key: number(value) for key, value in report.items()} if isinstance(report, dict) else report
