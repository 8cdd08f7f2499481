"""Graded cases of ex22: values, slopes, graphs with shared nodes, second backwards, a long chain."""

from typing import Any

from grader.judge.suite import Check, Draw, case


def numbers(draw: Draw) -> dict[str, Any]:
    """Draw two leaves and two plain numbers; a is positive, so that it has every power."""
    return {
        "a": draw.number(0.25, 2.25),
        "b": draw.number(-2.5, -0.25),
        "k": draw.number(1.25, 3.25),
        "n": draw.size(2, 4) + draw.choice([0.0, 0.5]),
    }


@case(task=1, title="values of two nodes", weight=1)
def test_arithmetic(check: Check, draw: Draw) -> None:
    """Each operation gives a Python float in data."""
    check("values", formulas=["a + b", "a - b", "a * b", "a / b", "(c := a * b) * (c + a)"], **numbers(draw))


@case(task=1, title="plain numbers on either side", weight=1)
def test_plain_numbers(check: Check, draw: Draw) -> None:
    """A plain number may stand left or right of each operator."""
    both = ["a + k", "k + a", "a - k", "k - a", "a * k", "k * a", "a / k", "k / a"]
    check("values", formulas=both, **numbers(draw))


@case(task=1, title="values of powers, tanh and exp", weight=1)
def test_functions(check: Check, draw: Draw) -> None:
    """Exponents are whole, broken or negative."""
    formulas = ["a ** n", "a ** -n", "b ** 3", "a.tanh()", "b.tanh()", "a.exp()"]
    check("values", formulas=formulas, **numbers(draw))


@case(task=2, title="slopes of two nodes", weight=2)
def test_arithmetic_slopes(check: Check, draw: Draw) -> None:
    """Both leaves get their slope."""
    check("slopes", formulas=["a + b", "a - b", "a * b", "a / b"], **numbers(draw))


@case(task=2, title="slopes with plain numbers")
def test_plain_number_slopes(check: Check, draw: Draw) -> None:
    """The slope belongs to the leaf, on whichever side it stands."""
    both = ["a + k", "k + a", "a - k", "k - a", "a * k", "k * a", "a / k", "k / a"]
    check("slopes", formulas=both, **numbers(draw))


@case(task=2, title="slopes of powers, tanh and exp", weight=2)
def test_function_slopes(check: Check, draw: Draw) -> None:
    """One operation at a time."""
    formulas = ["a ** n", "a ** -n", "b ** 3", "b ** 2", "a.tanh()", "b.tanh()", "a.exp()"]
    check("slopes", formulas=formulas, **numbers(draw))


@case(task=2, title="a neuron with tanh", weight=2)
def test_neuron(check: Check, draw: Draw) -> None:
    """Slopes multiply along the way from the loss to each weight."""
    size = draw.size(2, 4)
    w, x = ([draw.number(-1, 1) for _ in range(size)] for _ in range(2))
    check("neuron", w=w, b=draw.number(-1, 1), x=x, y=draw.number(), squashed=True)


@case(task=3, title="leaves used more than once")
def test_shared_leaves(check: Check, draw: Draw) -> None:
    """All uses of a leaf add up."""
    formulas = ["a + a", "a * a", "a / (a + b * b)", "a.tanh() * a + k * a"]
    check("slopes", formulas=formulas, **numbers(draw))


@case(task=3, title="results used more than once", weight=2)
def test_shared_results(check: Check, draw: Draw) -> None:
    """Paths of different lengths meet again in one node."""
    formulas = [
        "(c := a * b) * c",
        "(c := a * b) * (c + a)",
        "((c := a * b) + k) * c - c / k",
        "(((c := a - b) * k).tanh() + c) * (c * c)",
    ]
    check("slopes", formulas=formulas, **numbers(draw))


@case(task=3, title="a second backward on the same result")
def test_second_backward(check: Check, draw: Draw) -> None:
    """Nodes between the leaves and the result start clean."""
    check("second_backward", formula="((c := a * b) + k) * c - c / k", **numbers(draw))


@case(task=3, title="a backward on another result with shared nodes")
def test_second_result(check: Check, draw: Draw) -> None:
    """What the first walk left in shared nodes does not count."""
    given = numbers(draw)
    check("second_result", a=given["a"], b=given["b"], k=given["k"])


@case(task=3, title="a chain of 2,000 nodes")
def test_chain(check: Check, draw: Draw) -> None:
    """The walk back is not limited by Python's recursion."""
    check("chain", a=draw.number(0.25, 2.25), k=draw.choice([0.99609375, 0.9921875]), length=2000)
