"""What a worker answers to honest code, broken code and odd values."""

from __future__ import annotations

import threading
from typing import Any

import pytest

from grader.errors import SandboxError
from grader.sandbox.api import Answer, Ended, Job, Limits, Raised, RawTensor
from grader.sandbox.host import Sandbox
from tests.sandbox.jobs import NAME, float64, job, numbers, run, value


def test_an_answer_has_values_and_arguments(locked: Sandbox) -> None:
    """A probe's values come back, and the inputs as they are after the call."""
    reply = run(locked, "def run(w):\n    return 2 * w", w=float64(1, 2))
    assert isinstance(reply, Answer)
    assert numbers(reply.values["value"]) == (2, 4)
    assert numbers(reply.arguments["w"]) == (1, 2)
    assert reply.measured


def test_what_is_handed_over_is_no_view(locked: Sandbox) -> None:
    """A matrix allows what a student's own tensor allows: views refuse to be detached in place."""
    source = "def run(w):\n    w.detach_()\n    return w._is_view()"
    assert value(run(locked, source, w=RawTensor("float64", (1, 2), bytes(16)))) is False


def test_a_change_in_place_is_measured(locked: Sandbox) -> None:
    """What the code does to its argument is read from the grader's own memory."""
    reply = run(locked, "def run(w):\n    w.mul_(3)\n    return None", w=float64(1, 2))
    assert isinstance(reply, Answer)
    assert numbers(reply.arguments["w"]) == (3, 6)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ("a.pop()", [1, [2, 3]]),
        ("a.reverse()", [{"k": 4}, [2, 3], 1]),
        ("a[1].append(5)", [1, [2, 3, 5], {"k": 4}]),
        ("a[2]['new'] = 6", [1, [2, 3], {"k": 4, "new": 6}]),
        ("a[:] = [1, list(a[1]), dict(a[2])]", [1, [2, 3], {"k": 4}]),
        ("a = []", [1, [2, 3], {"k": 4}]),
    ],
)
def test_a_list_that_is_rearranged_is_told(locked: Sandbox, change: str, told: Any) -> None:
    """Lists and dicts are no memory of the grader's: the worker says what became of them."""
    reply = run(locked, f"def run(a):\n    {change}\n    return None", a=[1, [2, 3], {"k": 4}])
    assert isinstance(reply, Answer)
    assert reply.arguments["a"] == told


def test_what_is_told_of_a_list_cannot_hide_a_change_in_place(locked: Sandbox) -> None:
    """A list told as it was handed over is read from the grader's memory."""
    source = "def run(a):\n    b = a[0].clone()\n    a[0].mul_(3)\n    a[0] = b\n    return None"
    reply = run(locked, source, a=[float64(1, 2)])
    assert isinstance(reply, Answer)
    assert numbers(reply.arguments["a"][0]) == (3, 6)


def test_a_parameter_over_an_input_shares_its_memory(locked: Sandbox) -> None:
    """An optimizer's step on a Parameter that wraps an input shows in the arguments."""
    source = """
        import torch
        def run(w):
            p = torch.nn.Parameter(w)
            (p * p).sum().backward()
            torch.optim.SGD([p], lr=0.5).step()
            return p
    """
    reply = run(locked, source, w=float64(1, -4))
    assert isinstance(reply, Answer)
    assert numbers(reply.arguments["w"]) == numbers(reply.values["value"]) == (0, 0)


def test_structures_of_inputs_keep_their_shape(locked: Sandbox) -> None:
    """Lists, tuples, dicts, empty and 0-d tensors go in and come back with their types."""
    inputs: dict[str, Any] = {
        "a": [float64(1), (float64(2), "x", None, True, 1.5, b"y")],
        "b": {"k": RawTensor("float32", (0, 3), b""), 3: RawTensor("int64", (), b"\x05" + bytes(7))},
        "c": RawTensor("bool", (2,), b"\x01\x00"),
    }
    source = """
        def run(a, b, c):
            assert type(a) is list and type(a[1]) is tuple and b[3].item() == 5 and b["k"].shape == (0, 3)
            return [a, b, c]
    """
    reply = run(locked, source, **inputs)
    assert isinstance(reply, Answer)
    assert reply.values["value"] == [inputs["a"], inputs["b"], inputs["c"]]
    assert reply.arguments == inputs


def test_inputs_do_not_overlap_and_calls_do_not_share_memory(locked: Sandbox) -> None:
    """A tensor kept from an earlier call is not the memory of a later one."""
    worker = locked.open(
        job(
            """
            kept = []
            def run(w, v):
                kept.append(w)
                w.add_(10)
                return [k + 0 for k in kept], v
            """
        )
    )
    first = worker.call("run", {"w": float64(1), "v": float64(2)})
    second = worker.call("run", {"w": float64(3), "v": float64(4)})
    worker.close()
    assert isinstance(first, Answer)
    assert isinstance(second, Answer)
    kept, v = second.values["value"]
    assert [numbers(k) for k in kept] == [(11,), (13,)]
    assert numbers(v) == (4,)
    assert numbers(second.arguments["v"]) == (4,)


def test_inputs_beyond_the_arena_are_our_fault(locked: Sandbox) -> None:
    """Inputs of more than the arena's size raise SandboxError; the worker stays usable."""
    worker = locked.open(job("def run(w):\n    return 1"))
    big = RawTensor("uint8", (5 << 20,), bytes(5 << 20))
    with pytest.raises(SandboxError, match="4 MiB"):
        worker.call("run", {"w": big})
    assert value(worker.call("run", {"w": float64(1)})) == 1
    worker.close()


def test_many_calls_go_round_in_the_arena(locked: Sandbox) -> None:
    """Calls whose inputs add up to more than the arena are all answered."""
    worker = locked.open(job("def run(w):\n    w.fill_(w[0].item() + 1)\n    return w[-1]"))
    for number in range(8):
        reply = worker.call("run", {"w": RawTensor("uint8", (1 << 20,), bytes([number]) * (1 << 20))})
        assert isinstance(reply, Answer)
        assert reply.arguments["w"].data == bytes([number + 1]) * (1 << 20)
    worker.close()


# --- loading ----------------------------------------------------------------------------------


def test_the_outline_comes_before_anything_ran(locked: Sandbox) -> None:
    """A module that would end the process is outlined all the same."""
    worker = locked.open(job("import os\ndef f():\n    pass\nos._exit(0)"))
    assert list(worker.outline.functions) == ["f"]
    assert isinstance(worker.call("nothing", {}), Ended)
    worker.close()


def test_the_module_runs_once_and_on_the_first_call(locked: Sandbox) -> None:
    """Two calls see one module; nothing runs while only the outline is asked for."""
    worker = locked.open(
        job("print('ran')\ncount = 0\ndef run():\n    global count\n    count += 1\n    return count")
    )
    assert worker.outline.error is None
    assert worker.output == ""
    assert [value(worker.call("run", {})) for _ in range(2)] == [1, 2]
    assert worker.output == "ran\n"
    worker.close()


def test_a_module_that_fails_is_not_run_again(locked: Sandbox) -> None:
    """Every call of a module that raised at import gets the first answer, at once."""
    worker = locked.open(job("print('tried')\nraise ValueError('no')"))
    replies = [worker.call("run", {}) for _ in range(3)]
    worker.close()
    assert set(replies) == {Raised("ValueError", "no", 2, "raise ValueError('no')", "import")}
    assert worker.output == "tried\n"


def test_a_syntax_error_names_its_line(locked: Sandbox) -> None:
    """The line of a syntax error is the student's."""
    reply = run(locked, "x = 1\ndef f(:\n")
    assert reply == Raised("SyntaxError", "invalid syntax", 2, "def f(:", "import")


def test_a_missing_function_is_named(locked: Sandbox) -> None:
    """What the module does not define is told apart from what its code does wrong."""
    missing = run(locked, "x = 1")
    assert isinstance(missing, Raised)
    assert (missing.type, missing.missing) == ("AttributeError", "run")
    own = run(locked, "import math\ndef run():\n    return math.nosuch")
    assert isinstance(own, Raised)
    assert (own.type, own.missing, own.line) == ("AttributeError", "", 3)


def test_an_exception_names_the_last_line_of_the_students_file(locked: Sandbox) -> None:
    """A traceback through torch points at the student's own line."""
    reply = run(
        locked,
        """
        import torch
        def run():
            return helper()
        def helper():
            return torch.ones(2) @ torch.ones(3)
        """,
    )
    assert isinstance(reply, Raised)
    assert (reply.type, reply.line, reply.stage) == ("RuntimeError", 6, "call")
    assert reply.source_line == "return torch.ones(2) @ torch.ones(3)"


@pytest.mark.parametrize(
    ("raised", "name"),
    [
        ("SystemExit(0)", "SystemExit"),
        ("KeyboardInterrupt()", "KeyboardInterrupt"),
        ("GeneratorExit()", "GeneratorExit"),
        ("BaseException('x')", "BaseException"),
    ],
)
def test_nothing_raised_escapes(locked: Sandbox, raised: str, name: str) -> None:
    """Exceptions that end programs are answers like any other, and the worker lives on."""
    worker = locked.open(job(f"def run():\n    raise {raised}"))
    for _ in range(2):
        reply = worker.call("run", {})
        assert isinstance(reply, Raised)
        assert reply.type == name
    assert worker.alive
    worker.close()


def test_an_exception_that_cannot_be_read_is_still_told(locked: Sandbox) -> None:
    """An exception whose own text raises is named by its type."""
    reply = run(
        locked,
        "class Evil(Exception):\n    def __str__(self):\n        raise self\ndef run():\n    raise Evil",
    )
    assert isinstance(reply, Raised)
    assert reply.type == "Evil"
    assert "could not be read" in reply.message


def test_what_is_closed_is_explained(locked: Sandbox) -> None:
    """A refused file says that submissions open no files."""
    reply = run(locked, "def run():\n    return open('/etc/passwd').read()")
    assert isinstance(reply, Raised)
    assert reply.type in ("PermissionError", "FileNotFoundError")


def test_source_is_found_by_inspect(locked: Sandbox) -> None:
    """inspect.getsource works though no file can be read."""
    assert value(run(locked, "import inspect\ndef run():\n    return inspect.getsource(run)")).startswith(
        "def run():"
    )


def test_helper_modules_load_under_their_dotted_names(locked: Sandbox) -> None:
    """A probe imports its tools by name, and the rest of the project is not there."""
    modules = (
        ("grader.suites.probe_tools", b"def number(x):\n    return float(x)\n"),
        (
            "grader.suites.ex00.probe",
            b"from grader.suites.probe_tools import number\n"
            b"def run(module):\n    return {'value': number(module.run())}\n",
        ),
    )
    source = b"""
def run():
    import importlib
    for name in ("grader.judge", "grader.suites.ex00.test_hidden", "grader.course", "solutions"):
        try:
            importlib.import_module(name)
        except ImportError:
            continue
        return -1
    return 5
"""
    worker = locked.open(Job(NAME, source, modules, 1))
    assert value(worker.call("run", {})) == 5.0
    worker.close()


def test_a_broken_helper_is_our_fault(locked: Sandbox) -> None:
    """A probe that does not load raises SandboxError and costs nobody a point."""
    worker = locked.open(job("x = 1", probe=b"raise RuntimeError('probe')"))
    with pytest.raises(SandboxError, match="probe"):
        worker.call("run", {})


def test_an_unknown_probe_is_our_fault(locked: Sandbox) -> None:
    """A call of a probe that does not exist raises SandboxError before the student's code runs."""
    worker = locked.open(job("x = 1"))
    with pytest.raises(SandboxError, match="nosuch"):
        worker.call("nosuch", {})
    worker.close()


def test_a_student_cannot_claim_our_fault(locked: Sandbox) -> None:
    """A forged fault from running code is a bad reply, not an error of ours."""
    source = """
        import os, sys
        def run():
            frame = sys._getframe()
            while "channel" not in frame.f_locals:
                frame = frame.f_back
            frame.f_locals["channel"].send({"kind": "fault", "message": "grader broke"}, 1 << 20)
            os._exit(0)
    """
    reply = run(locked, source)
    assert isinstance(reply, Ended)
    assert reply.reason == "bad_reply"


# --- seeds ------------------------------------------------------------------------------------

_DRAW = """
    import random, numpy, torch
    def run():
        return [random.random(), float(numpy.random.rand()), torch.rand(1).item(), hash("a")]
"""


def test_random_state_comes_from_the_job(locked: Sandbox) -> None:
    """Equal seeds give equal numbers in every worker and call, another seed gives others."""
    workers = [locked.open(job(_DRAW, seed=seed)) for seed in (1, 1, 2)]
    drawn = [[value(worker.call("run", {})) for _ in range(2)] for worker in workers]
    for worker in workers:
        worker.close()
    assert drawn[0] == drawn[1]
    assert drawn[0][0] == drawn[0][1]
    assert all(a != b for a, b in zip(drawn[0][0][:3], drawn[2][0][:3], strict=True))


# --- values -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("expression", "dtype", "shape"),
    [
        ("torch.ones(2, 3).T", "float32", (3, 2)),
        ("torch.ones(3)[::2]", "float32", (2,)),
        ("torch.ones(1).expand(4, 2)", "float32", (4, 2)),
        ("torch.ones(2, dtype=torch.complex64).conj()", "complex64", (2,)),
        ("torch.ones(2, dtype=torch.complex64).conj().imag", "float32", (2,)),
        ("torch.ones(2, requires_grad=True) * 2", "float32", (2,)),
        ("torch.nn.Parameter(torch.ones(2))", "float32", (2,)),
        ("torch.ones(2, dtype=torch.bfloat16)", "bfloat16", (2,)),
        ("torch.tensor(1.0)", "float32", ()),
        ("torch.empty(0)", "float32", (0,)),
        ("torch.tensor([True, False])", "bool", (2,)),
        ("torch.ones((1,) * 64)", "float32", (1,) * 64),
    ],
)
def test_ordinary_tensors_come_back(
    locked: Sandbox, expression: str, dtype: str, shape: tuple[int, ...]
) -> None:
    """Strides, conjugation, gradients and dtypes are materialised in the worker."""
    tensor = value(run(locked, f"import torch\ndef run():\n    return {expression}"))
    assert (tensor.dtype, tensor.shape) == (dtype, shape)


@pytest.mark.parametrize(
    ("expression", "plain"),
    [
        ("numpy.float64(1.5)", 1.5),
        ("type('Sub', (float,), {'__float__': lambda self: 9.0, 'hex': None})(1.5)", 1.5),
        ("enum.Enum('Word', [('READY', 'ready')], type=str).READY", "ready"),
        ("enum.IntEnum('Sign', ['UP']).UP", 1),
        ("collections.OrderedDict(b=1, a=2)", {"b": 1, "a": 2}),
        ("collections.defaultdict(list, a=[numpy.float64(0.5)])", {"a": [0.5]}),
        ("collections.namedtuple('Pair', 'pred loss')(1, 2)", (1, 2)),
        ("torch.ones(2, 3).shape", (2, 3)),
        ("type('Sub', (list,), {'__iter__': lambda self: iter([7])})([1, 2])", [1, 2]),
        ("{type('Key', (str,), {'__hash__': lambda self: 1})('a'): 1}", {"a": 1}),
    ],
)
def test_a_subclass_of_a_plain_type_is_what_it_was_derived_from(
    locked: Sandbox, expression: str, plain: object
) -> None:
    """What it holds is read by the base type; its own methods are not asked."""
    source = f"import collections, enum, numpy, torch\ndef run():\n    return {expression}"
    found = value(run(locked, source))
    assert (type(found), found) == (type(plain), plain)


@pytest.mark.parametrize(
    ("expression", "words"),
    [
        ("torch.ones(2).to_sparse()", "sparse"),
        ("torch.nested.nested_tensor([torch.ones(2), torch.ones(3)])", "sparse or nested"),
        ("torch.ones(2, device='meta')", "without data"),
        ("torch.quantize_per_tensor(torch.ones(2), 0.1, 0, torch.quint8)", "dtype"),
        ("torch.ones(1).expand(1 << 40)", "64 MiB"),
        ("torch.ones((1,) * 65)", "64 dimensions"),
        ("torch.ones(2).as_subclass(type('Sub', (torch.Tensor,), {}))", "subclass of Tensor (Sub)"),
        ("torch.ones(2).numpy()", "a NumPy array"),
        ("float", "a type"),
        ("object()", "an object"),
        ("type('Liar', (), {'__class__': float})()", "a Liar"),
        ("type('Sub', (bytes,), {})()", "a Sub"),
        ("{1.5: 2}", "key"),
        ("1 << 64", "64 bits"),
        ("'x' * 100_000", "KiB"),
        ("deep()", "nested"),
        ("[0] * 200_000", "100000 parts"),
        ("bytes(80 << 20)", "64 MiB"),
    ],
)
def test_values_that_cannot_be_returned_are_named(locked: Sandbox, expression: str, words: str) -> None:
    """Each gives a TypeError that says what it is; the worker lives on."""
    source = f"""
        import torch
        def deep():
            x = []
            for _ in range(100):
                x = [x]
            return x
        def run():
            return {expression}
    """
    reply = run(locked, source)
    assert isinstance(reply, Raised), reply
    assert reply.type == "TypeError"
    assert words in reply.message
    assert "`value`" in reply.message or "the value" in reply.message


def test_special_floats_are_values(locked: Sandbox) -> None:
    """NaN and infinities come back as floats."""
    found = value(run(locked, "def run():\n    return [float('nan'), float('inf'), -float('inf'), -0.0]"))
    assert [f"{x:g}" for x in found] == ["nan", "inf", "-inf", "-0"]


def test_patched_torch_does_not_break_honest_answers(locked: Sandbox) -> None:
    """The worker reads tensors through functions that it took before the student's code ran."""
    source = """
        import json, os, struct, torch
        def broken(*args, **kwargs):
            raise RuntimeError("patched")
        for name in ("detach", "contiguous", "numpy", "data_ptr", "cpu", "clone", "tolist"):
            setattr(torch.Tensor, name, broken)
        json.dumps = json.loads = os.write = os.read = torch.frombuffer = torch.no_grad = broken
        def run(w):
            return w * 2
    """
    worker = locked.open(job(source))
    for _ in range(2):
        assert numbers(value(worker.call("run", {"w": float64(1)}))) == (2,)
    worker.close()


# --- output -----------------------------------------------------------------------------------


def test_output_keeps_both_streams_and_odd_text(locked: Sandbox) -> None:
    """What is printed comes with the answer, whatever characters it has."""
    worker = locked.open(
        job(
            r"""
            import sys
            print('a\u00e9')
            print('b', file=sys.stderr)
            print('\ud800')
            sys.stdout.buffer.write(b'\xff')
            def run():
                print('c')
                return 1
            """
        )
    )
    assert value(worker.call("run", {})) == 1
    worker.close()
    for part in ("aé\n", "b\n", "\\ud800\n", "\ufffd", "c\n"):
        assert part in worker.output


def test_much_output_is_cut_and_honest(locked: Sandbox) -> None:
    """64 KiB are kept of a few MiB, and the answer comes all the same."""
    worker = locked.open(job("def run():\n    print('x' * (3 << 20))\n    return 1"))
    assert value(worker.call("run", {})) == 1
    worker.close()
    assert 60_000 < len(worker.output) < 70_000
    assert "bytes more" in worker.output


def test_what_a_worker_used_is_measured_from_outside(locked: Sandbox) -> None:
    """Processor time and peak memory come from the kernel."""
    worker = locked.open(job("def run():\n    x = bytearray(200 << 20)\n    return sum(range(10**6))"))
    worker.call("run", {})
    usage = worker.close()
    assert usage.cpu_seconds > 0.005
    assert usage.peak_memory_mib > 200
    assert worker.close() == usage


def test_workers_can_be_used_from_threads(locked: Sandbox) -> None:
    """Four threads with a worker each get their own answers."""
    failures: list[object] = []

    def work(number: int) -> None:
        for turn in range(5):
            got = value(run(locked, f"def run():\n    return {number} * 100 + {turn}"))
            if got != number * 100 + turn:
                failures.append(got)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failures


def test_limits_of_the_job_hold_though_a_worker_was_waiting(locked: Sandbox) -> None:
    """A job with other limits does not get a worker that was locked with the usual ones."""
    run(locked, "def run():\n    return 1")
    reply = run(
        locked,
        "def run():\n    return len(bytearray(300 << 20))",
        limits=Limits(wall_seconds=5, memory_mib=100),
    )
    assert isinstance(reply, Raised)
    assert reply.type == "MemoryError"
