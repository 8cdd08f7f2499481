"""ex12_numerical_gradient: what counts.

Measured slopes carry rounding of about 1e-10, so they are compared to 1e-7. Params are thirds of
exact numbers: adding a step and taking it away again does not bring back their bits.
"""

from typing import Any

import torch

from grader.judge.suite import Check, Draw, case

CUBES, BENT = "(p ** 3).sum() + p.prod()", "(p @ p.T).tanh().sum() + p[0].sum() ** 2"
FLOATS = "float(p.sin().sum() * p.cumsum(0).sum())"


def close(check: Check, probe: str, **inputs: Any) -> None:
    """Compare to the precision of a measurement, but params to the last bit."""
    seen = check(probe, rtol=1e-7, atol=1e-8, **inputs)
    check.equal("params after the call", seen.arguments["params"], inputs["params"], rtol=0.0, atol=0.0)


@case(task=1, title="a vector, at the usual step")
def test_vector(check: Check, draw: Draw) -> None:
    """Each entry has a slope of its own, and the function mixes them."""
    close(check, "gradient_at_the_usual_step", f=CUBES, params=draw.tensor(draw.size(2, 4)) / 3)


@case(task=1, title="a matrix, at the usual step", weight=2)
def test_matrix(check: Check, draw: Draw) -> None:
    """The function is given matrices, and the answer is one."""
    params = draw.tensor(draw.size(2, 3), draw.size(3, 4)) / 3
    close(check, "gradient_at_the_usual_step", f=BENT, params=params)
    close(check, "gradient_at_the_usual_step", f=CUBES, params=draw.tensor(2, 2) / 3)


@case(task=1, title="the step that was asked for")
def test_step(check: Check, draw: Draw) -> None:
    """The step decides how far the measurement is off."""
    params = draw.tensor(draw.size(2, 4)) / 3
    close(check, "gradient", f=CUBES, params=params, h=draw.choice([0.375, 0.625, 0.875]))
    close(check, "gradient", f="p.exp().sum() / 4", params=params, h=draw.choice([0.375, 0.625, 0.875]))
    steep = draw.tensor(1, low=0.25, high=0.75) / 3
    check("gradient_at_the_usual_step", f="(100 * p).exp().sum()", params=steep, rtol=1e-8)


@case(task=1, title="a function that returns a plain float", weight=2)
def test_function_of_floats(check: Check, draw: Draw) -> None:
    """All that is known of the function are its values."""
    close(check, "gradient_at_the_usual_step", f=FLOATS, params=draw.tensor(draw.size(2, 4)) / 3)
    close(check, "gradient", f=FLOATS, params=draw.tensor(draw.size(2, 3), 2) / 3, h=0.4375)


@case(task=1, title="a leaf that requires grad, unchanged afterwards", weight=2)
def test_leaf(check: Check, draw: Draw) -> None:
    """The parameter of a model can be measured, and holds the same bits afterwards."""
    close(check, "gradient_of_leaf", f=CUBES, params=draw.tensor(draw.size(3, 5)) / 3)
    close(check, "gradient_of_leaf", f=FLOATS, params=draw.tensor(2, draw.size(2, 3)) / 3)


@case(task=1, title="other shapes: a single number, a row, a cube")
def test_shapes(check: Check, draw: Draw) -> None:
    """The gradient has the shape of params, whatever that is."""
    close(check, "gradient_at_the_usual_step", f="p.exp().sum() / 4", params=draw.tensor() / 3)
    close(check, "gradient_at_the_usual_step", f=CUBES, params=draw.tensor(1, 3) / 3)
    close(check, "gradient_at_the_usual_step", f=CUBES, params=draw.tensor(2, 1, 2) / 3)


@case(task=1, title="float32 stays float32")
def test_dtype(check: Check, draw: Draw) -> None:
    """The gradient has the dtype of params; this step and function are exact in float32."""
    params = draw.tensor(draw.size(2, 3), 2, dtype=torch.float32)
    check("gradient", f="(p ** 2).sum()", params=params, h=0.25, rtol=1e-5, atol=1e-5)
