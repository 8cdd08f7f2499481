"""Run one of six loops on a model and a batch; write down losses, parameters and the order of events."""

from grader.suites.probe_tools import Recorder, handed_back, loss_list, network, settle

_MODEL = """w1, b1, *rest = parameters
layers = [torch.nn.Linear(*w1.T.shape)]
if rest:
    layers += [torch.nn.Tanh(), torch.nn.Linear(*rest[0].T.shape)]
model = torch.nn.Sequential(*layers).to(w1.dtype)
for parameter, value in zip(model.parameters(), parameters):
    parameter.data.copy_(value)
"""
CALLS = {f"loop_{i}": f"{_MODEL}loop_{i}(model, X, y, learning_rate, steps)" for i in range(1, 7)}


def loop_1(module, **inputs):
    return _run(module.loop_1, **inputs)


def loop_2(module, **inputs):
    return _run(module.loop_2, **inputs)


def loop_3(module, **inputs):
    return _run(module.loop_3, **inputs)


def loop_4(module, **inputs):
    return _run(module.loop_4, **inputs)


def loop_5(module, **inputs):
    return _run(module.loop_5, **inputs)


def loop_6(module, **inputs):
    return _run(module.loop_6, **inputs)


def _run(loop, *, parameters, X, y, learning_rate, steps):
    """Train a neuron ([w, b]) or a network with two layers ([w1, b1, w2, b2]) with clean gradients."""
    model = network(parameters)
    handed = list(model.parameters())
    recorder = Recorder(model)
    with recorder.recording():
        losses = loop(model, X, y, learning_rate, steps)
    settle(model, parameters)
    mode = [] if model.training else ["evaluation mode"]
    return {"losses": loss_list(losses), **handed_back(model, handed), "events": recorder.events + mode}
