"""ex00_ready: mistakes known by name."""

from grader.judge.suite import twin


@twin(
    "G03",
    replaces="ready",
    because="the answer is printed, or worked out, but not returned",
    hint="Printing shows a value to you; `return` hands it to whoever called the function.",
)
def printed():
    return None


@twin(
    "G10",
    replaces="ready",
    because="the word is written with a capital letter",
    hint="Python compares strings letter by letter, and small and capital letters are different ones.",
)
def capital():
    return "Ready"


@twin(
    "G11",
    replaces="ready",
    because="the function is returned instead of the word: the quotes are missing",
    hint="In quotes it is a word; without quotes Python looks for something of that name.",
)
def without_quotes():
    return lambda: None


@twin(
    "G12",
    replaces="ready",
    because="the answer is True instead of a word",
    hint="Read the contract once more: which type does the answer have?",
)
def a_bool():
    return True
