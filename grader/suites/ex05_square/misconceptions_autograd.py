"""ex05_square: mistakes in the way autograd is asked."""

import torch

from grader.judge.suite import twin


def _leaf(w):
    w = w if isinstance(w, torch.Tensor) else torch.tensor(float(w))
    return w.detach().clone().requires_grad_()


@twin(
    "B07",
    replaces="square_autograd",
    because="backward is called on one loss per entry instead of on one number",
    hint="backward starts from a single number: add the squares up first.",
)
def not_reduced(w):
    leaf = _leaf(w)
    loss = leaf**2
    loss.backward()
    return loss, leaf.grad


@twin(
    "D01",
    replaces="square_autograd",
    because="nobody told the tensor to record what is computed from it",
    hint="Mark the leaf with requires_grad before you use it.",
    equals=("D04", "D05"),
)
def not_recorded(w):
    leaf = torch.as_tensor(w).detach().clone()
    loss = (leaf**2).sum()
    loss.backward()
    return loss, leaf.grad


@twin(
    "D01",
    replaces="square_autograd",
    because="an int is asked to require grad",
    hint="Only numbers with a fraction have a slope: make the int a float before it becomes a leaf.",
)
def integer_leaf(w):
    leaf = w.detach().clone() if isinstance(w, torch.Tensor) else torch.tensor(w)
    leaf.requires_grad_()
    loss = (leaf**2).sum()
    loss.backward()
    return loss, leaf.grad


@twin(
    "D02",
    replaces="square_autograd",
    because=".item() turns the loss into a plain number before backward",
    hint="A plain number has no history to go back through. Call .item() only to show a value.",
)
def item_too_early(w):
    leaf = _leaf(w)
    loss = (leaf**2).sum().item()
    loss.backward()
    return loss, leaf.grad


@twin(
    "D03",
    replaces="square_autograd",
    because="the loss is wrapped into a new tensor, which has no history",
    hint="backward follows the history of the very tensor that was computed from the leaf.",
)
def wrapped_again(w):
    leaf = _leaf(w)
    loss = (leaf**2).sum().detach().clone().requires_grad_()
    loss.backward()
    return loss, leaf.grad


@twin(
    "D04",
    replaces="square_autograd",
    because="detach() or .data cuts the leaf off before the loss is computed",
    hint="What is computed from a detached tensor is not recorded.",
    equals=("D01", "D05"),
)
def detached(w):
    leaf = _leaf(w)
    loss = (leaf.detach() ** 2).sum()
    loss.backward()
    return loss, leaf.grad


@twin(
    "D05",
    replaces="square_autograd",
    because="the loss is computed under no_grad",
    hint="Record the forward pass; no_grad is for the update.",
    equals=("D01", "D04"),
)
def under_no_grad(w):
    leaf = _leaf(w)
    with torch.no_grad():
        loss = (leaf**2).sum()
    loss.backward()
    return loss, leaf.grad


@twin(
    "D06",
    replaces="square_autograd",
    because="what you call the leaf was itself computed from the leaf, so no gradient is stored in it",
    hint="Copy and convert first, and mark the result with requires_grad as the last thing.",
)
def leaf_made_by_arithmetic(w):
    leaf = _leaf(w) * 1.0
    loss = (leaf**2).sum()
    loss.backward()
    return loss, leaf.grad


@twin(
    "D06",
    replaces="square_autograd",
    because="a tensor that already requires grad is cloned without detach, and a clone is not a leaf",
    hint="detach() before clone(), and mark the result with requires_grad as the last thing.",
)
def clone_of_a_leaf(w):
    leaf = w if isinstance(w, torch.Tensor) else torch.tensor(float(w))
    leaf = leaf.clone().requires_grad_()
    loss = (leaf**2).sum()
    loss.backward()
    return loss, leaf.grad


@twin(
    "D07",
    replaces="square_autograd",
    because="backward is called a second time on one loss",
    hint="One forward pass serves one backward pass.",
)
def backward_twice(w):
    leaf = _leaf(w)
    loss = (leaf**2).sum()
    loss.backward()
    loss.backward()
    return loss, leaf.grad


@twin(
    "D08",
    replaces="square_autograd",
    because="retain_graph lets backward run twice, and the two gradients add up",
    hint="retain_graph hides the message and leaves its reason. Call backward once.",
)
def graph_retained(w):
    leaf = _leaf(w)
    loss = (leaf**2).sum()
    loss.backward(retain_graph=True)
    loss.backward()
    return loss, leaf.grad


@twin(
    "D12",
    replaces="square_autograd",
    because="autograd.grad is called, and then .grad is read",
    hint="autograd.grad hands the gradients back; only backward stores them in .grad.",
)
def grad_of_autograd_grad(w):
    leaf = _leaf(w)
    loss = (leaf**2).sum()
    torch.autograd.grad(loss, leaf)
    return loss, leaf.grad


@twin(
    "D13",
    replaces="square_autograd",
    because="the gradient is cleared after it was given a name, and both are one tensor",
    hint="`g = leaf.grad` makes no copy. Clone what you want to keep.",
    equals=("G01",),
)
def cleared_after_reading(w):
    leaf = _leaf(w)
    loss = (leaf**2).sum()
    loss.backward()
    gradient = leaf.grad
    leaf.grad.zero_()
    return loss, gradient


@twin(
    "G01",
    replaces="square_autograd",
    because="the gradient is always zero",
    hint="A slope of 0 means that nudging w changes nothing. Is that so at w = 3?",
    equals=("D13",),
)
def zero_gradient(w):
    leaf = _leaf(w)
    loss = (leaf**2).sum()
    loss.backward()
    return loss, torch.zeros_like(leaf)


@twin(
    "E01",
    replaces="square_autograd",
    because="the caller's own tensor serves as the leaf, and gradients add up in it from call to call",
    hint="Work on a leaf of your own: detach and clone what you were given.",
)
def leaf_of_the_caller(w):
    leaf = w if isinstance(w, torch.Tensor) else torch.tensor(float(w))
    leaf.requires_grad_()
    loss = (leaf**2).sum()
    loss.backward()
    return loss, leaf.grad


@twin(
    "C06",
    replaces="square_autograd",
    because="the caller's own tensor serves as the leaf, and its gradient is taken away first",
    hint="Work on a leaf of your own: detach and clone what you were given.",
)
def leaf_of_the_caller_cleared(w):
    leaf = w if isinstance(w, torch.Tensor) else torch.tensor(float(w))
    leaf.requires_grad_()
    leaf.grad = None
    loss = (leaf**2).sum()
    loss.backward()
    return loss, leaf.grad


@twin(
    "E14",
    replaces="square_autograd",
    because="a gradient is cleared before there is one",
    hint="Before the first backward, .grad is None. A fresh leaf needs no clearing.",
)
def clears_none(w):
    leaf = _leaf(w)
    leaf.grad.zero_()
    loss = (leaf**2).sum()
    loss.backward()
    return loss, leaf.grad


@twin(
    "E23",
    replaces="square_autograd",
    because="the loss is the mean of the squares instead of their sum",
    hint="The contract's loss is (w**2).sum(); a mean divides it, and every slope, by the number of entries.",
)
def mean_instead_of_sum(w):
    leaf = _leaf(w)
    loss = (leaf**2).mean()
    loss.backward()
    return loss, leaf.grad


@twin(
    "E23",
    replaces="square_autograd",
    because="the loss is half the squares",
    hint="Many books write ½w² so that the 2 vanishes. This contract does not.",
)
def half_the_square(w):
    leaf = _leaf(w)
    loss = 0.5 * (leaf**2).sum()
    loss.backward()
    return loss, leaf.grad


@twin(
    "A14",
    replaces="square_autograd",
    because="the lesson's 9 and 6 are returned, whatever w is",
    hint="Try another w: does your answer change?",
)
def nine_and_six(w):
    return torch.tensor(9.0), torch.tensor(6.0)


@twin(
    "G03",
    replaces="square_autograd",
    because="the answer is printed, or worked out, but not returned",
    hint="Printing shows a value to you; `return` hands it to whoever called the function.",
)
def pair_not_returned(w):
    return None


@twin(
    "G04",
    replaces="square_autograd",
    because="everything is converted to float32, whatever dtype w has",
    hint="detach().clone() keeps the dtype by itself; look for where you name another one.",
)
def autograd_in_float32(w):
    leaf = torch.as_tensor(w, dtype=torch.float32).detach().clone().requires_grad_()
    loss = (leaf**2).sum()
    loss.backward()
    return loss, leaf.grad


@twin(
    "G05",
    replaces="square_autograd",
    because="a number is put into a list, so that the answers have shape (1,) instead of ()",
    hint="torch.tensor([3.0]) is a row of one number; torch.tensor(3.0) is the number.",
)
def number_in_a_list(w):
    leaf = _leaf(w) if isinstance(w, torch.Tensor) else torch.tensor([float(w)], requires_grad=True)
    loss = (leaf**2).sum()
    loss.backward()
    return loss, leaf.grad


@twin(
    "G06",
    replaces="square_autograd",
    because="the pair comes back in the other order",
    hint="The contract says (loss, gradient).",
)
def swapped(w):
    leaf = _leaf(w)
    loss = (leaf**2).sum()
    loss.backward()
    return leaf.grad, loss


@twin(
    "G07",
    replaces="square_autograd",
    because="only the gradient comes back",
    hint="The contract asks for two things: the loss and the gradient.",
)
def gradient_only(w):
    leaf = _leaf(w)
    (leaf**2).sum().backward()
    return leaf.grad


@twin(
    "G08",
    replaces="square_autograd",
    because="the squares come back one by one instead of their sum",
    hint="The loss is one number, of shape ().",
)
def loss_not_reduced(w):
    leaf = _leaf(w)
    loss = leaf**2
    loss.sum().backward()
    return loss, leaf.grad
