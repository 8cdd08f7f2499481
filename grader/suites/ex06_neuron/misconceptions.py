"""ex06_neuron: mistakes known by name; those of counting in their own file."""

import torch
from torch import nn

from grader.judge.suite import twin
from grader.suites.ex06_neuron.misconceptions_counting import *


def _neuron(weights, bias):
    model = nn.Linear(len(weights), 1)
    with torch.no_grad():
        model.weight.copy_(torch.tensor([weights]))
        model.bias.fill_(bias)
    return model


@twin(
    "A14",
    replaces="make_neuron",
    because="the lesson's numbers are put in, whatever weights and bias are given",
    hint="Try other weights: does your neuron change?",
)
def lesson_numbers(weights, bias):
    return _neuron([0.5, 0.5, 0.25], 0.25)


@twin(
    "G061",
    replaces="make_neuron",
    because="the neuron keeps the random numbers it was born with",
    hint="Print model.weight just before the return. Whose numbers are these?",
)
def left_random(weights, bias):
    return nn.Linear(len(weights), 1)


@twin(
    "E11",
    replaces="make_neuron",
    because="the weights are filled in and the bias is forgotten",
    hint="nn.Linear holds two parameters: model.weight and model.bias.",
)
def bias_left_random(weights, bias):
    model = nn.Linear(len(weights), 1)
    with torch.no_grad():
        model.weight.copy_(torch.tensor([weights]))
    return model


@twin(
    "E11",
    replaces="make_neuron",
    because="the neuron is made without a bias",
    hint="Where would the bias you were given go? Leave out bias=False.",
)
def without_bias(weights, bias):
    model = nn.Linear(len(weights), 1, bias=False)
    with torch.no_grad():
        model.weight.copy_(torch.tensor([weights]))
    return model


@twin(
    "E11",
    replaces="make_neuron",
    because="the bias is set to 0 instead of the one that was given",
    hint="The bias is the second argument.",
)
def bias_zero(weights, bias):
    return _neuron(weights, 0.0)


@twin(
    "G062",
    replaces="make_neuron",
    because="the bias is filled into the weights as well",
    hint="Which of the two arguments belongs into model.weight?",
)
def bias_everywhere(weights, bias):
    return _neuron([bias] * len(weights), bias)


@twin(
    "G062",
    replaces="make_neuron",
    because="the first weight is filled into all weights",
    hint="fill_ writes one number everywhere; copy_ copies entry by entry.",
)
def first_weight_everywhere(weights, bias):
    return _neuron([weights[0]] * len(weights), bias)


@twin(
    "B06",
    replaces="make_neuron",
    because="the weight has one row per input instead of one row per output",
    hint="model.weight of nn.Linear(3, 1) has the shape (1, 3): print it before you replace it.",
)
def weight_transposed(weights, bias):
    model = nn.Linear(len(weights), 1)
    model.weight = nn.Parameter(torch.tensor(weights).reshape(-1, 1))
    model.bias = nn.Parameter(torch.tensor([bias]))
    return model


@twin(
    "B06",
    replaces="make_neuron",
    because="inputs and outputs are exchanged: the layer has one input and n outputs",
    hint="nn.Linear takes the number of inputs first.",
)
def one_input_many_outputs(weights, bias):
    model = nn.Linear(1, len(weights))
    with torch.no_grad():
        model.weight.copy_(torch.tensor(weights).reshape(-1, 1))
        model.bias.fill_(bias)
    return model


@twin(
    "G05",
    replaces="make_neuron",
    because="the weight has the shape (n,) instead of (1, n)",
    hint="A row of weights for each output: torch.tensor([weights]) has two dimensions.",
)
def flat_weight(weights, bias):
    model = nn.Linear(len(weights), 1)
    model.weight = nn.Parameter(torch.tensor(weights))
    model.bias = nn.Parameter(torch.tensor([bias]))
    return model


@twin(
    "G05",
    replaces="make_neuron",
    because="weight and bias have lost a dimension: (n,) and () instead of (1, n) and (1,)",
    hint="Print the shapes of a fresh nn.Linear(3, 1), and give yours the same ones.",
)
def flat_weight_and_bias(weights, bias):
    model = nn.Linear(len(weights), 1)
    model.weight.data = torch.tensor(weights)
    model.bias.data = torch.tensor(bias)
    return model


@twin(
    "G05",
    replaces="make_neuron",
    because="the bias has the shape () instead of (1,)",
    hint="One bias for each output: torch.tensor([bias]).",
)
def flat_bias(weights, bias):
    model = _neuron(weights, bias)
    model.bias = nn.Parameter(torch.tensor(bias))
    return model


@twin(
    "G04",
    replaces="make_neuron",
    because="the parameters are float64 instead of torch's default dtype",
    hint="torch.tensor of floats has the default dtype by itself; look for where you name another one.",
)
def double_precision(weights, bias):
    return _neuron(weights, bias).double()


@twin(
    "D01",
    replaces="make_neuron",
    because="the parameters do not require grad, so this neuron can never learn",
    hint="A Parameter requires grad unless you tell it not to.",
)
def frozen(weights, bias):
    return _neuron(weights, bias).requires_grad_(False)


@twin(
    "G077",
    replaces="make_neuron",
    because="weight and bias are plain tensors that the model does not know as its parameters",
    hint="Fill the numbers into the parameters that are there, or wrap new tensors in nn.Parameter.",
)
def not_registered(weights, bias):
    model = nn.Linear(len(weights), 1)
    del model.weight, model.bias
    model.weight = torch.tensor([weights], requires_grad=True)
    model.bias = torch.tensor([bias], requires_grad=True)
    return model


@twin(
    "G063",
    replaces="make_neuron",
    because="a plain tensor is assigned where the model has a parameter",
    hint="Fill the numbers into the parameter that is there, or wrap the new tensor in nn.Parameter.",
)
def plain_tensor_assigned(weights, bias):
    model = nn.Linear(len(weights), 1)
    model.weight = torch.tensor([weights])
    model.bias = torch.tensor([bias])
    return model


@twin(
    "E06",
    replaces="make_neuron",
    because="the parameters are overwritten in place while autograd is recording",
    hint="Filling in numbers should not be recorded: do it under torch.no_grad().",
)
def recorded(weights, bias):
    model = nn.Linear(len(weights), 1)
    model.weight.copy_(torch.tensor([weights]))
    model.bias.fill_(bias)
    return model


@twin(
    "G064",
    replaces="make_neuron",
    because="the neuron is wrapped in another module",
    hint="The contract asks for the nn.Linear itself.",
)
def wrapped(weights, bias):
    return nn.Sequential(_neuron(weights, bias))


@twin(
    "G01",
    replaces="make_neuron",
    because="weights and bias are all zero",
    hint="Print model.weight just before the return. Whose numbers are these?",
)
def zeros(weights, bias):
    return _neuron([0.0] * len(weights), 0.0)


@twin(
    "G03",
    replaces="make_neuron",
    because="the neuron is made, but not returned",
    hint="`return` hands the model to whoever called the function.",
)
def not_returned(weights, bias):
    return None


_made = []


@twin(
    "G065",
    replaces="make_neuron",
    because="one neuron is made outside the function, and every call hands out the same one",
    hint="Make the nn.Linear inside the function.",
)
def shared(weights, bias):
    if not _made or _made[0].in_features != len(weights):
        _made[:] = [nn.Linear(len(weights), 1)]
    with torch.no_grad():
        _made[0].weight.copy_(torch.tensor([weights]))
        _made[0].bias.fill_(bias)
    return _made[0]
