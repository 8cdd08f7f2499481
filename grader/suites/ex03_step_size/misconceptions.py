"""ex03_step_size: mistakes known by name."""

import torch

from grader.judge.suite import twin


def _slope(f, w, h):
    return (f(w + h) - f(w - h)) / (2 * h)


def _errors(f, df, w, dtype, exponents, *, slope=_slope):
    point = torch.tensor(w, dtype=dtype)
    steps = [torch.tensor(10.0**-k, dtype=dtype) for k in exponents]
    return [(slope(f, point, h) - df(point)).item() for h in steps]


def _nearest(exponents, errors):
    return min(zip(exponents, errors, strict=True), key=lambda pair: abs(pair[1]))[0]


@twin(
    "C01",
    replaces="best_exponent",
    because="the smallest step always wins",
    hint="Try h = 1e-7 in float32: how much is 3 + h? Smaller is not always better.",
)
def smallest_step(f, df, w, dtype, exponents):
    return max(exponents)


@twin(
    "C02",
    replaces="best_exponent",
    because="the largest step always wins",
    hint="Halve h: a good error falls to a quarter. Measure the errors instead of guessing.",
)
def largest_step(f, df, w, dtype, exponents):
    return min(exponents)


@twin(
    "C03",
    replaces="best_exponent",
    because="the slope is measured on one side of the point only",
    hint="The central difference looks at w + h and at w - h.",
)
def one_sided(f, df, w, dtype, exponents):
    errors = _errors(f, df, w, dtype, exponents, slope=lambda f, w, h: (f(w + h) - f(w)) / h)
    return _nearest(exponents, errors)


@twin(
    "C04",
    replaces="best_exponent",
    because="the central difference is divided by h instead of 2h",
    hint="Compare one of your slopes with df(w): it should come close. How far apart are the two points?",
)
def over_h(f, df, w, dtype, exponents):
    errors = _errors(f, df, w, dtype, exponents, slope=lambda f, w, h: (f(w + h) - f(w - h)) / h)
    return _nearest(exponents, errors)


@twin(
    "C04",
    replaces="best_exponent",
    because="parentheses are missing: / 2 * h divides by 2 and then multiplies by h",
    hint="Compare one of your slopes with df(w): it should come close. Put 2 * h into parentheses.",
)
def over_two_times_h(f, df, w, dtype, exponents):
    errors = _errors(f, df, w, dtype, exponents, slope=lambda f, w, h: (f(w + h) - f(w - h)) / 2 * h)
    return _nearest(exponents, errors)


@twin(
    "G031",
    replaces="best_exponent",
    because="everything is computed in Python's 64 bits, whatever dtype is asked for",
    hint="Make w and h tensors of dtype before anything is computed from them.",
)
def always_float64(f, df, w, dtype, exponents):
    return _nearest(exponents, _errors(f, df, w, torch.float64, exponents))


@twin(
    "G032",
    replaces="best_exponent",
    because="everything is computed in float32, whatever dtype is asked for",
    hint="torch.tensor(w) is float32 unless you say otherwise: give it the dtype.",
)
def always_float32(f, df, w, dtype, exponents):
    return _nearest(exponents, _errors(f, df, w, torch.float32, exponents))


@twin(
    "G033",
    replaces="best_exponent",
    because="the last of several equally good exponents wins",
    hint="Replace the best one so far only where the new one is better, not where it is as good.",
)
def last_of_equals(f, df, w, dtype, exponents):
    return _nearest(exponents[::-1], _errors(f, df, w, dtype, exponents)[::-1])


@twin(
    "G034",
    replaces="best_exponent",
    because="the exponents are sorted first, so that the smallest of several equally good ones wins",
    hint="Of equally good ones the contract wants the one that comes first in the list, as it was given.",
)
def smallest_of_equals(f, df, w, dtype, exponents):
    exponents = sorted(exponents)
    return _nearest(exponents, _errors(f, df, w, dtype, exponents))


@twin(
    "G034",
    replaces="best_exponent",
    because="the exponents are sorted first, so that the largest of several equally good ones wins",
    hint="Of equally good ones the contract wants the one that comes first in the list, as it was given.",
)
def largest_of_equals(f, df, w, dtype, exponents):
    exponents = sorted(exponents, reverse=True)
    return _nearest(exponents, _errors(f, df, w, dtype, exponents))


@twin(
    "G035",
    replaces="best_exponent",
    because="the place in the list comes back instead of the exponent that stands there",
    hint="argmin and enumerate give places. Look up what stands at that place.",
)
def place_in_the_list(f, df, w, dtype, exponents):
    return exponents.index(_nearest(exponents, _errors(f, df, w, dtype, exponents)))


@twin(
    "G036",
    replaces="best_exponent",
    because="the step 10^-k comes back instead of k",
    hint="The contract asks for the exponent, an int.",
)
def the_step(f, df, w, dtype, exponents):
    return 10.0 ** -_nearest(exponents, _errors(f, df, w, dtype, exponents))


@twin(
    "G036",
    replaces="best_exponent",
    because="-k comes back instead of k",
    hint="The contract's step is 10^-k, and k is what it asks for.",
)
def minus_k(f, df, w, dtype, exponents):
    return -_nearest(exponents, _errors(f, df, w, dtype, exponents))


@twin(
    "G037",
    replaces="best_exponent",
    because="errors are compared with their sign, so that the most negative one wins",
    hint="Too low by 1 is as bad as too high by 1: compare absolute values.",
)
def signed_error(f, df, w, dtype, exponents):
    errors = _errors(f, df, w, dtype, exponents)
    return exponents[errors.index(min(errors))]


@twin(
    "G038",
    replaces="best_exponent",
    because="the exponent with the largest error wins",
    hint="Nearest means: the smallest distance.",
)
def worst(f, df, w, dtype, exponents):
    errors = [abs(e) for e in _errors(f, df, w, dtype, exponents)]
    return exponents[errors.index(max(errors))]


@twin(
    "G039",
    replaces="best_exponent",
    because="the step is 10^k instead of 10^-k",
    hint="Print your h for k = 3. Is it a small step?",
)
def ten_to_the_k(f, df, w, dtype, exponents):
    return _nearest(exponents, _errors(f, df, w, dtype, [-k for k in exponents]))


@twin(
    "A01",
    replaces="best_exponent",
    because="the measured slope is compared with the curve f instead of its derivative df",
    hint="The truth to compare with is df(w).",
)
def compared_with_f(f, df, w, dtype, exponents):
    return _nearest(exponents, _errors(f, f, w, dtype, exponents))


@twin(
    "A14",
    replaces="best_exponent",
    because="the answer of the worked example is returned for each dtype, without measuring",
    hint="Try another curve, another w, other exponents: does your answer change?",
)
def by_heart(f, df, w, dtype, exponents):
    return 2 if dtype is torch.float32 else 5


@twin(
    "A14",
    replaces="best_exponent",
    because="the first exponent is returned, without measuring",
    hint="Turn the list round: does your answer stay the same?",
)
def first(f, df, w, dtype, exponents):
    return exponents[0]


@twin(
    "G01",
    replaces="best_exponent",
    because="the answer is always zero",
    hint="h = 10^0 = 1 is a giant step. Is 0 among the exponents?",
)
def zero(f, df, w, dtype, exponents):
    return 0


@twin(
    "G03",
    replaces="best_exponent",
    because="the answer is printed, or worked out, but not returned",
    hint="Printing shows a value to you; `return` hands it to whoever called the function.",
)
def not_returned(f, df, w, dtype, exponents):
    return None
