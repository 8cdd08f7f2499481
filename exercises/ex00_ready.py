"""Ready? The first green takes a minute.

This exercise proves your set-up: your editor saves the file, the grader finds it, runs it and
answers. Nothing can go wrong here that you could be blamed for.

How every exercise of this course works:

1. You open one file, such as this one. Everything you need to know stands in it.
2. You replace `raise NotImplementedError(...)` by your own code and save.
3. You run `grader check ex00` (or leave `grader watch` running) and read what it says.

A function *returns* its answer. Printing it shows it to you, and to nobody else: the grader, like
any code that calls your function, only sees what comes back through `return`.

Worked example:

    >>> ready()
    'ready'
"""


def ready() -> str:
    """Return the word "ready".

    Contract: the answer is the str "ready", in small letters, and the same one on every call.

    What to do: remove the "# " in front of `return "ready"`, save, and run `grader check ex00`.
    """
    # return "ready"
    raise NotImplementedError("ready: your turn")
