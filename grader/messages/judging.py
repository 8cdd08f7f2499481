"""What the judge says of a case."""

from __future__ import annotations

import bisect
from collections.abc import Sequence

MESSAGES = {
    "file_missing": "{file} is not in the submission. Hand it in under this name.",
    "unreadable": "{detail}",
    "not_attempted": "Not attempted yet: {function} still says NotImplementedError.",
    "unchanged": "Not attempted yet: {function} is still as it was handed out.",
    "blocked": "Not checked yet: do task {needs} first.",
    "syntax": "{place} is not valid Python: {detail}.",
    "import_raised": "The file raised {type} on {place} before any check could run: {detail}",
    "raised": "Your code raised {type} on {place}: {detail}",
    "no_line": "The call did not work as the contract says: {detail}",
    "raised_hidden": "Your code raised an error on a hidden input.",
    "ended_hidden": "The process ended before it answered on a hidden input.",
    "missing": "{name} is not defined in the file. Keep the names of the functions as handed out.",
    "timed_out": "No answer within {seconds:g} s. Does a loop never end?",
    "import_timed_out": "The file did not run to its end within {seconds:g} s. Is there a loop outside the "
    "functions that trains for long or never ends?",
    "timed_out_before": "Not run again: an earlier check of this task ran out of time.",
    "exited": "The process ended before it answered ({detail}). Leave out exit() and os._exit().",
    "killed": "The process was ended by the system ({detail}).",
    "memory": "The process ran out of its memory allowance ({detail}).",
    "output": "The code printed far too much and was stopped.",
    "bad_reply": "The answer could not be read ({detail}). Return plain numbers and tensors.",
    "too_large": "The answer is too large ({detail}).",
    "no_budget": "Not run: the submission had used up its time before this check.",
    "differs": "{what}",
    "differs_hidden": "The result differs from the expected one on hidden inputs.",
    "argument_changed": "{name} was changed by the call; leave the caller's values as they are.",
    "argument_differs": "{name} holds other values after the call than expected.",
    "unjudgeable": "The answer has a form that cannot be judged. The docstring says what to return.",
    "by_hand": "{place} uses {name}: this task asks for the derivative by hand, without autograd. "
    "If {name} is something of your own, give it another name.",
    "dynamic": "{place} uses {name}, which is closed in this task: by ways like it, code can call what the "
    "task asks you to do by hand. Tensor arithmetic is all you need.",
    "forbidden": "{place} uses {name}: this task asks you to do without it.",
    "ratio": "Every wrong value is {ratio} times the expected one.",
}


def place(line: int | None, cells: Sequence[int] = ()) -> str:
    """Say where a line is: "line 7", or "cell 3, line 2" where cells begin on the given lines."""
    if line is None:
        return "a line that is not in this file"
    if not cells:
        return f"line {line}"
    cell = max(bisect.bisect_right(cells, line), 1)
    return f"cell {cell}, line {line - cells[cell - 1] + 1}"
