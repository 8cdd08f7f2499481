"""How workers end, and the words for it. After "locked", whatever ends a worker is the submission's doing."""

from __future__ import annotations

import time

import pytest

from grader.sandbox.api import Answer, Ended, Limits, Raised
from grader.sandbox.host import Sandbox
from tests.sandbox.jobs import job, run, value

SHORT = Limits(wall_seconds=0.5, cpu_seconds=4)

# (source, reason, part of the detail)
ENDS = [
    ("import os\nos._exit(0)", "exited", "ended the program"),
    ("import os\nos._exit(96)", "exited", "ended the program"),
    ("import ctypes\nctypes.string_at(0)", "killed", "segmentation fault"),
    ("import os\nos.abort()", "killed", "abort"),
    ("import os, signal\nos.kill(os.getpid(), signal.SIGKILL)", "killed", "killed"),
    ("import os\nos.close(4)", "exited", ""),
    ("import os, time\nos.close(4)\ntime.sleep(9)", "exited", "closed its line"),
    ("import os\nos.write(4, b'hello' * 100)", "bad_reply", "not a frame"),
    ("import os\nos.write(4, b'GRDW' + bytes(40))", "bad_reply", ""),
    ("import os\nwhile True: os.write(4, b'x' * 65536)", "bad_reply", ""),
    ("while True: pass", "timed_out", "0.5 seconds"),
    ("import time\ntime.sleep(60)", "timed_out", "0.5 seconds"),
    ("import os, signal\nos.kill(os.getpid(), signal.SIGSTOP)", "timed_out", ""),
    ("9 ** 9 ** 9", "timed_out", ""),
    ("import threading\nl = threading.Lock()\nl.acquire()\nl.acquire()", "timed_out", ""),
    ("import signal\nsignal.signal(signal.SIGTERM, signal.SIG_IGN)\nwhile True: pass", "timed_out", ""),
    ("while True: print('x' * 65536)", "output", "printed"),
    ("class E(Exception):\n    def __str__(self):\n        while True: pass\nraise E", "timed_out", ""),
    ("import os\nclass E(Exception):\n    def __str__(self):\n        os._exit(0)\nraise E", "exited", ""),
]


@pytest.mark.parametrize(("source", "reason", "detail"), ENDS, ids=[str(n) for n in range(len(ENDS))])
def test_an_end_is_named(locked: Sandbox, source: str, reason: str, detail: str) -> None:
    """The reason is the right one, it comes in time, and the next worker is well."""
    started = time.monotonic()
    reply = run(locked, source, limits=SHORT)
    assert isinstance(reply, Ended), reply
    assert reply.reason == reason
    assert detail in reply.detail
    assert time.monotonic() - started < 5  # of the 60 or more that it would take
    assert value(run(locked, "def run():\n    return 1", limits=SHORT)) == 1


@pytest.mark.parametrize("end", ["os._exit(0)", "os.abort()", "time.sleep(60)"])
def test_it_is_known_whether_the_module_had_run(locked: Sandbox, end: str) -> None:
    """An end outside the functions stops every call, one inside a function that call alone."""
    imports = "import os, time\n"
    for source, stage in ((imports + end, "import"), (f"{imports}def run():\n    {end}", "call")):
        reply = run(locked, source, limits=SHORT)
        assert isinstance(reply, Ended)
        assert reply.stage == stage


def test_processor_time_is_limited(locked: Sandbox) -> None:
    """A spinning call ends by its processor time where the clock would allow more."""
    reply = run(
        locked,
        "import signal\nsignal.signal(signal.SIGXCPU, signal.SIG_IGN)\nwhile True: pass",
        limits=Limits(30, 1),
    )
    assert isinstance(reply, Ended)
    assert reply.reason == "timed_out"
    assert "processor" in reply.detail


def test_a_deadline_is_kept_to_within_50_ms(locked: Sandbox) -> None:
    """The clock counts per call, and the kill follows at once: the best of a few, on a busy machine."""
    overtime = []
    for _ in range(5):
        worker = locked.open(job("import time\ndef run(n):\n    time.sleep(n)\n    return 1", limits=SHORT))
        assert value(worker.call("run", {"n": 0.3})) == 1
        assert value(worker.call("run", {"n": 0.3})) == 1
        started = time.monotonic()
        assert isinstance(worker.call("run", {"n": 9}), Ended)
        overtime.append(time.monotonic() - started - 0.5)
        assert not worker.alive
        worker.close()
        if overtime[-1] < 0.05:
            return
    assert min(overtime) < 0.05


def test_an_ended_worker_gives_the_same_answer_again(locked: Sandbox) -> None:
    """Calls after the end say how and when it ended; nothing is run."""
    worker = locked.open(job("import os\ndef run():\n    os._exit(3)"))
    first = worker.call("run", {})
    assert isinstance(first, Ended)
    assert first.stage == "call"
    assert worker.call("run", {}) == first
    assert not worker.alive
    assert worker.close().cpu_seconds > 0


def test_memory_ends_in_a_readable_error(locked: Sandbox) -> None:
    """Lists and tensors that do not fit raise; the worker lives on."""
    limits = Limits(wall_seconds=5, memory_mib=200)
    source = """
        import torch, mmap
        def run(how):
            if how == "list":
                return len(bytearray(1 << 30))
            if how == "tensor":
                return torch.ones(1 << 28).sum()
            return len(mmap.mmap(-1, 3 << 30))
    """
    worker = locked.open(job(source, limits=limits))
    for how, name in (("list", "MemoryError"), ("tensor", "RuntimeError"), ("shared", "OSError")):
        reply = worker.call("run", {"how": how})
        assert isinstance(reply, Raised), (how, reply)
        assert reply.type == name
    worker.close()


def test_a_second_answer_spoils_the_next_call(locked: Sandbox) -> None:
    """An answer that was written ahead has a nonce that is not the next call's."""
    source = """
        import sys
        def channel():
            frame = sys._getframe()
            while "channel" not in frame.f_locals:
                frame = frame.f_back
            return frame.f_locals["channel"]
        def run():
            channel().send({"kind": "answer", "values": {"value": 1}, "rearranged": {}}, 1 << 20)
            return 2
    """
    worker = locked.open(job(source))
    first = worker.call("run", {})
    second = worker.call("run", {})
    worker.close()
    assert value(first) == 1, "a reply is a claim: the forged one counts like any other"
    assert isinstance(second, Ended)
    assert second.reason == "bad_reply"


def test_arguments_that_no_call_has_are_not_heard_of(locked: Sandbox) -> None:
    """What is said of the call's own arguments is compared with them; whatever else is said is dropped."""
    source = """
        import sys
        def run(size):
            frame = sys._getframe()
            while "channel" not in frame.f_locals:
                frame = frame.f_back
            told = {"nobody": float("nan"), 7: [], "size": float("nan")}
            frame.f_locals["channel"].send({"kind": "answer", "values": {}, "rearranged": told}, 1 << 20)
    """
    worker = locked.open(job(source))
    reply = worker.call("run", {"size": 3})
    worker.close()
    assert isinstance(reply, Answer)
    assert set(reply.arguments) == {"size"}
    assert reply.arguments["size"] != 3, "a claim against itself counts"
    assert reply.memory == {"size": 3}


def test_an_answer_that_never_ends_is_cut_at_its_cap(locked: Sandbox) -> None:
    """An announced size above the cap ends the worker before the bytes are read."""
    source = """
        import os, struct, sys
        def run():
            frame = sys._getframe()
            while "channel" not in frame.f_locals:
                frame = frame.f_back
            nonce = frame.f_locals["channel"].nonce
            os.write(4, struct.pack("<4sH16sIHQ", b"GRDW", 1, nonce, 4, 1, 1 << 40))
            while True:
                os.write(4, bytes(65536))
    """
    reply = run(locked, source, limits=SHORT)
    assert isinstance(reply, Ended)
    assert reply.reason == "too_large"


@pytest.mark.parametrize(
    "source",
    [
        b"\xff\xfe",
        b"x = '\x00'",
        b"(" * 100_000,
        b"# -*- coding: utf-7 -*-\nx = 1",
        b"x = " + b"-" * 200_000 + b"1",
        b"a" * (1 << 20),
    ],
    ids=["not utf-8", "nul", "parentheses", "utf-7", "minus", "long"],
)
def test_hostile_text_ends_in_an_answer(locked: Sandbox, source: bytes) -> None:
    """Source that breaks parsers costs its own worker at most."""
    worker = locked.open(job(source))
    reply = worker.call("run", {})
    worker.close()
    assert isinstance(reply, (Raised, Ended))
    assert worker.outline.error is not None or isinstance(reply, Raised)


def test_threads_and_handlers_do_not_outlive_a_worker(locked: Sandbox) -> None:
    """Threads, exit handlers and finalisers hold nothing up."""
    source = """
        import atexit, threading, time
        atexit.register(lambda: time.sleep(60))
        class D:
            def __del__(self):
                time.sleep(60)
        d = D()
        threading.Thread(target=time.sleep, args=(60,)).start()
        def run():
            return 1
    """
    worker = locked.open(job(source))
    assert value(worker.call("run", {})) == 1
    started = time.monotonic()
    worker.close()
    assert time.monotonic() - started < 5  # of the 60 that each of them asks for
