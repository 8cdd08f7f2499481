"""The worker: serves the probe calls of one job on one student module, then ends.

Theory of operation
-------------------
`serve` runs in a process that is locked already and knows nothing but what the job tells it. It
 1. reads the job (student's source, helper modules, seed),
 2. loads the helper modules from their bytes; the last one is the probe. A mistake there is ours and is
    told as a fault, which the grader believes at this point only: later the student could say it,
 3. parses the source to an outline, and others if it is told to, and sends them before any of
    the student's code ran,
 4. answers call frames one by one. The first one also runs the student's module.

Student code shares this process, so nothing here is protected from it: frames can be walked, modules
patched, descriptors written. What it can gain is to send a reply of its own, and a reply is only
a claim about what it computes. What we owe is that *honest* code is served correctly whatever it
patches by accident: everything needed after the student's module is loaded is taken before.
The process always ends in `os._exit`: no handler of the student's runs after the last answer.
"""

from __future__ import annotations

import contextlib
import linecache
import os
import random
import sys
import traceback
import types
from collections.abc import Callable
from typing import Any

import torch

from grader.sandbox import wire, wire_read
from grader.sandbox.api import FunctionOutline, Outline, Value
from grader.sandbox.outline import outline
from grader.sandbox.tensors import Snapshot, alike, describe, rebuilt, restore

CALL_CAP = 64 << 20
_MESSAGE = 8000
_CLOSED = "a submission can open no files, start no programs and use no network"

# Taken now, because student code may replace the originals.
_read, _write, _exit = os.read, os.write, os._exit
_encode, _FrameReader = wire.encode, wire_read.FrameReader
# The generator itself: torch.manual_seed asks every kind of graphics card as well, which takes 0.25 ms.
_seed_random, _seed_torch = random.seed, torch.default_generator.manual_seed
_walk_tb = traceback.walk_tb
_type_name = type.__dict__["__name__"].__get__


class Channel:
    """Frames from one descriptor and to another, blocking."""

    def __init__(self, job: int, reply: int) -> None:
        self._job = job
        self._reply = reply
        self.nonce = b""

    def receive(self) -> dict[str, Any]:
        """Read one message; end the process where the grader closed its side."""
        reader = _FrameReader(None, CALL_CAP)
        while not reader.done:
            data = _read(self._job, min(reader.wanted, 1 << 20))
            if not data:
                _exit(0)
            reader.feed(data)
        self.nonce = reader.nonce
        message = reader.value(arena=True)
        return message if type(message) is dict else {}

    def send(self, message: Value, cap: int) -> None:
        """Answer the message that was read last."""
        view = memoryview(_encode(message, self.nonce, cap))
        while view:
            view = view[_write(self._reply, view) :]


def serve(job_fd: int, reply_fd: int, arena: memoryview | None) -> None:
    """Serve one job; does not return."""
    try:
        _serve(Channel(job_fd, reply_fd), arena)
    finally:
        _exit(1)


def _serve(channel: Channel, arena: memoryview | None) -> None:
    job = channel.receive()
    cap = job["reply_bytes"]
    try:
        probe = _load_helpers(job["modules"])
    except Exception:
        channel.send({"kind": "fault", "message": traceback.format_exc()[-_MESSAGE:]}, cap)
        raise
    probes = [name for name, value in vars(probe).items() if callable(value)]
    _send_outlines(channel, [outline(text) for text in job["to_outline"]], probes, cap)
    student = Student(job["filename"], job["source"])
    flush = _own_streams()
    seed = _seeder(job["seed"])
    while True:
        message = channel.receive()
        seed()
        reply = _answer(message, probe, student, arena, cap)
        flush()
        try:
            channel.send(reply, cap)
        except wire.EncodeError as error:
            channel.send(_cannot_return(str(error)), cap)


def _answer(
    message: dict[str, Any], probe: types.ModuleType, student: Student, arena: memoryview | None, cap: int
) -> Value:
    """Run one probe call; whatever the student's code raises becomes the answer."""
    try:
        failure = student.load()
        if failure is not None:
            return failure
        if arena is not None:
            arena[0] = 1
        function = vars(probe)[message["probe"]]
        inputs = restore(message["inputs"], arena)
        handed = rebuilt(inputs)
        values = function(student.module, **inputs)
        if type(values) is not dict:
            return _cannot_return(f"the observation is {describe(values)}")
        shot = Snapshot(cap)
        return {
            "kind": "answer",
            "values": {k: shot.take(v, f"`{k}`") for k, v in values.items()},
            "rearranged": {k: shot.take(v, f"`{k}`") for k, v in inputs.items() if not alike(v, handed[k])},
        }
    except wire.EncodeError as error:
        return _cannot_return(str(error))
    except BaseException as error:  # SystemExit and KeyboardInterrupt end nothing here
        return student.describe(error)


def _cannot_return(message: str) -> Value:
    return {
        "kind": "raised", "type": "TypeError", "message": message[:_MESSAGE], "line": None, "source_line": "",
        "stage": "call", "missing": "",
    }  # fmt: skip


class Student:
    """The student's module: run once, on the first call."""

    def __init__(self, filename: str, source: bytes) -> None:
        self.filename = filename
        self._source = source
        self.loaded = False
        self._failure: Value = None
        self.module = types.ModuleType(_module_name(filename))
        self.module.__file__ = filename
        # Tracebacks and inspect.getsource find the text here; there is no file to be read.
        text = source.decode("utf-8", "replace")
        self._lines = text.splitlines(keepends=True)
        linecache.cache[filename] = (len(text), None, self._lines, filename)
        sys.modules[self.module.__name__] = self.module

    def load(self) -> Value:
        """Compile and run the module, once; give what it raised, or None. There is no second try."""
        if self.loaded or self._failure is not None:
            return self._failure
        try:
            code = compile(self._source, self.filename, "exec", dont_inherit=True)
            exec(code, self.module.__dict__)
        except BaseException as error:  # also SystemExit at import
            self._failure = self.describe(error)
            return self._failure
        self.loaded = True
        return None

    def describe(self, error: BaseException) -> Value:
        """Turn what was raised into plain data, trusting nothing of it."""
        line = self._line(error)
        return {
            "kind": "raised",
            "type": str(_type_name(type(error))),
            "message": _message(error),
            "line": line,
            "source_line": self._lines[line - 1].strip()[:500] if line and line <= len(self._lines) else "",
            "stage": "call" if self.loaded else "import",
            "missing": self._missing(error),
        }

    def _line(self, error: BaseException) -> int | None:
        found = None
        if isinstance(error, SyntaxError) and type(error.lineno) is int and error.filename == self.filename:
            found = error.lineno
        for frame, line in _walk_tb(error.__traceback__):
            if frame.f_code.co_filename == self.filename:
                found = line
        return found

    def _missing(self, error: BaseException) -> str:
        if type(error) is AttributeError and error.obj is self.module and type(error.name) is str:
            return error.name[:200]
        return ""


def _message(error: BaseException) -> str:
    """Give the text of an exception, whose `__str__` may raise or lie or be of the wrong type."""
    try:
        if type(error) is KeyError and len(error.args) == 1 and type(error.args[0]) is str:
            text = error.args[0]
        else:
            text = str(error)
        if isinstance(error, PermissionError):
            text = f"{text} ({_CLOSED})"
        if isinstance(error, SyntaxError):
            text = error.msg if type(error.msg) is str else text
        return str.__str__(text)[:_MESSAGE]
    except BaseException:
        return "(the exception's own text could not be read)"


def _module_name(filename: str) -> str:
    stem = filename.replace("\\", "/").rpartition("/")[2].removesuffix(".py")
    return stem if stem.isidentifier() and stem not in sys.modules else "submission"


_loaded: dict[tuple[str, bytes], types.ModuleType] = {}


def load_ahead(modules: list[tuple[str, str]]) -> None:
    """Load helper modules in the zygote, in this order: every worker of it has them then."""
    for name, source in modules:
        data = source.encode()
        _loaded[name, data] = _load_helper(name, data)


def _load_helpers(modules: list[Any]) -> types.ModuleType:
    """Load the helper modules under their dotted names; give the last one."""
    loaded = types.ModuleType("probe")
    for name, source in modules:
        loaded = _loaded.get((name, source)) or _load_helper(name, source)
    return loaded


def _load_helper(name: str, source: bytes) -> types.ModuleType:
    _stub_parents(name)
    loaded = types.ModuleType(name)
    loaded.__package__ = name.rpartition(".")[0]
    sys.modules[name] = loaded
    exec(compile(source, f"<{name}>", "exec", dont_inherit=True), loaded.__dict__)
    parent = sys.modules.get(loaded.__package__)
    if parent is not None:
        setattr(parent, name.rpartition(".")[2], loaded)
    return loaded


def _stub_parents(name: str) -> None:
    parts = name.split(".")[:-1]
    for count in range(1, len(parts) + 1):
        package = ".".join(parts[:count])
        if package not in sys.modules:
            stub = types.ModuleType(package)
            stub.__path__ = []
            sys.modules[package] = stub


def _seeder(seed: int) -> Callable[[], None]:
    """Give what seeds every generator, before each call: then no call depends on an earlier one."""
    numpy = sys.modules.get("numpy")
    seed_numpy = numpy.random.seed if numpy is not None else None
    small = seed & 0x7FFFFFFF

    def run() -> None:
        _seed_random(seed)
        _seed_torch(small)
        if seed_numpy is not None:
            seed_numpy(small)

    return run


def _own_streams() -> Callable[[], None]:
    """Put line-buffered text streams on the output pipe; give what flushes them."""
    sys.stdin = open(0, encoding="utf-8", closefd=False)  # noqa: SIM115
    out = open(1, "w", encoding="utf-8", errors="backslashreplace", buffering=1, closefd=False)  # noqa: SIM115
    err = open(2, "w", encoding="utf-8", errors="backslashreplace", buffering=1, closefd=False)  # noqa: SIM115
    sys.stdout, sys.stderr = out, err
    vars(sys).update(__stdout__=out, __stderr__=err)

    def flush() -> None:
        for stream in (out, err):
            with contextlib.suppress(Exception):
                stream.flush()

    return flush


def _send_outlines(channel: Channel, found: list[Outline], probes: list[str], cap: int) -> None:
    message = {"kind": "outlines", "probes": probes, "outlines": [_outline(one) for one in found]}
    try:
        channel.send(message, cap)
    except wire.EncodeError:
        too_long = Outline(error=(1, "this file is too long to be examined"))
        channel.send(message | {"outlines": [_outline(too_long)] if len(found) == 1 else []}, cap)


def _outline(found: Outline) -> Value:
    return (
        {name: _function(function) for name, function in found.functions.items()},
        None if found.module is None else _function(found.module),
        found.error,
        tuple(found.warnings),
    )


def _function(function: FunctionOutline) -> Value:
    return (function.digest, function.line, dict(function.names))
