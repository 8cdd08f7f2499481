"""Student values to plain data and back, in the worker: plain types only, sizes before copies.

A value that comes here is a live object that hostile code made. Its type is taken with `type()`,
never asked for. A subclass of a plain type (NumPy's float64, a str that is an Enum, OrderedDict, a named
tuple) is what it was derived from, read by the base type's own functions: any method of its own may be
the student's. A subclass of Tensor is refused by name. Torch is reached through functions that were
taken before the student's module was loaded.
"""

from __future__ import annotations

import ctypes
from collections.abc import Callable
from typing import Any

import torch

from grader.sandbox.api import RawTensor, Value
from grader.sandbox.wire import (
    ITEMSIZE,
    MAX_DEPTH,
    MAX_INT,
    MAX_NDIM,
    MAX_NODES,
    MAX_STRING,
    ArenaTensor,
    EncodeError,
    nbytes,
)

_DTYPES: dict[str, torch.dtype] = {name: getattr(torch, name) for name in ITEMSIZE}
_NAMES = {dtype: name for name, dtype in _DTYPES.items()}
_BASE: Any = torch._C.TensorBase
_TENSOR, _PARAMETER = torch.Tensor, torch.nn.Parameter
_STRIDED = torch.strided
_detach = _BASE.detach
_contiguous = _BASE.contiguous
_resolve_conj = _BASE.resolve_conj
_resolve_neg = _BASE.resolve_neg
_data_ptr = _BASE.data_ptr
_dtype, _layout, _shape = _BASE.dtype.__get__, _BASE.layout.__get__, _BASE.shape.__get__
_is_meta, _is_quantized = _BASE.is_meta.__get__, _BASE.is_quantized.__get__
_is_nested = _BASE.is_nested.__get__
_is_cpu = _BASE.is_cpu.__get__
_string_at = ctypes.string_at
_frombuffer, _empty, _no_grad = torch.frombuffer, torch.empty, torch.no_grad
_type_name = type.__dict__["__name__"].__get__
_PLAIN: tuple[tuple[type, Callable[[Any], Any]], ...] = (
    (float, float.__float__),
    (int, int.__int__),
    (str, str.__str__),
    (list, list.copy),
    (tuple, lambda value: tuple.__getitem__(value, slice(None))),
    (dict, lambda value: dict(dict.items(value))),
)


class Snapshot:
    """Copies one value into plain data; `budget` bounds the bytes of its tensors."""

    def __init__(self, budget: int) -> None:
        self._left = budget
        self._budget = budget
        self._nodes = 0

    def take(self, value: Any, where: str, depth: int = 0) -> Value:
        """Copy a value; raise EncodeError that says what cannot be returned and where it is."""
        self._nodes += 1
        if self._nodes > MAX_NODES:
            raise EncodeError(f"{where} has more than {MAX_NODES} parts")
        if depth > MAX_DEPTH:
            raise EncodeError(f"{where[:80]} is nested more than {MAX_DEPTH} levels deep")
        value = _without_subclass(value)
        kind = type(value)
        if value is None or kind is bool or kind is float or kind is bytes:
            return value
        if kind is int:
            if not -MAX_INT <= value < MAX_INT:
                raise EncodeError(f"{where} is an integer of more than 64 bits")
            return value
        if kind is str:
            if len(value) > MAX_STRING:
                raise EncodeError(f"{where} is a text of more than {MAX_STRING >> 10} KiB")
            return value
        if kind is _TENSOR or kind is _PARAMETER:
            return self._tensor(value, where)
        if kind is list or kind is tuple:
            items = [
                self.take(item, f"{where}[{place}]", depth + 1) for place, item in enumerate(tuple(value))
            ]
            return items if kind is list else tuple(items)
        if kind is dict:
            # One step for the interpreter, so that a thread cannot change the size in between.
            return {
                self._key(key, where): self.take(item, f"{where}[{key!r:.60}]", depth + 1)
                for key, item in list(dict.items(value))
            }
        raise EncodeError(
            f"{where} is {describe(value)}; expected a plain tensor, number, text, list, tuple or dict"
        )

    def _key(self, key: Any, where: str) -> str | int:
        plain = _without_subclass(key)
        if type(plain) is not str and type(plain) is not int:
            raise EncodeError(f"{where} has a key that is {describe(key)}; expected text or an integer")
        return plain

    def _tensor(self, value: Any, where: str) -> RawTensor:
        layout, dtype = _layout(value), _dtype(value)
        if _is_nested(value) or layout is not _STRIDED:
            raise EncodeError(f"{where} is a sparse or nested tensor ({layout}); expected a dense one")
        if _is_quantized(value) or dtype not in _NAMES:
            raise EncodeError(f"{where} is a tensor of dtype {dtype}, which cannot be returned")
        if _is_meta(value) or not _is_cpu(value):
            raise EncodeError(f"{where} is a tensor without data on the CPU; expected an ordinary CPU tensor")
        shape = tuple(_shape(value))
        if len(shape) > MAX_NDIM:
            raise EncodeError(f"{where} is a tensor with more than {MAX_NDIM} dimensions")
        name = _NAMES[dtype]
        # An expanded tensor is 4 bytes here and 4 TB once it is made contiguous.
        size = nbytes(name, shape)
        self._left -= size
        if self._left < 0:
            raise EncodeError(f"{where} makes the answer larger than {self._budget >> 20} MiB")
        if not size:
            return RawTensor(name, shape, b"")
        with _no_grad():
            plain = _contiguous(_resolve_neg(_resolve_conj(_detach(value))))
        return RawTensor(name, shape, _string_at(_data_ptr(plain), size))


def _without_subclass(value: Any) -> Any:
    """Give the plain value that an instance of a subclass holds; anything else as it is."""
    kind = type(value)
    if kind is bool or kind is float or kind is _TENSOR:  # most values are one of these
        return value
    for base, read in _PLAIN:
        if issubclass(kind, base):
            return value if kind is base else read(value)
    return value


def describe(value: Any) -> str:
    """Name the type of a value, whatever its class says of itself."""
    kind = type(value)
    name = _type_name(kind)
    if issubclass(kind, _TENSOR):
        return f"a subclass of Tensor ({name})"
    if name == "ndarray":
        return "a NumPy array"
    return f"{'an' if name[:1] in 'aeiouAEIOU' else 'a'} {name}"


def restore(value: Value, arena: memoryview | None) -> Any:
    """Give the live value of an input: tensors over the arena where they lie there, else over own memory."""
    kind = type(value)
    if kind is ArenaTensor:
        return _over(arena, value.dtype, value.shape, value.offset)
    if kind is RawTensor:
        return _over(memoryview(bytearray(value.data)), value.dtype, value.shape, 0)
    if kind is list:
        return [restore(item, arena) for item in value]
    if kind is tuple:
        return tuple(restore(item, arena) for item in value)
    if kind is dict:
        return {key: restore(item, arena) for key, item in value.items()}
    return value


def rebuilt(value: Any) -> Any:
    """Build lists, tuples and dicts again around the same entries, to see later what became of the first."""
    kind = type(value)
    if kind is list or kind is tuple:
        return kind([rebuilt(item) for item in value])
    if kind is dict:
        return {key: rebuilt(item) for key, item in value.items()}
    return value


def alike(value: Any, handed: Any) -> bool:
    """Tell whether a list or dict still holds, in their places, the very entries it was handed over with."""
    kind = type(handed)
    if kind is not list and kind is not tuple and kind is not dict:
        return value is handed
    if type(value) is not kind or len(value) != len(handed):
        return False
    if kind is dict:
        return all(key in value and alike(value[key], item) for key, item in handed.items())
    return all(alike(item, old) for item, old in zip(value, handed, strict=True))


def _over(memory: memoryview | None, dtype: str, shape: tuple[int, ...], offset: int) -> torch.Tensor:
    size = nbytes(dtype, shape)
    if not size:
        return _empty(shape, dtype=_DTYPES[dtype])
    if memory is None:
        raise ValueError("an arena tensor without an arena")
    flat = _frombuffer(memory, dtype=_DTYPES[dtype], count=size // ITEMSIZE[dtype], offset=offset)
    alone: torch.Tensor = _detach(flat.reshape(shape))  # no view: those refuse some of what a tensor allows
    return alone
