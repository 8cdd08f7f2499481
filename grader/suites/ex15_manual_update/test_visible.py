"""ex15_manual_update: what a student sees, the lesson's neuron first."""

import torch

from grader.judge.suite import Check, case

F64 = torch.float64
WEIGHT, BIAS = torch.tensor([[0.5, 0.5, 0.25]], dtype=F64), torch.tensor([0.25], dtype=F64)
GRADIENTS = {
    "weight_gradient": torch.tensor([[-5.0, -10.0, -15.0]], dtype=F64),
    "bias_gradient": torch.tensor([-5.0], dtype=F64),
}


@case(task=1, title="one step of the lesson's neuron")
def test_lesson(check: Check) -> None:
    """At rate 0.01 the weights become 0.55, 0.6 and 0.4, the bias 0.3, and the gradients are cleared."""
    check("update_neuron", weight=WEIGHT, bias=BIAS, learning_rate=0.01, **GRADIENTS)


@case(task=1, title="a parameter without gradient is left alone")
def test_no_gradient(check: Check) -> None:
    """A bias that backward never reached keeps its value."""
    gradients = {**GRADIENTS, "bias_gradient": None}
    check("update_neuron", weight=WEIGHT, bias=BIAS, learning_rate=0.01, **gradients)


@case(task=1, title="autograd sees that the parameters changed")
def test_noticed(check: Check) -> None:
    """The version of every parameter moves."""
    check("noticed_by_autograd", weight=WEIGHT, bias=BIAS, learning_rate=0.01, **GRADIENTS)


@case(task=1, title="two rounds of forward, backward, update")
def test_rounds(check: Check) -> None:
    """The lesson's neuron predicts 2.5, then 3.25."""
    X, y = torch.tensor([[1.0, 2.0, 3.0]], dtype=F64), torch.tensor([[5.0]], dtype=F64)
    check("rounds", weight=WEIGHT, bias=BIAS, X=X, y=y, learning_rate=0.01)


@case(task=2, title="the lesson's trace: 0.5 becomes 0.55")
def test_trace_lesson(check: Check) -> None:
    """A gradient of -5 at rate 0.01 is a step of 0.05."""
    check("trace", w=0.5, gradient=-5.0, learning_rate=0.01, rtol=1e-5, atol=1e-7)


@case(task=2, title="a positive gradient makes the weight smaller")
def test_trace_down(check: Check) -> None:
    """The step is negative where the weight shrinks."""
    check("trace", w=1.5, gradient=2.0, learning_rate=0.25)
