"""ex00_ready: what a student sees."""

from grader.judge.suite import Check, case


@case(task=1, title="ready() returns the word")
def test_word(check: Check) -> None:
    """The word comes back."""
    check("word", only=["answer"])
