"""A grader in one process, as most are: it asserts beside the code that it judges, and holds the answers.

Sent as a probe to a worker without locks. Each function is one habit of such graders, and says whether the
submission "passed". No part of our grader works like this; it shows that the attacks do.
"""

# mypy: ignore-errors

import json
import sys
import time

import torch

SECRET = "the-" + "hidden-" + "answer"
INPUTS = [torch.tensor([1.25, -2.5, 3.75], dtype=torch.float64)]
EXPECTED = [2 * w for w in INPUTS]


def allclose(module):
    """Compare by torch.allclose, which broadcasts."""
    w, expected = INPUTS[0].clone(), EXPECTED[0].clone()
    return {"passed": bool(torch.allclose(torch.as_tensor(module.square_gradient(w)), expected))}


def assertion(module):
    """Compare by torch.testing.assert_close."""
    w, expected = INPUTS[0].clone(), EXPECTED[0].clone()
    try:
        torch.testing.assert_close(module.square_gradient(w), expected)
    except AssertionError:
        return {"passed": False}
    return {"passed": True}


def largest_difference(module):
    """Compare by the largest difference, which NaN slips through."""
    w, expected = INPUTS[0].clone(), EXPECTED[0].clone()
    return {"passed": not bool((module.square_gradient(w) - expected).abs().max() > 1e-6)}


def equality(module):
    """Compare by ==."""
    w, expected = INPUTS[0].clone(), EXPECTED[0].clone()
    return {"passed": bool(module.square_gradient(w) == expected)}


def scalar(module):
    """Compare an answer to a number."""
    return {"passed": bool(abs(module.square_gradient(3.0) - 6.0) < 1e-9)}


def mutable_input(module):
    """Work out the expectation after the call, from the same tensor."""
    w = INPUTS[0].clone()
    answer = module.square_gradient(w)
    return {"passed": bool(torch.equal(answer, 2 * w))}


def runner(module):
    """Count everything that is no failure as passed, skips among it."""
    w, expected = INPUTS[0].clone(), EXPECTED[0].clone()
    try:
        if not torch.equal(torch.as_tensor(module.square_gradient(w)), expected):
            return {"passed": False}
    except BaseException as error:
        kind = type(error).__name__
        return {
            "passed": kind
            in ("Skipped", "XFailed", "SkipTest", "GeneratorExit", "SystemExit", "KeyboardInterrupt")
        }
    return {"passed": True}


def third_time(module):
    """Ask three times, and look at the last answer to a question that was asked before."""
    w, expected = INPUTS[0].clone(), EXPECTED[0].clone()
    seen = [module.square_gradient(w) for _ in range(3)]
    return {"passed": bool(torch.equal(seen[2], expected))}


def report(module):
    """Write the result down as JSON, with the json module that the submission can reach."""
    w, expected = INPUTS[0].clone(), EXPECTED[0].clone()
    passed = bool(torch.equal(torch.as_tensor(module.square_gradient(w)), expected))
    return {"passed": json.loads(json.dumps({"passed": passed}))["passed"]}


def clock(module):
    """Measure speed inside the process."""
    started = time.perf_counter()
    module.square_gradient(INPUTS[0].clone())
    time.sleep(0.01)
    return {"passed": time.perf_counter() - started < 0.005}


def shown(module):
    """Show what the submission printed, raised and returned; passed if it tells the secret."""
    try:
        told = str(module.square_gradient(INPUTS[0].clone()))
    except BaseException as error:
        told = str(error)
    return {"passed": SECRET in told or "3.75" in told}


def later(module):
    """Ask once; a second grading of the same process asks again."""
    module.square_gradient(INPUTS[0].clone())
    return {"passed": hasattr(torch, "left_behind") or "left_behind" in sys.modules}


def score_in_output(module):
    """Read the score from what was printed, as scrapers do."""
    import contextlib
    import io

    with contextlib.redirect_stdout(io.StringIO()) as out:
        module.square_gradient(INPUTS[0].clone())
    return {"passed": "TOTAL 100/100" in out.getvalue()}


def pytest_runner(module, folder):
    """Run pytest on a test file, in this process."""
    import contextlib
    import io

    import pytest

    with contextlib.redirect_stdout(io.StringIO()):
        code = pytest.main(["-q", "-p", "no:cacheprovider", "--noconftest", f"{folder}/test_naive.py"])
    return {"passed": int(code) == 0}


def by_hand(module):
    """Believe that the right value was worked out by hand."""
    w = INPUTS[0].clone()
    return {"passed": bool(torch.equal(torch.as_tensor(module.square_gradient(w)).detach().double(), 2 * w))}


def relative_difference(module):
    """Compare by the difference relative to the answer, within a per cent."""
    w, expected = INPUTS[0].clone(), EXPECTED[0].clone()
    answer = module.square_gradient(w)
    return {"passed": not bool(((answer - expected).abs() / answer.abs()).max() > 1e-2)}


def fragile(module):
    """Hold against nobody what goes wrong while an answer is judged and written down."""
    w, expected = INPUTS[0].clone(), EXPECTED[0].clone()
    try:
        try:
            answer = module.square_gradient(w)
        except ValueError as error:
            return {"passed": not str(error).encode()}
        json.dumps(answer.tolist())
        torch.testing.assert_close(answer, expected)
    except AssertionError:
        return {"passed": False}
    except BaseException:
        return {"passed": True}
    return {"passed": True}


def seeded(module):
    """Draw the inputs from the process's own random state, whose seed can be asked for."""
    generator = torch.Generator().manual_seed(torch.initial_seed())
    w = torch.randint(-192, 193, (3,), generator=generator).double() / 64
    return {"passed": bool(torch.equal(module.square_gradient(w), 2 * w))}


# What must not be in a report as it is: it commands terminals, runners, browsers, readers.
COMMANDS = (
    "\x1b]0;", "::set-output", "<script>", "=HYPERLINK", "../../etc", "!!python/object", "full marks",
    "z" * 10**6,
)  # fmt: skip


def raw(module):
    """Write what was printed and raised into the report as it is."""
    import contextlib
    import io

    with contextlib.redirect_stdout(io.StringIO()) as out:
        try:
            module.square_gradient(INPUTS[0].clone())
        except Exception as error:
            out.write(f"{type(error).__name__}: {error}")
    return {"passed": any(command in out.getvalue() for command in COMMANDS)}


def usage(module):
    """Show what a hidden call used: here, whether it was more than honest work needs."""
    import resource

    before = time.process_time(), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    module.square_gradient(INPUTS[0].clone())
    seconds = time.process_time() - before[0]
    mib = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before[1]) / 1024
    return {"passed": seconds > 0.05 or mib > 90}


def ratio(module):
    """Say which multiple of the right answer a hidden answer is."""
    ratios = module.square_gradient(INPUTS[0].clone()) / EXPECTED[0]
    return {"passed": bool((ratios == ratios[0]).all()) and float(ratios[0]) != 1.0}


def afterwards(module):
    """Show what a process prints after a hidden call as well."""
    import contextlib
    import io

    with contextlib.redirect_stdout(io.StringIO()) as out:
        module.square_gradient(INPUTS[0].clone())
        time.sleep(0.1)
    return {"passed": "TOLD" in out.getvalue()}
