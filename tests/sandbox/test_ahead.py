"""Calls that are sent ahead: answers stay those of the calls that are made, whatever else was sent."""

from __future__ import annotations

import time

from grader.sandbox.api import Answer, Ended, Limits, RawTensor, Value
from grader.sandbox.host import Sandbox
from grader.sandbox.settings import Settings
from tests.sandbox.jobs import job, value

COUNTS = "made = []\ndef run(n):\n    made.append(n)\n    return list(made)\n"


def calls(*numbers: Value) -> list[tuple[str, dict[str, Value]]]:
    """Give a call of `run` for each number."""
    return [("run", {"n": number}) for number in numbers]


def test_expected_calls_are_answered_in_order(locked: Sandbox) -> None:
    """Each call gets its own answer, and the module sees the calls in the order in which they are made."""
    worker = locked.open(job(COUNTS))
    worker.expect(calls(*range(20)))
    assert [value(worker.call("run", {"n": n})) for n in range(20)] == [list(range(n + 1)) for n in range(20)]
    worker.close()


def test_calls_are_really_sent_ahead(locked: Sandbox) -> None:
    """While nobody asks, the worker goes on with what will come; without a word of it, it does not."""
    source = "import time\ndef run(n):\n    time.sleep(n)\n    return time.monotonic()\n"
    for told in (True, False):
        worker = locked.open(job(source))
        worker.expect(calls(0.0, 0.01, 0.02) if told else [])
        value(worker.call("run", {"n": 0.0}))
        time.sleep(0.5)
        now = time.monotonic()
        assert (value(worker.call("run", {"n": 0.01})) < now) is told
        worker.close()


def test_a_call_that_nobody_makes_is_thrown_away(locked: Sandbox) -> None:
    """Skipping expected calls, or making one that was not expected, gives the answer to what was asked."""
    worker = locked.open(job("def run(n):\n    return 10 * n\n"))
    worker.expect(calls(1, 2, 3, 4, 5, 6, 7, 8))
    assert [value(worker.call("run", {"n": n})) for n in (1, 4, 5, 77, 6, 8, 8)] == [
        10,
        40,
        50,
        770,
        60,
        80,
        80,
    ]
    worker.close()


def test_what_hangs_in_vain_says_nothing_of_the_call_that_is_made(locked: Sandbox) -> None:
    """A call that nobody makes and that never ends is given up soon, under a name of its own."""
    source = "def run(n):\n    while n == 2: pass\n    return n\n"
    worker = locked.open(job(source, limits=Limits(wall_seconds=20, cpu_seconds=20)))
    worker.expect(calls(1, 2, 3))
    assert value(worker.call("run", {"n": 1})) == 1
    started = time.monotonic()
    reply = worker.call("run", {"n": 3})
    assert isinstance(reply, Ended)
    assert reply.reason == "in_vain"
    assert time.monotonic() - started < 10  # of the 20 that a call has
    assert not worker.alive
    worker.close()


def test_a_crash_ahead_is_the_crash_of_its_own_call(locked: Sandbox) -> None:
    """The answers before it arrive, and then the end."""
    worker = locked.open(job("import os\ndef run(n):\n    if n == 3: os._exit(0)\n    return n\n"))
    worker.expect(calls(1, 2, 3, 4))
    assert [value(worker.call("run", {"n": n})) for n in (1, 2)] == [1, 2]
    reply = worker.call("run", {"n": 3})
    assert isinstance(reply, Ended)
    assert reply.reason == "exited"
    worker.close()


def test_arguments_are_those_of_the_call(locked: Sandbox) -> None:
    """Calls under way have memory of their own: what one changes in place is measured for it alone."""
    tensors = [RawTensor("uint8", (4,), bytes([n] * 4)) for n in range(8)]
    worker = locked.open(job("def run(n):\n    n += 100\n    return 0\n"))
    worker.expect(calls(*tensors))
    for number, tensor in enumerate(tensors):
        reply = worker.call("run", {"n": tensor})
        assert isinstance(reply, Answer)
        assert reply.arguments["n"].data == bytes([number + 100] * 4)
    worker.close()


def test_large_calls_wait_their_turn() -> None:
    """What does not fit beside the calls under way is sent when it is made."""
    tensors = [RawTensor("uint8", (400_000,), bytes([n]) * 400_000) for n in range(5)]
    with Sandbox(Settings(arena_mib=1)) as sandbox:
        worker = sandbox.open(job("def run(n, text=''):\n    return [int(n[0]), len(text)]\n"))
        large = [("run", {"n": tensor, "text": "x" * 60_000}) for tensor in tensors]
        worker.expect([*calls(*tensors), *large])
        assert [value(worker.call("run", {"n": tensor})) for tensor in tensors] == [[n, 0] for n in range(5)]
        answers = [value(worker.call(probe, inputs)) for probe, inputs in large]
        assert answers == [[n, 60_000] for n in range(5)]
        worker.close()
