"""ex12_numerical_gradient: what a student sees."""

import torch

from grader.judge.suite import Check, case


def tensor(values: object) -> torch.Tensor:
    """Give a float64 tensor."""
    return torch.tensor(values, dtype=torch.float64)


@case(task=1, title="three numbers, squared and added")
def test_vector(check: Check) -> None:
    """The slopes are near 6, -2 and 1."""
    check(
        "gradient_at_the_usual_step",
        f="(p ** 2).sum()",
        params=tensor([3.0, -1.0, 0.5]),
        rtol=1e-7,
        atol=1e-8,
    )


@case(task=1, title="a matrix keeps its shape")
def test_matrix(check: Check) -> None:
    """Each of the six numbers is nudged alone."""
    params = tensor([[0.5, -1.0, 2.0], [1.5, 0.1, -0.7]])
    check("gradient_at_the_usual_step", f="(p ** 2).sum()", params=params, rtol=1e-7, atol=1e-8)


@case(task=1, title="the step that was asked for, and a function that returns a float")
def test_step(check: Check) -> None:
    """With a large h the error of the measurement shows: the same h must be used."""
    check("gradient", f="float((p ** 2).sum())", params=tensor([3.0, -1.0]), h=0.25, rtol=1e-7, atol=1e-8)
    check("gradient", f="p.exp().sum() / 4", params=tensor([2.0, -0.5]), h=0.25, rtol=1e-7, atol=1e-8)


@case(task=1, title="a leaf that requires grad")
def test_leaf(check: Check) -> None:
    """The parameter of a model can be checked in place, and stays as it is."""
    check("gradient_of_leaf", f="(p ** 2).sum()", params=tensor([3.0, -1.0, 0.1]), rtol=1e-7, atol=1e-8)
