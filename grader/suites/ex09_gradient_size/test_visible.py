"""ex09_gradient_size: what a student sees: the lesson's inputs, and the lesson's claim refuted."""

from grader.judge.suite import Check, case


@case(task=1, title="signs for the lesson's sample")
def test_signs(check: Check) -> None:
    """Everything is too small: all gradients are negative."""
    check("signs", residual=-2.5, x=[1.0, 2.0, 3.0])


@case(task=1, title="a negative input turns its sign around")
def test_signs_of_negative_input(check: Check) -> None:
    """The gradient is [31.5, -10.5, -21]."""
    check("signs", residual=-5.25, x=[-3.0, 1.0, 2.0])


@case(task=1, title="an input of zero has a zero gradient")
def test_signs_of_zero_input(check: Check) -> None:
    """No nudge of that weight changes anything."""
    check("signs", residual=2.0, x=[0.5, 0.0, -4.0])


@case(task=2, title="order for the lesson's sample")
def test_ranks(check: Check) -> None:
    """The third weight has the largest gradient."""
    check("ranks", x=[1.0, 2.0, 3.0])


@case(task=2, title="it is the size of the input that counts")
def test_ranks_of_negative_input(check: Check) -> None:
    """The smallest number has the largest gradient here."""
    check("ranks", x=[-3.0, 1.0, 2.0])


@case(task=2, title="ties, and an input of zero")
def test_ranks_of_ties(check: Check) -> None:
    """The lower index comes first; a weight without effect comes last."""
    check("ranks", x=[2.0, 0.0, -4.0, -2.0])
