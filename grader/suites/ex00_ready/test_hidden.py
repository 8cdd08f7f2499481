"""ex00_ready: what counts."""

from grader.judge.suite import Check, case


@case(task=1, title="ready() returns the word, whenever it is asked")
def test_word_again(check: Check) -> None:
    """The word comes back on a second call too."""
    check("word")
