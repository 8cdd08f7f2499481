"""Things that can be observed: a submission in its locked worker, or trusted code in this process.

Both answer `observe(probe, inputs)` with the same records, so that reference, twins and
submissions are seen through the same probe.
"""

from __future__ import annotations

import ctypes
import hashlib
import struct
import types
import warnings
from collections.abc import Mapping
from typing import Any, Protocol

import torch

from grader.judge.suite import Observation
from grader.sandbox.api import Answer, Ended, Outline, Raised, RawTensor, Worker

Seen = Observation | Raised | Ended
_LOADED = types.MappingProxyType(
    {
        str(dtype).removeprefix("torch."): dtype
        for dtype in vars(torch).values()
        if isinstance(dtype, torch.dtype)
    }
)
_NAMES = {dtype: name for name, dtype in _LOADED.items()}


class Subject(Protocol):
    """Something with the functions of one exercise."""

    @property
    def outline(self) -> Outline:
        """Give what the source text shows; empty for trusted code."""

    def observe(self, probe: str, inputs: dict[str, Any]) -> Seen:
        """Run one probe call."""


class TrustedSubject:
    """The reference solution or a twin, observed in this process."""

    def __init__(self, module: Any, probe: types.ModuleType) -> None:
        self._module = module
        self._probe = probe
        self.outline = Outline()

    def observe(self, probe: str, inputs: dict[str, Any]) -> Seen:
        """Run the probe on clones of the inputs; what it raises is an observation as well."""
        arguments = plain(inputs)
        function = getattr(self._probe, probe)
        try:
            with warnings.catch_warnings(), torch.enable_grad():
                warnings.simplefilter("ignore")
                values = plain(function(self._module, **arguments))
        except Exception as error:
            return Raised(
                type=type(error).__name__, message=str(error), missing=_missing(error, self._module)
            )
        return Observation(values, plain(arguments))


class WorkerSubject:
    """A submission in its worker: inputs go out as bytes, observations come back as plain data."""

    def __init__(self, worker: Worker) -> None:
        self.worker = worker

    @property
    def outline(self) -> Outline:
        """Give what the source text shows."""
        return self.worker.outline

    def observe(self, probe: str, inputs: dict[str, Any]) -> Seen:
        """Run the probe in the worker."""
        reply = self.worker.call(probe, to_raw(inputs))
        if isinstance(reply, Answer):
            return Observation(*map(from_raw, (reply.values, reply.arguments, reply.memory)))
        return reply


def namespace(reference: types.ModuleType, replaces: Mapping[str, Any]) -> types.SimpleNamespace:
    """Give the reference's names with some replaced: what a twin's module looks like."""
    return types.SimpleNamespace(**{**vars(reference), **replaces})


def load_module(name: str, source: bytes, filename: str) -> types.ModuleType:
    """Execute trusted source as a module of its own, outside sys.modules."""
    module = types.ModuleType(name)
    module.__file__ = filename
    exec(compile(source, filename, "exec", dont_inherit=True), module.__dict__)  # noqa: S102  trusted
    return module


def _missing(error: Exception, module: Any) -> str:
    if isinstance(error, AttributeError) and error.obj is module:
        return error.name or ""
    return ""


# --- plain values -----------------------------------------------------------------------------


def plain(value: Any) -> Any:
    """Copy a value into plain data that shares no memory with it; refuse what cannot cross."""
    if isinstance(value, torch.Tensor):
        return value.detach().clone(memory_format=torch.contiguous_format)
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    if isinstance(value, list):
        return [plain(item) for item in value]
    if isinstance(value, tuple):
        return tuple(plain(item) for item in value)
    if value is None or isinstance(value, (bool, int, float, str, bytes)):
        return value
    raise TypeError(f"a {type(value).__name__} cannot be observed")


def to_raw(value: Any) -> Any:
    """Replace tensors by their bytes."""
    if isinstance(value, torch.Tensor):
        tensor = value.detach().contiguous()
        data = ctypes.string_at(tensor.data_ptr(), tensor.nbytes) if tensor.nbytes else b""
        return RawTensor(_NAMES[tensor.dtype], tuple(tensor.shape), data)
    if isinstance(value, dict):
        return {key: to_raw(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return type(value)(to_raw(item) for item in value)
    return value


def from_raw(value: Any) -> Any:
    """Replace bytes by plain contiguous tensors that this process owns."""
    if isinstance(value, RawTensor):
        dtype = _LOADED[value.dtype]
        if not value.data:
            return torch.empty(value.shape, dtype=dtype)
        return torch.frombuffer(bytearray(value.data), dtype=dtype).reshape(value.shape)
    if isinstance(value, dict):
        return {key: from_raw(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return type(value)(from_raw(item) for item in value)
    return value


def fingerprint(slug: str, probe: str, inputs: dict[str, Any]) -> str:
    """Give a digest that is equal exactly for equal probe calls."""
    digest = hashlib.sha256(f"{slug}\0{probe}\0".encode())
    _feed(digest, to_raw(inputs))
    return digest.hexdigest()[:32]


def _feed(digest: Any, value: Any) -> None:
    if isinstance(value, RawTensor):
        digest.update(f"t{value.dtype}{value.shape}".encode() + value.data)
    elif isinstance(value, dict):
        digest.update(f"d{len(value)}".encode())
        for key in sorted(value, key=repr):
            _feed(digest, key)
            _feed(digest, value[key])
    elif isinstance(value, (list, tuple)):
        digest.update(f"{type(value).__name__}{len(value)}".encode())
        for item in value:
            _feed(digest, item)
    elif isinstance(value, float):
        digest.update(b"f" + struct.pack("<d", value))
    else:
        digest.update(f"{type(value).__name__}:{value!r};".encode())
