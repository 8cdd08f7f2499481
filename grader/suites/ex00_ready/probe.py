"""Ask whether the student is ready, twice."""

CALLS = {"word": "ready()"}


def word(module):
    first = _plain(module.ready())
    return {"answer": first, "second answer": _plain(module.ready())}


def _plain(answer):
    """Show functions and other live objects by their type, so that they can be reported."""
    return answer if answer is None or isinstance(answer, (str, int, float)) else f"a {type(answer).__name__}"
