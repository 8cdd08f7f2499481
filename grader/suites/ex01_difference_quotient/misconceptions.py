"""ex01_difference_quotient: mistakes known by name."""

from grader.judge.suite import twin


@twin(
    "A01",
    replaces="difference_quotient",
    because="the loss at w comes back instead of its slope",
    hint="How far does the loss move when w moves by h?",
)
def the_loss(f, w, h):
    return f(w)


@twin(
    "A03",
    replaces="difference_quotient",
    because="the two values of f are subtracted the wrong way round",
    hint="New minus old: a loss that grows with w has a positive slope.",
)
def wrong_way_round(f, w, h):
    return (f(w) - f(w + h)) / h


@twin(
    "A07",
    replaces="difference_quotient",
    because="the sign of the slope is thrown away",
    hint="On the falling side of a parabola the slope is negative. Let the sign through.",
)
def sign_lost(f, w, h):
    return abs(f(w + h) - f(w)) / abs(h)


@twin(
    "A14",
    replaces="difference_quotient",
    because="the number of the worked example is returned, whatever comes in",
    hint="Try another w: does your answer change?",
)
def six_and_a_half(f, w, h):
    return 6.5


@twin(
    "A14",
    replaces="difference_quotient",
    because="the answer for w² is written down, so that f is never asked",
    hint="Try another f: does your answer change? Your function should work for a curve you have never seen.",
)
def parabola_by_heart(f, w, h):
    return 2 * w + h


@twin(
    "A14",
    replaces="difference_quotient",
    because="the derivative of w² is written down, so that neither f nor h is asked",
    hint="Here the slope is measured, not derived. Try another f: does your answer change?",
)
def derivative_by_heart(f, w, h):
    return 2 * w


@twin(
    "C04",
    replaces="difference_quotient",
    because="the points are w - h and w + h, but the difference is divided by h",
    hint="Count how far apart the two points are. Then look at the definition: it stays on one side.",
)
def both_sides_over_h(f, w, h):
    return (f(w + h) - f(w - h)) / h


@twin(
    "C04",
    replaces="difference_quotient",
    because="the difference is divided by 2h, although the two points are h apart",
    hint="How far is w + h from w?",
)
def over_two_h(f, w, h):
    return (f(w + h) - f(w)) / (2 * h)


@twin(
    "G20",
    replaces="difference_quotient",
    because="the slope is measured on both sides of w",
    hint="A fine idea, and the next exercise. This one asks for w and w + h.",
)
def both_sides(f, w, h):
    return (f(w + h) - f(w - h)) / (2 * h)


@twin(
    "G21",
    replaces="difference_quotient",
    because="the step goes to w - h instead of w + h",
    hint="Which two points does the definition compare?",
)
def other_side(f, w, h):
    return (f(w) - f(w - h)) / h


@twin(
    "G22",
    replaces="difference_quotient",
    because="the change of f is not divided by the step",
    hint="A slope is a change per unit of w.",
)
def not_divided(f, w, h):
    return f(w + h) - f(w)


@twin(
    "G23",
    replaces="difference_quotient",
    because="parentheses are missing, and only f(w) is divided by h",
    hint="Python divides before it subtracts. Which part should be worked out first?",
)
def parentheses_missing(f, w, h):
    return f(w + h) - f(w) / h


@twin(
    "G24",
    replaces="difference_quotient",
    because="the change of f is multiplied by the step",
    hint="A slope is a change per unit of w: per means divided by.",
)
def multiplied(f, w, h):
    return (f(w + h) - f(w)) * h


@twin(
    "G25",
    replaces="difference_quotient",
    because="h is added to the loss instead of to the weight",
    hint="It is w that is nudged; f(w + h) and f(w) + h are different things.",
)
def loss_nudged(f, w, h):
    return (f(w) + h - f(w)) / h


@twin(
    "G26",
    replaces="difference_quotient",
    because="the sign of h is lost, so that every step goes to the right",
    hint="A negative h steps to the left, and the division by h takes care of the sign by itself.",
)
def step_always_right(f, w, h):
    h = abs(h)
    return (f(w + h) - f(w)) / h


@twin(
    "G26",
    replaces="difference_quotient",
    because="the division is by the size of h, so that its sign is lost",
    hint="With a negative h, both the change of f and h itself change their sign: divide by h as it is.",
)
def divided_by_size(f, w, h):
    return (f(w + h) - f(w)) / abs(h)


@twin(
    "E15",
    replaces="difference_quotient",
    because="a step of your own is used instead of the h that was given",
    hint="Use the argument you were given: try two values of h and compare.",
)
def own_step(f, w, h):
    h = 1e-5
    return (f(w + h) - f(w)) / h


@twin(
    "C08",
    replaces="difference_quotient",
    because="the division throws away what stands behind the point",
    hint="// divides to whole numbers, / divides.",
)
def whole_numbers(f, w, h):
    return (f(w + h) - f(w)) // h


@twin(
    "G13",
    replaces="difference_quotient",
    because="the answer is rounded",
    hint="Round where you print, never where you compute.",
)
def rounded(f, w, h):
    return round((f(w + h) - f(w)) / h, 2)


@twin(
    "G01",
    replaces="difference_quotient",
    because="the answer is always zero",
    hint="Are your two points the same one?",
)
def zero(f, w, h):
    return (f(w) - f(w)) / h


@twin(
    "G03",
    replaces="difference_quotient",
    because="the answer is printed, or worked out, but not returned",
    hint="Printing shows a value to you; `return` hands it to whoever called the function.",
)
def not_returned(f, w, h):
    return None


@twin(
    "G27",
    replaces="difference_quotient",
    because="f is called more often than needed",
    hint="Give f(w + h) and f(w) a name each, and use the names where you print or compare.",
)
def more_calls(f, w, h):
    f(w), f(w + h)
    return (f(w + h) - f(w)) / h
