"""What is observed of a gradient checker: its verdict on each claimed gradient of a function.

Function and gradients are the suite's own texts of the point p; `points` in them are the points as
they were handed over. An error counts as a verdict only where the claimed gradient has a wrong shape:
there a checker has to say False. Any other error is the submission's own and is shown as such.
"""

import torch

CALLS = {
    "verdicts": (
        "for gradient in gradients:\n"
        "    print(gradient, check_gradient(lambda p: eval(f), lambda p: eval(gradient), points))"
    )
}


def verdicts(module, f, gradients, points):
    check = module.check_gradient
    known = [point.clone() for point in points]
    function = _of_p(f, known)
    lists = [*(list(points) for _ in gradients[1:]), points]  # the last one shows what is done to the list
    return {
        text: _verdict(check, function, _of_p(text, known), given)
        for text, given in zip(gradients, lists, strict=True)
    }


def _of_p(text, points):
    code = compile(text, "<claim>", "eval")
    return lambda p: eval(code, {"torch": torch, "p": p, "points": points})


def _verdict(check, function, gradient, points):
    fits = all(gradient(point.clone()).shape == point.shape for point in points)
    try:
        answer = check(function, gradient, points)
    except NotImplementedError:
        raise
    except Exception as error:
        if fits:
            raise
        return f"raised {type(error).__name__}"
    if isinstance(answer, torch.Tensor) and answer.ndim == 0 and answer.dtype is torch.bool:
        return bool(answer)
    return bool(answer) if type(answer).__name__ in ("bool_", "bool") else answer
