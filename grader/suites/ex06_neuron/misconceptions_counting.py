"""ex06_neuron: mistakes in counting what can learn."""

from grader.judge.suite import twin


@twin(
    "G066",
    replaces="count_parameters",
    because="frozen parameters are counted as well",
    hint="Ask each parameter whether it requires grad.",
)
def counts_frozen(model):
    return sum(p.numel() for p in model.parameters())


@twin(
    "G067",
    replaces="count_parameters",
    because="tensors are counted instead of the numbers in them",
    hint="A weight of shape (1, 3) is one tensor and three numbers.",
)
def counts_tensors(model):
    return sum(1 for p in model.parameters() if p.requires_grad)


@twin(
    "G067",
    replaces="count_parameters",
    because="the rows of each parameter are counted instead of its numbers",
    hint="len and shape[0] give the number of rows. What gives the number of all entries?",
)
def counts_rows(model):
    return sum(p.shape[0] for p in model.parameters() if p.requires_grad)


@twin(
    "E11",
    replaces="count_parameters",
    because="only weights are counted, and biases are left out",
    hint="The bias is learned as well: count everything that model.parameters() yields.",
)
def weights_only(model):
    return sum(p.numel() for p in model.parameters() if p.requires_grad and p.ndim > 1)


@twin(
    "G068",
    replaces="count_parameters",
    because="buffers, and whatever else is saved with the model, are counted",
    hint="state_dict lists all that is saved; model.parameters() lists what can learn.",
)
def counts_state(model):
    return sum(t.numel() for t in model.state_dict().values())


@twin(
    "G069",
    replaces="count_parameters",
    because="the frozen parameters are counted instead of the others",
    hint="requires_grad is True for what can learn.",
)
def counts_only_frozen(model):
    return sum(p.numel() for p in model.parameters() if not p.requires_grad)


@twin(
    "A14",
    replaces="count_parameters",
    because="the lesson's 4 is returned, whatever the model is",
    hint="Try another model: does your answer change?",
)
def four(model):
    return 4


@twin(
    "G070",
    replaces="count_parameters",
    because="the count takes model for a single nn.Linear",
    hint="model.parameters() goes through all layers of any model.",
)
def single_layer(model):
    return model.weight.numel() + model.bias.numel()


@twin(
    "G070",
    replaces="count_parameters",
    because="only the first parameter is counted",
    hint="The loop ends in its first round: where does the return stand?",
)
def first_parameter(model):
    return next(p.numel() for p in model.parameters() if p.requires_grad)


@twin(
    "G01",
    replaces="count_parameters",
    because="the answer is always zero",
    hint="Even the smallest neuron has a weight.",
)
def none_counted(model):
    return 0


@twin(
    "G03",
    replaces="count_parameters",
    because="the answer is printed, or worked out, but not returned",
    hint="Printing shows a value to you; `return` hands it to whoever called the function.",
)
def count_not_returned(model):
    return None
