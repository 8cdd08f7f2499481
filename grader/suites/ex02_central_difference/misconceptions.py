"""ex02_central_difference: mistakes known by name."""

import torch

from grader.judge.suite import twin


@twin(
    "A01",
    replaces="central_difference",
    because="the loss at w comes back instead of its slope",
    hint="How far does the loss move on the way from w - h to w + h?",
)
def the_loss(f, w, h=1e-5):
    return f(w)


@twin(
    "A03",
    replaces="central_difference",
    because="the two values of f are subtracted the wrong way round",
    hint="Right minus left: a loss that grows with w has a positive slope.",
)
def wrong_way_round(f, w, h=1e-5):
    return (f(w - h) - f(w + h)) / (2 * h)


@twin(
    "A07",
    replaces="central_difference",
    because="the sign of the slope is thrown away",
    hint="On the falling side of a parabola the slope is negative. Let the sign through.",
)
def sign_lost(f, w, h=1e-5):
    return abs(f(w + h) - f(w - h)) / (2 * h)


@twin(
    "A14",
    replaces="central_difference",
    because="the lesson's 6.0 is returned, whatever comes in",
    hint="Try another w: does your answer change?",
)
def six(f, w, h=1e-5):
    return 6.0


@twin(
    "A14",
    replaces="central_difference",
    because="the derivative of w² is written down, so that f is never asked",
    hint="Try another f: does your answer change? Your function should work for a curve you have never seen.",
)
def derivative_by_heart(f, w, h=1e-5):
    return 2 * w


@twin(
    "C01",
    replaces="central_difference",
    because="the numbers pass through float32, where a step of 1e-5 leaves only a few digits",
    hint="torch.tensor(3.0) is float32. Stay with the Python floats you were given.",
)
def in_float32(f, w, h=1e-5):
    w, h = torch.tensor(w), torch.tensor(h)
    return torch.tensor(f(w + h) - f(w - h)) / (2 * h)


@twin(
    "C01",
    replaces="central_difference",
    because="a step of your own is used, and it is so small that the difference drowns in rounding",
    hint="Use the h you were given: smaller is not always better.",
)
def far_too_small_a_step(f, w, h=1e-5):
    h = 1e-12
    return (f(w + h) - f(w - h)) / (2 * h)


@twin(
    "C02",
    replaces="central_difference",
    because="a step of 0.1 is used, whatever h is",
    hint="Use the h you were given: halve it, and the error should fall to a quarter.",
)
def too_large_a_step(f, w, h=1e-5):
    h = 0.1
    return (f(w + h) - f(w - h)) / (2 * h)


@twin(
    "C03",
    replaces="central_difference",
    because="only the right side of the point is looked at",
    hint="Look on both sides of the point: at w + h and at w - h.",
)
def right_side_only(f, w, h=1e-5):
    return (f(w + h) - f(w)) / h


@twin(
    "C03",
    replaces="central_difference",
    because="only the left side of the point is looked at",
    hint="Look on both sides of the point: at w + h and at w - h.",
)
def left_side_only(f, w, h=1e-5):
    return (f(w) - f(w - h)) / h


@twin(
    "C04",
    replaces="central_difference",
    because="the difference is divided by h, although the two points are 2h apart",
    hint="How far is w + h from w - h?",
)
def over_h(f, w, h=1e-5):
    return (f(w + h) - f(w - h)) / h


@twin(
    "C04",
    replaces="central_difference",
    because="parentheses are missing: / 2 * h divides by 2 and then multiplies by h",
    hint="Python works from left to right. Put 2 * h into parentheses of its own.",
)
def over_two_times_h(f, w, h=1e-5):
    return (f(w + h) - f(w - h)) / 2 * h


@twin(
    "C04",
    replaces="central_difference",
    because="the one-sided difference is divided by 2h",
    hint="Which two points lie 2h apart? f should be asked at both.",
)
def one_side_over_two_h(f, w, h=1e-5):
    return (f(w + h) - f(w)) / (2 * h)


@twin(
    "G28",
    replaces="central_difference",
    because="each point is only half of h away from w",
    hint="That is a central difference too, for h/2. The contract's points are w - h and w + h.",
)
def half_steps(f, w, h=1e-5):
    return (f(w + h / 2) - f(w - h / 2)) / h


@twin(
    "G22",
    replaces="central_difference",
    because="the change of f is not divided by the step",
    hint="A slope is a change per unit of w.",
)
def not_divided(f, w, h=1e-5):
    return f(w + h) - f(w - h)


@twin(
    "G23",
    replaces="central_difference",
    because="parentheses are missing, and only the second value of f is divided",
    hint="Python divides before it subtracts. Which part should be worked out first?",
)
def parentheses_missing(f, w, h=1e-5):
    return f(w + h) - f(w - h) / (2 * h)


@twin(
    "G25",
    replaces="central_difference",
    because="h is added to the loss instead of to the weight",
    hint="It is w that is nudged; f(w + h) and f(w) + h are different things.",
)
def loss_nudged(f, w, h=1e-5):
    return ((f(w) + h) - (f(w) - h)) / (2 * h)


@twin(
    "E15",
    replaces="central_difference",
    because="the step is always 1e-5, whatever h is",
    hint="1e-5 is what h is if nobody says otherwise. Use the argument you were given.",
)
def usual_step_always(f, w, h=1e-5):
    h = 1e-5
    return (f(w + h) - f(w - h)) / (2 * h)


@twin(
    "C08",
    replaces="central_difference",
    because="the division throws away what stands behind the point",
    hint="// divides to whole numbers, / divides.",
)
def whole_numbers(f, w, h=1e-5):
    return (f(w + h) - f(w - h)) // (2 * h)


@twin(
    "G13",
    replaces="central_difference",
    because="the answer is rounded",
    hint="Round where you print, never where you compute.",
)
def rounded(f, w, h=1e-5):
    return round((f(w + h) - f(w - h)) / (2 * h), 2)


@twin(
    "G01",
    replaces="central_difference",
    because="the answer is always zero",
    hint="Are your two points the same one?",
)
def zero(f, w, h=1e-5):
    return (f(w + h) - f(w + h)) / (2 * h)


@twin(
    "G03",
    replaces="central_difference",
    because="the answer is printed, or worked out, but not returned",
    hint="Printing shows a value to you; `return` hands it to whoever called the function.",
)
def not_returned(f, w, h=1e-5):
    return None


@twin(
    "G03",
    replaces="central_difference",
    because="the answer is printed, or worked out, but not returned",
    hint="Printing shows a value to you; `return` hands it to whoever called the function.",
)
def worked_out_but_not_returned(f, w, h=1e-5):
    _ = (f(w + h) - f(w - h)) / (2 * h)


@twin(
    "G27",
    replaces="central_difference",
    because="f is called four times, as the average of two one-sided differences does",
    hint="In the average of both sides f(w) cancels: simplify it on paper before you write it down.",
)
def average_of_sides(f, w, h=1e-5):
    return ((f(w + h) - f(w)) / h + (f(w) - f(w - h)) / h) / 2


@twin(
    "G27",
    replaces="central_difference",
    because="f is also asked in the middle, where its value is not needed",
    hint="Only the two outer points count.",
)
def asks_in_the_middle(f, w, h=1e-5):
    f(w)
    return (f(w + h) - f(w - h)) / (2 * h)
