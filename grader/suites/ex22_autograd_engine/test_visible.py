"""Practice cases of ex22: each operation, the lesson's neuron, a node used twice, 27 and never 72."""

from grader.judge.suite import Check, case

NUMBERS = {"a": 2.0, "b": -0.5, "k": 3.0, "n": 3}


@case(task=1, title="values of + - * /")
def test_arithmetic(check: Check) -> None:
    """Two leaves give a result whose data is the result of the numbers."""
    check("values", formulas=["a + b", "a - b", "a * b", "a / b"], **NUMBERS)


@case(task=1, title="plain numbers on the left")
def test_reflected(check: Check) -> None:
    """Python asks the right operand when the left one is a plain number."""
    check("values", formulas=["k + a", "k - a", "k * a", "k / a"], **NUMBERS)


@case(task=1, title="values of powers, tanh and exp")
def test_functions(check: Check) -> None:
    """Powers may have a negative exponent."""
    check("values", formulas=["a ** n", "a ** -n", "a.tanh()", "a.exp()"], **NUMBERS)


@case(task=2, title="slopes of + - * /")
def test_arithmetic_slopes(check: Check) -> None:
    """After backward() both leaves hold the slope of the result."""
    check("slopes", formulas=["a + b", "a - b", "a * b", "a / b"], **NUMBERS)


@case(task=2, title="slopes of powers, tanh and exp")
def test_function_slopes(check: Check) -> None:
    """One leaf, one operation."""
    check("slopes", formulas=["a ** n", "a.tanh()", "a.exp()"], **NUMBERS)


@case(task=2, title="the lesson's neuron")
def test_neuron(check: Check) -> None:
    """The gradients are -5, -10, -15 and -5."""
    check("neuron", w=[0.5, 0.5, 0.25], b=0.25, x=[1.0, 2.0, 3.0], y=5.0, squashed=False)


@case(task=3, title="one leaf used twice")
def test_shared_leaf(check: Check) -> None:
    """Both uses count: a + a has the slope 2."""
    check("slopes", formulas=["a + a", "a * a"], **NUMBERS)


@case(task=3, title="one result used twice")
def test_shared_result(check: Check) -> None:
    """A node hands its gradient on once all of it has arrived."""
    check("slopes", formulas=["(c := a * b) * c", "(c := a * b) * (c + a)"], **NUMBERS)


@case(task=3, title="a second backward: 54 or 27, never 72")
def test_second_backward(check: Check) -> None:
    """Leaves add up or start afresh; what lies between starts clean."""
    check("second_backward", formula="(c := a * a) * a", a=3.0, b=1.0, k=1.0, n=2)
