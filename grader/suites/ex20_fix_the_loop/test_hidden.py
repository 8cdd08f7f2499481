"""ex20_fix_the_loop: what counts."""

from grader.judge.suite import Check, Draw, case


@case(task=1, title="the loop that goes too fast: a neuron, step by step", weight=2)
def test_loop_1_neuron(check: Check, draw: Draw) -> None:
    """Gradients of earlier steps no longer count."""
    _check_neuron(check, draw, "loop_1")


@case(task=1, title="the loop that goes too fast: a network with a hidden layer")
def test_loop_1_network(check: Check, draw: Draw) -> None:
    """Gradients of earlier steps no longer count."""
    _check_network(check, draw, "loop_1")


@case(task=2, title="the loop that stands still: a neuron, step by step", weight=2)
def test_loop_2_neuron(check: Check, draw: Draw) -> None:
    """The step sees the gradients."""
    _check_neuron(check, draw, "loop_2")


@case(task=2, title="the loop that stands still: a network with a hidden layer")
def test_loop_2_network(check: Check, draw: Draw) -> None:
    """The step sees the gradients."""
    _check_network(check, draw, "loop_2")


@case(task=3, title="the loop whose gradients are fine: a neuron, step by step", weight=2)
def test_loop_3_neuron(check: Check, draw: Draw) -> None:
    """The model's own parameters move."""
    _check_neuron(check, draw, "loop_3")


@case(task=3, title="the loop whose gradients are fine: a network with a hidden layer")
def test_loop_3_network(check: Check, draw: Draw) -> None:
    """The model's own parameters move."""
    _check_network(check, draw, "loop_3")


@case(task=4, title="the loop with one loss for ever: a neuron, step by step", weight=2)
def test_loop_4_neuron(check: Check, draw: Draw) -> None:
    """Each step goes forward anew."""
    _check_neuron(check, draw, "loop_4")


@case(task=4, title="the loop with one loss for ever: a network with a hidden layer")
def test_loop_4_network(check: Check, draw: Draw) -> None:
    """Each step goes forward anew."""
    _check_network(check, draw, "loop_4")


@case(task=5, title="the loop that forgets the inputs: a neuron, step by step", weight=2)
def test_loop_5_neuron(check: Check, draw: Draw) -> None:
    """Prediction and target are subtracted sample by sample."""
    _check_neuron(check, draw, "loop_5")


@case(task=5, title="the loop that forgets the inputs: a network with a hidden layer")
def test_loop_5_network(check: Check, draw: Draw) -> None:
    """Prediction and target are subtracted sample by sample."""
    _check_network(check, draw, "loop_5")


@case(task=6, title="the loop that fills the memory: a neuron, step by step", weight=2)
def test_loop_6_neuron(check: Check, draw: Draw) -> None:
    """The list holds plain floats."""
    _check_neuron(check, draw, "loop_6")


@case(task=6, title="the loop that fills the memory: a network with a hidden layer")
def test_loop_6_network(check: Check, draw: Draw) -> None:
    """The list holds plain floats."""
    _check_network(check, draw, "loop_6")


def _check_neuron(check: Check, draw: Draw, loop: str) -> None:
    """Three steps and more; then one step and none."""
    d, n = draw.size(2, 4), draw.size(3, 6)
    parameters = [draw.tensor(1, d), draw.tensor(1)]
    batch = {"X": draw.tensor(n, d), "y": draw.tensor(n, 1, low=4.0, high=9.0), "learning_rate": draw.rate()}
    for steps in (draw.size(3, 6), 1, 0):
        check(loop, parameters=parameters, **batch, steps=steps)


def _check_network(check: Check, draw: Draw, loop: str) -> None:
    d, hidden, n = draw.size(2, 4), draw.size(2, 4), draw.size(3, 6)
    parameters = [draw.tensor(*shape) for shape in ((hidden, d), (hidden,), (1, hidden), (1,))]
    batch = {"X": draw.tensor(n, d), "y": draw.tensor(n, 1), "learning_rate": draw.rate()}
    check(loop, parameters=parameters, **batch, steps=3)
