"""ex13_accumulation: mistakes known by name."""

import torch

from grader.judge.suite import twin


def _mse(model, X, y):
    return ((model(X) - y) ** 2).mean()


# --- accumulate ---------------------------------------------------------------------------------


@twin(
    "G131",
    replaces="accumulate",
    because="the gradients are cleared first, so that what was there is lost",
    hint="This function adds to what .grad holds. Whose decision is it to clear that?",
)
def cleared_first(model, batches):
    model.zero_grad()
    for X, y in batches:
        _mse(model, X, y).backward()


@twin(
    "F01",
    replaces="accumulate",
    because="each batch's gradient replaces the one before (cleared inside the loop, or assigned to .grad)",
    hint="Add the contributions: leave .grad alone between two backwards.",
)
def only_the_last_batch(model, batches):
    for X, y in batches:
        model.zero_grad()
        _mse(model, X, y).backward()


@twin(
    "B01",
    replaces="accumulate",
    because="the squared errors of a batch are summed instead of averaged",
    hint="Each batch counts with its mean.",
)
def summed(model, batches):
    for X, y in batches:
        ((model(X) - y) ** 2).sum().backward()


@twin(
    "B05",
    replaces="accumulate",
    because="prediction (N,) and target (N, 1) are subtracted, which makes an (N, N) table of errors",
    hint="Print both shapes before you subtract: they should be equal.",
)
def broadcast(model, batches):
    for X, y in batches:
        ((model(X).squeeze(1) - y) ** 2).mean().backward()


@twin(
    "B08",
    replaces="accumulate",
    because="one mean over all samples of all batches is taken instead of one mean for each batch",
    hint="Here every batch has a mean loss of its own, and the gradients of these are added.",
)
def one_mean_for_all(model, batches):
    pairs = list(batches)
    _mse(model, torch.cat([X for X, _ in pairs]), torch.cat([y for _, y in pairs])).backward()


@twin(
    "G132",
    replaces="accumulate",
    because="the sum is divided by the number of batches",
    hint="Nothing is averaged over batches here: three equal batches leave three times the gradient.",
)
def averaged_over_batches(model, batches):
    pairs = list(batches)
    for X, y in pairs:
        (_mse(model, X, y) / len(pairs)).backward()


@twin(
    "G133",
    replaces="accumulate",
    because="the batches are asked for their length, which a generator does not have",
    hint="`for X, y in batches` needs no length.",
)
def needs_a_length(model, batches):
    for i in range(len(batches)):
        _mse(model, *batches[i]).backward()


@twin(
    "D12",
    replaces="accumulate",
    because="autograd.grad gives the gradients back, and nobody stores them in .grad",
    hint="torch.autograd.grad returns gradients; backward stores them. Add what it returns to .grad.",
)
def grad_does_not_store(model, batches):
    for X, y in batches:
        torch.autograd.grad(_mse(model, X, y), list(model.parameters()))


@twin(
    "D13",
    replaces="accumulate",
    because="the old gradient is kept without clone, grows with the next backward, and is then added again",
    hint="`old = p.grad` is a second name for one tensor. backward already adds to it.",
)
def kept_without_clone(model, batches):
    for X, y in batches:
        old = [p.grad for p in model.parameters()]
        _mse(model, X, y).backward()
        for p, before in zip(model.parameters(), old, strict=True):
            p.grad = p.grad if before is None else before + p.grad


@twin(
    "D05",
    replaces="accumulate",
    because="the prediction that goes into the loss is made off the record (no_grad, detach or .data)",
    hint="Record the forward pass: backward follows it back.",
)
def off_the_record(model, batches):
    for X, y in batches:
        ((model(X).detach() - y) ** 2).mean().backward()


@twin(
    "B07",
    replaces="accumulate",
    because="backward is called on one loss per sample instead of on one number",
    hint="Reduce the squared errors to their mean first.",
)
def not_reduced(model, batches):
    for X, y in batches:
        ((model(X) - y) ** 2).backward()


@twin(
    "B03",
    replaces="accumulate",
    because="only the first batch is used",
    hint="Look at the indentation of `return`, and at what stands inside the loop.",
)
def first_batch(model, batches):
    for X, y in batches:
        _mse(model, X, y).backward()
        return


@twin(
    "G134",
    replaces="accumulate",
    because="the parameters take a step as well",
    hint="Only gradients are asked for: no optimizer, no update.",
)
def takes_a_step(model, batches):
    for X, y in batches:
        _mse(model, X, y).backward()
    torch.optim.SGD(model.parameters(), lr=0.01).step()


# --- micro_batch_gradient -----------------------------------------------------------------------


@twin(
    "E01",
    replaces="micro_batch_gradient",
    because="what .grad held before is still in the sum",
    hint="backward adds. When is the one moment to clear here?",
)
def leftovers_kept(model, X, y, k):
    for X_part, y_part in zip(X.chunk(k), y.chunk(k), strict=True):
        (((model(X_part) - y_part) ** 2).sum() / len(X)).backward()


@twin(
    "B09",
    replaces="micro_batch_gradient",
    because="the means of all pieces are added without dividing",
    hint="The sum of k means is k times too large. By what has each piece's part to be divided?",
)
def means_added(model, X, y, k):
    model.zero_grad()
    for X_part, y_part in zip(X.chunk(k), y.chunk(k), strict=True):
        _mse(model, X_part, y_part).backward()


@twin(
    "B08",
    replaces="micro_batch_gradient",
    because="the mean of the pieces' means is taken, in which a short piece counts as much as a long one",
    hint="Weight each piece by its size: a sample in a short piece counts as much as any other.",
)
def mean_of_means(model, X, y, k):
    model.zero_grad()
    parts = list(zip(X.chunk(k), y.chunk(k), strict=True))
    for X_part, y_part in parts:
        (_mse(model, X_part, y_part) / len(parts)).backward()


@twin(
    "B08",
    replaces="micro_batch_gradient",
    because="each piece's mean is divided by k, although the pieces differ in size or number",
    hint="Weight each piece by its size: its samples divided by N.",
)
def means_by_k(model, X, y, k):
    model.zero_grad()
    for X_part, y_part in zip(X.chunk(k), y.chunk(k), strict=True):
        (_mse(model, X_part, y_part) / k).backward()


@twin(
    "B08",
    replaces="micro_batch_gradient",
    because="the mean of k pieces' means is taken, in which a short piece counts as much as a long one",
    hint="Weight each piece by its size: a sample in a short piece counts as much as any other.",
)
def mean_of_split_means(model, X, y, k):
    model.zero_grad()
    for X_part, y_part in zip(X.tensor_split(k), y.tensor_split(k), strict=True):
        (_mse(model, X_part, y_part) / k).backward()


@twin(
    "B01",
    replaces="micro_batch_gradient",
    because="the squared errors are summed and never divided by N",
    hint="The loss is a mean over all N samples.",
)
def sums_added(model, X, y, k):
    model.zero_grad()
    for X_part, y_part in zip(X.chunk(k), y.chunk(k), strict=True):
        ((model(X_part) - y_part) ** 2).sum().backward()


@twin(
    "F01",
    replaces="micro_batch_gradient",
    because="each piece's gradient replaces the one before (cleared inside the loop, or assigned to .grad)",
    hint="Clear once, before the first piece; then let the parts add up.",
)
def only_the_last_piece(model, X, y, k):
    for X_part, y_part in zip(X.chunk(k), y.chunk(k), strict=True):
        model.zero_grad()
        (((model(X_part) - y_part) ** 2).sum() / len(X)).backward()


@twin(
    "F01",
    replaces="micro_batch_gradient",
    because="each piece's mean gradient replaces the one before: only the last piece is left",
    hint="Clear once, before the first piece; then let the parts add up.",
)
def only_the_last_mean(model, X, y, k):
    for X_part, y_part in zip(X.chunk(k), y.chunk(k), strict=True):
        model.zero_grad()
        _mse(model, X_part, y_part).backward()


@twin(
    "G135",
    replaces="micro_batch_gradient",
    because="the model sees the whole batch at once",
    hint="The gradient is right. Imagine that only ceil(N / k) samples fit into the memory.",
)
def all_at_once(model, X, y, k):
    model.zero_grad()
    _mse(model, X, y).backward()


@twin(
    "G135",
    replaces="micro_batch_gradient",
    because="the model predicts the whole batch at once, and only the loss is cut into pieces",
    hint="It is the forward that fills the memory: cut X before the model sees it.",
)
def loss_in_pieces(model, X, y, k):
    model.zero_grad()
    parts = zip(model(X).chunk(k), y.chunk(k), strict=True)
    sum(((pred - target) ** 2).sum() / len(X) for pred, target in parts).backward()


@twin(
    "G136",
    replaces="micro_batch_gradient",
    because="k is taken for the size of a piece instead of the number of pieces",
    hint="X.split(k) makes pieces of k samples; X.chunk(k) makes k pieces.",
)
def pieces_of_size_k(model, X, y, k):
    model.zero_grad()
    for X_part, y_part in zip(X.split(k), y.split(k), strict=True):
        (((model(X_part) - y_part) ** 2).sum() / len(X)).backward()


@twin(
    "G137",
    replaces="micro_batch_gradient",
    because="the samples left over after k equal pieces are dropped",
    hint="7 samples in 3 pieces: which samples does N // k forget?",
)
def rest_dropped(model, X, y, k):
    model.zero_grad()
    size = len(X) // k
    for i in range(k):
        part = slice(i * size, (i + 1) * size)
        (((model(X[part]) - y[part]) ** 2).sum() / len(X)).backward()


@twin(
    "G137",
    replaces="micro_batch_gradient",
    because="the samples left over after k equal pieces are dropped, and the means averaged",
    hint="7 samples in 3 pieces: which samples does N // k forget?",
)
def rest_dropped_means(model, X, y, k):
    model.zero_grad()
    size = len(X) // k
    for i in range(k):
        part = slice(i * size, (i + 1) * size)
        (_mse(model, X[part], y[part]) / k).backward()


@twin(
    "G138",
    replaces="micro_batch_gradient",
    because="the batch is reshaped into k equal pieces, which works only where k divides N",
    hint="Use chunk, tensor_split or slices: they allow a shorter piece.",
)
def reshaped(model, X, y, k):
    model.zero_grad()
    for X_part, y_part in zip(X.view(k, -1, X.shape[1]), y.view(k, -1, 1), strict=True):
        (((model(X_part) - y_part) ** 2).sum() / len(X)).backward()


@twin(
    "D12",
    replaces="micro_batch_gradient",
    because="autograd.grad gives the gradients back, and nobody stores them in .grad",
    hint="torch.autograd.grad returns gradients; backward stores them. Add what it returns to .grad.",
)
def pieces_not_stored(model, X, y, k):
    model.zero_grad()
    for X_part, y_part in zip(X.chunk(k), y.chunk(k), strict=True):
        torch.autograd.grad(((model(X_part) - y_part) ** 2).sum() / len(X), list(model.parameters()))


@twin(
    "B03",
    replaces="micro_batch_gradient",
    because="only the first piece is used",
    hint="Look at the indentation of what follows the loop.",
)
def first_piece(model, X, y, k):
    model.zero_grad()
    X_part, y_part = X.chunk(k)[0], y.chunk(k)[0]
    (((model(X_part) - y_part) ** 2).sum() / len(X)).backward()


@twin(
    "B05",
    replaces="micro_batch_gradient",
    because="prediction (N,) and target (N, 1) are subtracted, which makes a table of errors",
    hint="Print both shapes before you subtract: they should be equal.",
)
def pieces_broadcast(model, X, y, k):
    model.zero_grad()
    for X_part, y_part in zip(X.chunk(k), y.chunk(k), strict=True):
        (((model(X_part).squeeze(1) - y_part) ** 2).mean() * len(X_part) / len(X)).backward()


@twin(
    "G134",
    replaces="micro_batch_gradient",
    because="the parameters take a step as well",
    hint="Only gradients are asked for: no optimizer, no update.",
)
def pieces_and_a_step(model, X, y, k):
    model.zero_grad()
    for X_part, y_part in zip(X.chunk(k), y.chunk(k), strict=True):
        (((model(X_part) - y_part) ** 2).sum() / len(X)).backward()
    torch.optim.SGD(model.parameters(), lr=0.01).step()
