import torch


def make_neuron(weights, bias):
    m = torch.nn.Linear(len(weights), 1)
    torch.nn.utils.vector_to_parameters(torch.tensor(weights + [bias]), m.parameters())
    return m


def count_parameters(model):
    flat = [p.flatten() for p in model.parameters() if p.requires_grad]
    return len(torch.cat(flat)) if flat else 0
