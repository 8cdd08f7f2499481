"""ex06_neuron: what a student sees, the lesson's neuron first."""

from grader.judge.suite import Check, case


@case(task=1, title="the lesson's neuron")
def test_lesson_neuron(check: Check) -> None:
    """Three weights and a bias stand where nn.Linear keeps them."""
    check("neuron", weights=[0.5, 0.5, 0.25], bias=0.25)


@case(task=1, title="a neuron with a single input")
def test_one_input(check: Check) -> None:
    """One weight still has the shape (1, 1)."""
    check("neuron", weights=[-2.0], bias=1.5)


@case(task=2, title="3 weights + 1 bias")
def test_count_lesson(check: Check) -> None:
    """The lesson's neuron has four learnable numbers."""
    check("count", inputs=3, outputs=1)


@case(task=2, title="a frozen bias does not count")
def test_count_frozen(check: Check) -> None:
    """What does not require grad does not learn."""
    check("count_layers", layers=[["Linear", 3, 1]], frozen=["0.bias"])


@case(task=2, title="two layers")
def test_count_two_layers(check: Check) -> None:
    """Every layer's parameters count."""
    check("count_layers", layers=[["Linear", 3, 4], ["Tanh"], ["Linear", 4, 1]], frozen=[])
