"""The known mistakes of ex25: checkers that measure badly, compare badly, or look at too little."""

import torch

from grader.judge.suite import twin


def _close(claimed, measured):
    return claimed.shape == measured.shape and torch.allclose(claimed, measured, rtol=1e-4, atol=1e-9)


def _measure(f, point, h=1e-5, sides=(1, -1), distance=2):
    """Give (f(p + h) - f(p - h)) / 2h for each coordinate, or what other sides and distances make of it."""
    slopes = torch.empty_like(point)
    for place in range(point.numel()):
        nudge = torch.zeros_like(point)
        nudge.view(-1)[place] = h
        up, down = (f(point + side * nudge) for side in sides)
        slopes.view(-1)[place] = (up - down) / (distance * h)
    return slopes


def _twin(id, because, hint):
    return twin(id, replaces="check_gradient", because=because, hint=hint)


def _measuring(id, because, hint):
    """Build the twin of a measure(f, point)."""
    return lambda measure: _twin(id, because, hint)(
        lambda f, gradient, points: all(_close(gradient(p.clone()), measure(f, p)) for p in points)
    )


def _comparing(id, because, hint):
    """Build the twin of a same(claimed, measured)."""
    return lambda same: _twin(id, because, hint)(
        lambda f, gradient, points: all(bool(same(gradient(p.clone()), _measure(f, p))) for p in points)
    )


def _shaped(id, because, hint):
    """Build the twin of a same(claimed, measured) that is asked only where the shapes agree."""
    return lambda same: _comparing(id, because, hint)(
        lambda claimed, measured: claimed.shape == measured.shape and same(claimed, measured)
    )


# --- measured badly -----------------------------------------------------------------------------


@_measuring("C01", "h is so small that p + h rounds to p", "At this h both values round to the same number.")
def step_too_small(f, point):
    return _measure(f, point, h=1e-16)


@_measuring("C02", "h is so large that the curve bends on the way", "Halve h: a good error falls 4 times.")
def step_too_large(f, point):
    return _measure(f, point, h=0.1)


@_measuring("C03", "the slope is measured on one side only", "Look on both sides of the point.")
def one_sided(f, point):
    return _measure(f, point, sides=(1, 0), distance=1)


@_measuring(
    "C03", "the slope is measured on one side, with a larger step", "Look on both sides of the point."
)
def one_sided_large(f, point):
    return _measure(f, point, h=1e-3, sides=(1, 0), distance=1)


@_measuring("C04", "the change between both sides is divided by h", "The two points are 2h apart.")
def distance_halved(f, point):
    return _measure(f, point, distance=1)


@_measuring("C05", "all coordinates are nudged together", "Move one coordinate at a time.")
def all_together(f, point):
    slope = (f(point + 1e-5) - f(point - 1e-5)) / 2e-5
    return torch.full_like(point, slope.item())


@_measuring(
    "C06", "the point is nudged in place and not put back", "Leave the caller's tensor as you found it."
)
def not_restored(f, point):
    slopes, flat = torch.empty_like(point), point.view(-1)
    for place in range(point.numel()):
        flat[place] += 1e-5
        up = f(point)
        flat[place] -= 2e-5
        slopes.view(-1)[place] = (up - f(point)) / 2e-5
    return slopes


@_measuring("C07", "the two nudged points are one and the same tensor", "Two names, one tensor: clone first.")
def no_copy(f, point):
    slopes = torch.empty_like(point)
    for place in range(point.numel()):
        plus, minus = point, point
        plus.view(-1)[place] += 1e-5
        minus.view(-1)[place] -= 1e-5
        slopes.view(-1)[place] = (f(plus) - f(minus)) / 2e-5
    return slopes


@_measuring("C09", "the slopes are measured in float32", "Use float64 for checking.")
def single_precision(f, point):
    return _measure(f, point.float(), h=1e-3).double()


# --- compared badly -----------------------------------------------------------------------------


@_shaped("C11", "the tolerance is absolute", "Let a part of the tolerance grow and fall with the slope.")
def absolute(claimed, measured):
    return ((claimed - measured).abs() <= 1e-4).all()


@_shaped(
    "C11",
    "the absolute part of the tolerance is larger than small slopes",
    "Make it 1e-9: slopes may be 1e-6.",
)
def absolute_part(claimed, measured):
    return torch.allclose(claimed, measured, rtol=1e-4, atol=1e-5)


@_shaped(
    "H31",
    "zero is divided by zero where a slope vanishes",
    "Give 0 where both are 0, or compare without dividing.",
)
def zero_by_zero(claimed, measured):
    error = (claimed - measured).abs() / torch.maximum(claimed.abs(), measured.abs())
    return (error <= 1e-4).all()


@_shaped(
    "H32",
    "a difference that is NaN does not count as one",
    "Ask whether the error is small, not whether it is large.",
)
def nan_passes(claimed, measured):
    return not ((claimed - measured).abs() > 1e-9 + 1e-4 * measured.abs()).any()


@_shaped(
    "H33",
    "the tolerance lets some per cent pass",
    "One per cent is a mistake: measured slopes have ten digits.",
)
def loose(claimed, measured):
    return torch.allclose(claimed, measured, rtol=0.05, atol=1e-9)


@_shaped(
    "H36",
    "the errors are added up before they are looked at",
    "Errors of both signs cancel: take sizes first.",
)
def errors_cancel(claimed, measured):
    return (claimed - measured).sum().abs() <= 1e-9 + 1e-4 * measured.abs().sum()


@_shaped("H37", "only claims that are too large count as wrong", "Take the size of the difference.")
def no_size(claimed, measured):
    return ((claimed - measured) <= 1e-9 + 1e-4 * measured.abs()).all()


@_shaped("A07", "sizes are compared, signs are not", "The sign carries the direction.")
def sign_ignored(claimed, measured):
    return _close(claimed.abs(), measured.abs())


@_shaped("A12", "directions are compared, lengths are not", "Keep the size: it says how steep the slope is.")
def direction_only(claimed, measured):
    return (
        torch.linalg.vecdot(claimed.flatten(), measured.flatten())
        >= (1 - 1e-9) * claimed.norm() * measured.norm()
    )


@_shaped("H35", "one right coordinate is enough", "All of them must agree.")
def any_coordinate(claimed, measured):
    return torch.isclose(claimed, measured, rtol=1e-4, atol=1e-9).any()


@_shaped("H39", "only the first coordinate is compared", "All of them must agree.")
def first_coordinate(claimed, measured):
    return torch.isclose(claimed.flatten()[0], measured.flatten()[0], rtol=1e-4, atol=1e-9)


@_comparing("B05", "shapes are not compared", "A gradient has the shape of its point: allclose broadcasts.")
def shapes_ignored(claimed, measured):
    return torch.allclose(claimed, measured, rtol=1e-4, atol=1e-9)


@_comparing("B06", "only the number of entries is compared", "A gradient has the shape of its point.")
def flattened(claimed, measured):
    return claimed.numel() == measured.numel() and _close(claimed.reshape(-1), measured.reshape(-1))


@_comparing("H43", "a wrong shape raises an error", "A wrong claim is an answer: give back False.")
def shape_raises(claimed, measured):
    if claimed.shape != measured.shape:
        raise ValueError("shapes differ")
    return _close(claimed, measured)


# --- looked at too little -----------------------------------------------------------------------


@_twin("B03", "only the first point is looked at", "True can be known only after the last point.")
def first_point(f, gradient, points):
    return _close(gradient(points[0].clone()), _measure(f, points[0]))


@_twin("B03", "only the last point decides", "One wrong point is enough: do not overwrite the answer.")
def last_point(f, gradient, points):
    return _close(gradient(points[-1].clone()), _measure(f, points[-1]))


@_twin("H34", "one right point is enough", "The claim must hold at every point: all, not any.")
def any_point(f, gradient, points):
    return any(_close(gradient(p.clone()), _measure(f, p)) for p in points)


@_twin("A14", "every claim is accepted", "Try a claim that is wrong: does your answer change?")
def always(f, gradient, points):
    return True


@_twin("A14", "every claim is refused", "Try a claim that is right: does your answer change?")
def never(f, gradient, points):
    return False


@_twin("H38", "nothing comes back for a right claim", "Return True after the last point.")
def no_true(f, gradient, points):
    for p in points:
        if not _close(gradient(p.clone()), _measure(f, p)):
            return False
    return None


@_twin("H40", "the answers are the wrong way round", "True means: this is the gradient.")
def reversed_answer(f, gradient, points):
    return not all(_close(gradient(p.clone()), _measure(f, p)) for p in points)


@_twin(
    "C10",
    "the origin is looked at as well, where a function may have a corner and no slope",
    "At a corner a measured slope means nothing. Look at the points you were given, and at no others.",
)
def origin_as_well(f, gradient, points):
    return all(_close(gradient(p.clone()), _measure(f, p)) for p in [*points, torch.zeros_like(points[0])])


@_twin(
    "C10",
    "points of your own are looked at as well: on a corner between them there is no slope",
    "At a corner a measured slope means nothing. Look at the points you were given, and at no others.",
)
def middle_as_well(f, gradient, points):
    middle = sum(points) / len(points)
    return all(_close(gradient(p.clone()), _measure(f, p)) for p in [*points, middle])
