"""An imagined course for tests of reports: nine exercises and the usual mistakes in them."""

from __future__ import annotations

from dataclasses import dataclass

from grader.records import Counterexample, Row, TimelineStep


@dataclass(frozen=True, slots=True)
class Plan:
    """One exercise of the imagined course: `tasks` gives each task's title and points."""

    slug: str
    section: str
    title: str
    tasks: tuple[tuple[str, float], ...]

    @property
    def points(self) -> float:
        """Give what the exercise is worth."""
        return sum(points for _, points in self.tasks)


COURSE: tuple[Plan, ...] = (
    Plan("ex00_ready", "slope", "Ready", (("Say ready", 1),)),
    Plan("ex04_direction", "slope", "Which way is down", (("Up, down or stay", 2), ("Losses nearby", 1))),
    Plan("ex05_square", "slope", "The slope of w squared", (("2w by hand", 2), ("The same by autograd", 2))),
    Plan(
        "ex08_neuron_gradient",
        "neuron",
        "The gradient of a neuron",
        (("The chain's factors", 3), ("Their product", 3)),
    ),
    Plan("ex11_batch_gradient", "neuron", "The gradient of a batch", (("Mean over samples", 4),)),
    Plan("ex13_accumulation", "update", "Gradients add up", (("Accumulate", 2), ("Micro-batches", 4))),
    Plan("ex15_manual_update", "update", "One update by hand", (("In place", 4), ("The trace", 1))),
    Plan("ex18_train", "cycle", "A training loop", (("The trajectory", 5),)),
    Plan("ex22_autograd_engine", "beyond", "An autograd engine", (("Operators", 4), ("Backward", 4))),
)

# (diagnosis, cause, hint, message, rows) as the judge writes them
Mistake = tuple[str, str, str, str, tuple[Row, ...]]
MISTAKES: dict[str, tuple[Mistake, ...]] = {
    "ex04_direction": (
        (
            "A15",
            "the gradient is read as pointing downhill",
            "It points uphill; walk the other way.",
            "The answer differs.",
            (Row(what="direction(gradient)", yours="'increase'", expected="'decrease'"),),
        ),
    ),
    "ex05_square": (
        (
            "A02",
            "the factor 2 is dropped",
            "Differentiate the square as well as what is inside it.",
            "3 of 3 values differ, all by the same factor.",
            (
                Row(what="square_gradient(w)[0]", yours="1.5", expected="3.0", ratio="0.5"),
                Row(what="square_gradient(w)[1]", yours="-0.25", expected="-0.5", ratio="0.5"),
                Row(what="square_gradient(w)[2]", yours="2.125", expected="4.25", ratio="0.5"),
            ),
        ),
        (
            "A01",
            "the value is returned instead of its slope",
            "What changes when w changes a little?",
            "3 of 3 values differ.",
            (Row(what="square_gradient(w)[0]", yours="2.25", expected="3.0", ratio="0.75"),),
        ),
    ),
    "ex08_neuron_gradient": (
        (
            "A06",
            "the residual is squared again",
            "You multiplied by the loss; the slope needs the residual once.",
            "The gradient of the weights differs in 3 of 3 values.",
            (
                Row(what="grad_w[0]", yours="12.5", expected="-5.0", ratio="-2.5"),
                Row(what="grad_w[1]", yours="25.0", expected="-10.0", ratio="-2.5"),
            ),
        ),
        (
            "A07",
            "the residual's sign is lost",
            "Let the sign of the error through; it carries the direction.",
            "The gradient of the weights differs in 3 of 3 values.",
            (Row(what="grad_w[0]", yours="5.0", expected="-5.0", ratio="-1"),),
        ),
    ),
    "ex11_batch_gradient": (
        (
            "B01",
            "the samples are summed instead of averaged",
            "Is the loss averaged? Then so is its slope.",
            "Every value is 4 times what it should be.",
            (
                Row(what="grad_w[0]", yours="-84.0", expected="-21.0", ratio="4"),
                Row(what="grad_b", yours="-16.0", expected="-4.0", ratio="4"),
            ),
        ),
    ),
    "ex13_accumulation": (
        (
            "B09",
            "micro-batches are added without dividing",
            "Adding k mean-gradients gives k times the mean.",
            "Every value is 3 times what it should be.",
            (Row(what="weight.grad[0, 0]", yours="-31.5", expected="-10.5", ratio="3"),),
        ),
    ),
    "ex15_manual_update": (
        (
            "E09",
            "the loop variable is given a new value, and the parameter stays as it was",
            "The loop variable is only a label.",
            "The weights did not move.",
            (Row(what="weight[0, 0] afterwards", yours="0.5", expected="0.55", ratio="0.909"),),
        ),
        (
            "E10",
            "the step goes uphill",
            "Negative slope should raise the weight: check the sign.",
            "The weights moved the wrong way.",
            (Row(what="weight[0, 0] afterwards", yours="0.45", expected="0.55", ratio="0.818"),),
        ),
    ),
    "ex18_train": (
        (
            "E01",
            "gradients are never cleared",
            "PyTorch adds gradients; clear before the next backward.",
            "The losses agree for 2 steps and differ from the third on.",
            (Row(what="losses[2]", yours="0.226", expected="1.501", ratio="0.151"),),
        ),
        (
            "E17",
            "the loss is written down after the step",
            "Record before updating.",
            "Every loss stands one place too early.",
            (Row(what="losses[0]", yours="3.0625", expected="6.25", ratio="0.49"),),
        ),
    ),
    "ex22_autograd_engine": (
        (
            "F01",
            "a second path overwrites the first instead of being added",
            "Two paths: add their contributions.",
            "A node that is used twice has half its gradient.",
            (Row(what="a.grad", yours="1.0", expected="2.0", ratio="0.5"),),
        ),
    ),
}

TIMELINE = (
    TimelineStep(
        step=1, expected=("zero", "forward", "backward", "step"), yours=("forward", "backward", "step")
    ),
    TimelineStep(
        step=2, expected=("zero", "forward", "backward", "step"), yours=("forward", "backward", "step")
    ),
)
AT_HOME = Counterexample(
    code="import torch\nfrom ex05_square import square_gradient\n\n"
    "w = torch.tensor([1.0, 2.0])\nsquare_gradient(w)",
    rows=(
        Row(what="square_gradient(w)", yours="tensor([1., 2.])", expected="tensor([2., 4.])", ratio="0.5"),
    ),
    message="The smallest input on which the answers differ.",
)
