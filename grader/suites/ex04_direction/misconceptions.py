"""ex04_direction: mistakes known by name."""

from grader.judge.suite import twin


def _right(gradient):
    return "decrease" if gradient > 0 else "increase" if gradient < 0 else "stay"


@twin(
    "A15",
    replaces="direction",
    because="the weight is moved the way the gradient points, which is uphill",
    hint="At w = 3 the gradient of w² is 6. Which is smaller, 2.9² or 3.1²?",
)
def uphill(gradient):
    return {"decrease": "increase", "increase": "decrease", "stay": "stay"}[_right(gradient)]


@twin(
    "A07",
    replaces="direction",
    because="the answer is the same for rising and falling losses",
    hint="The sign of the gradient carries the direction.",
)
def always_decrease(gradient):
    return "decrease" if gradient else "stay"


@twin(
    "A14",
    replaces="direction",
    because="the lesson's answer is returned, whatever the gradient is",
    hint="Try a negative gradient: does your answer change?",
)
def decrease(gradient):
    return "decrease"


@twin(
    "A14",
    replaces="direction",
    because="the answer of the lesson's neuron is returned, whatever the gradient is",
    hint="Try a positive gradient: does your answer change?",
)
def increase(gradient):
    return "increase"


@twin(
    "G041",
    replaces="direction",
    because="a gradient of 0 is treated like a negative one",
    hint="On level ground no direction is better. Which word has the contract for that?",
)
def zero_increases(gradient):
    return "decrease" if gradient > 0 else "increase"


@twin(
    "G041",
    replaces="direction",
    because="a gradient of 0 is treated like a positive one",
    hint="On level ground no direction is better. Which word has the contract for that?",
)
def zero_decreases(gradient):
    return "increase" if gradient < 0 else "decrease"


@twin(
    "G042",
    replaces="direction",
    because="a small gradient is taken for none",
    hint="However gentle the slope, it has a direction. Only exactly 0 has none.",
)
def small_stays(gradient):
    return _right(gradient) if abs(gradient) > 1e-6 else "stay"


@twin(
    "G043",
    replaces="direction",
    because="the size of the gradient decides instead of its sign",
    hint="The size says how steep it is. Which way is down is said by the sign.",
)
def by_size(gradient):
    return "stay" if gradient == 0 else "decrease" if abs(gradient) > 1 else "increase"


@twin(
    "G044",
    replaces="direction",
    because="nothing comes back where the gradient is 0: a branch is missing",
    hint="if gradient > 0 ..., if gradient < 0 ..., and what if it is neither?",
)
def no_answer_for_zero(gradient):
    return None if gradient == 0 else _right(gradient)


@twin(
    "G045",
    replaces="direction",
    because="the right idea comes in other words than the contract's",
    hint='Programs compare letter by letter: "increase", "decrease", "stay".',
)
def other_words(gradient):
    return {"decrease": "Decrease", "increase": "Increase", "stay": "Stay"}[_right(gradient)]


@twin(
    "G045",
    replaces="direction",
    because="the answer is a number instead of one of the contract's words",
    hint='The contract wants one of the words "increase", "decrease", "stay".',
)
def a_number(gradient):
    return -1 if gradient > 0 else 1 if gradient < 0 else 0


@twin(
    "G03",
    replaces="direction",
    because="the answer is printed, or worked out, but not returned",
    hint="Printing shows a value to you; `return` hands it to whoever called the function.",
)
def word_not_returned(gradient):
    return None


# --- nearby losses ------------------------------------------------------------------------------


@twin(
    "A14",
    replaces="nearby_losses",
    because="the lesson's 8.41 and 9.61 are returned, whatever comes in",
    hint="Try another w: does your answer change?",
)
def lesson_losses(f, w, deltas):
    return [8.41, 9.61]


@twin(
    "A14",
    replaces="nearby_losses",
    because="the loss w² is written down, so that f is never asked",
    hint="Try another f: does your answer change?",
)
def squares(f, w, deltas):
    return [(w + d) ** 2 for d in deltas]


@twin(
    "A03",
    replaces="nearby_losses",
    because="the deltas are subtracted instead of added",
    hint="A delta of -0.1 leads from 3 to 2.9.",
)
def subtracted(f, w, deltas):
    return [f(w - d) for d in deltas]


@twin(
    "G25",
    replaces="nearby_losses",
    because="the delta is added to the loss instead of to the weight",
    hint="It is the weight that moves; f then says what the loss is there.",
)
def loss_nudged(f, w, deltas):
    return [f(w) + d for d in deltas]


@twin(
    "G046",
    replaces="nearby_losses",
    because="f is asked at the deltas themselves, without the weight",
    hint="A delta is counted from w: where does it lead?",
)
def without_the_weight(f, w, deltas):
    return [f(d) for d in deltas]


@twin(
    "G047",
    replaces="nearby_losses",
    because="the changes of the loss come back instead of the losses",
    hint="At 2.9 the lesson's loss is 8.41, not -0.59.",
)
def changes(f, w, deltas):
    return [f(w + d) - f(w) for d in deltas]


@twin(
    "G048",
    replaces="nearby_losses",
    because="the nudged weights come back instead of the losses there",
    hint="One more thing to do with w + d: ask f.",
)
def weights(f, w, deltas):
    return [w + d for d in deltas]


@twin(
    "G049",
    replaces="nearby_losses",
    because="the weight walks along, so that each delta starts where the last one ended",
    hint="`w += d` changes w for the rounds that follow. Every delta counts from the same w.",
)
def walks_along(f, w, deltas):
    found = []
    for d in deltas:
        w = w + d
        found.append(f(w))
    return found


@twin(
    "G050",
    replaces="nearby_losses",
    because="the return stands inside the loop, which ends after its first round",
    hint="How far is the return indented? It should stand level with the for.",
)
def return_inside_the_loop(f, w, deltas):
    for d in deltas:
        return [f(w + d)]


@twin(
    "G051",
    replaces="nearby_losses",
    because="only the last loss comes back",
    hint="Every round overwrites the one before. Collect the losses in a list.",
)
def last_only(f, w, deltas):
    found = None
    for d in deltas:
        found = f(w + d)
    return found


@twin(
    "G052",
    replaces="nearby_losses",
    because="the losses are sorted",
    hint="The first loss belongs to the first delta: keep their order.",
)
def sorted_losses(f, w, deltas):
    return sorted(f(w + d) for d in deltas)


@twin(
    "G053",
    replaces="nearby_losses",
    because="the loss at w itself is in the list as well",
    hint="One loss for each delta, and no other.",
)
def with_the_middle(f, w, deltas):
    return [f(w), *(f(w + d) for d in deltas)]


@twin(
    "G13",
    replaces="nearby_losses",
    because="the losses are rounded",
    hint="Round where you print, never where you compute.",
)
def rounded(f, w, deltas):
    return [round(f(w + d), 2) for d in deltas]


@twin(
    "C06",
    replaces="nearby_losses",
    because="the losses are written into the caller's list of deltas",
    hint="Leave the caller's list as you found it, and build a new one.",
)
def into_the_deltas(f, w, deltas):
    for i, d in enumerate(deltas):
        deltas[i] = f(w + d)
    return deltas


@twin(
    "G03",
    replaces="nearby_losses",
    because="the answer is printed, or worked out, but not returned",
    hint="Printing shows a value to you; `return` hands it to whoever called the function.",
)
def losses_not_returned(f, w, deltas):
    return None
