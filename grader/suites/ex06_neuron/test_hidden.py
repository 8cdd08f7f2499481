"""ex06_neuron: what counts."""

from grader.judge.suite import Check, Draw, case


def numbers(draw: Draw, count: int) -> list[float]:
    """Draw floats that are exact in float32."""
    return [draw.number() for _ in range(count)]


@case(task=1, title="weights and bias of a neuron", weight=2)
def test_neuron(check: Check, draw: Draw) -> None:
    """The numbers, their shapes and dtype, and that they can learn."""
    check("neuron", weights=numbers(draw, draw.size(2, 6)), bias=draw.number())


@case(task=1, title="a neuron with a single input", weight=0.5)
def test_one_input(check: Check, draw: Draw) -> None:
    """Sizes of one keep their place in the shapes."""
    check("neuron", weights=numbers(draw, 1), bias=draw.number())


@case(task=1, title="every call makes a new neuron", weight=0.5)
def test_two_neurons(check: Check, draw: Draw) -> None:
    """What happens to one neuron leaves the other alone."""
    check("two_neurons", weights=numbers(draw, draw.size(2, 4)), bias=draw.number())


@case(task=2, title="one layer, with several outputs")
def test_count_layer(check: Check, draw: Draw) -> None:
    """A layer has a weight for each input and output, and a bias for each output."""
    check("count", inputs=draw.size(4, 9), outputs=draw.size(2, 5))


@case(task=2, title="several layers")
def test_count_layers(check: Check, draw: Draw) -> None:
    """Every layer's parameters count, and a layer without a bias has none."""
    d, hidden = draw.size(2, 5), draw.size(3, 6)
    layers = [["Linear", d, hidden], ["Tanh"], ["Linear", hidden, 2, False]]
    check("count_layers", layers=layers, frozen=[])


@case(task=2, title="frozen parameters do not count")
def test_count_frozen(check: Check, draw: Draw) -> None:
    """A frozen layer is there, but it does not learn."""
    d, hidden = draw.size(2, 5), draw.size(3, 6)
    layers = [["Linear", d, hidden], ["Tanh"], ["Linear", hidden, 1]]
    check("count_layers", layers=layers, frozen=["0.weight", "0.bias", "2.bias"])


@case(task=2, title="buffers do not count", weight=0.5)
def test_count_buffers(check: Check, draw: Draw) -> None:
    """The running averages of a normalisation layer are no parameters; its scale and shift are."""
    d, hidden = draw.size(2, 5), draw.size(3, 6)
    check("count_layers", layers=[["Linear", d, hidden], ["BatchNorm1d", hidden]], frozen=["0.bias"])
