"""Frames between the grader and a worker: strict on reading, because one side is hostile.

Theory of operation
-------------------
A frame carries one value, plain data with tensors as bytes:

    magic(4) version(2) nonce(16) header_length(4) segments(2)  segment_length(8) * segments
    header  segment ...                                         all little-endian

The header is JSON in which objects never occur, so that there are no duplicate keys to argue
about. null, true, false, int and str stand for themselves; everything else is an array that
starts with a tag:

    ["f", "0x1.8p+0"]  float, as hex: NaN and infinity are values, never JSON
    ["l", ...]  list       ["t", ...]  tuple       ["d", key, value, ...]  dict
    ["b", n]    bytes, in segment n
    ["T", dtype, [shape], n]       a tensor, its bytes in segment n
    ["A", dtype, [shape], offset]  a tensor in the arena (only on the way to a worker)

This file writes; `wire_read.py` reads. There is no pickle here and no look-up of a name that the
other side chose. Standard library only; torch is not imported on this path.
"""

from __future__ import annotations

import json
import struct
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from grader.sandbox.api import RawTensor, Value

MAGIC = b"GRDW"
VERSION = 1
PREFIX = struct.Struct("<4sH16sIH")
NONCE_BYTES = 16

MAX_HEADER = 1 << 20
# One per tensor: a training loop that records two parameters for 300 steps needs 600.
MAX_SEGMENTS = 4096
MAX_DEPTH = 32
MAX_NODES = 100_000
MAX_STRING = 64 << 10
MAX_NDIM = 64
MAX_INT = 1 << 63

ITEMSIZE = {
    "bool": 1, "uint8": 1, "int8": 1, "uint16": 2, "int16": 2, "uint32": 4, "int32": 4, "uint64": 8,
    "int64": 8, "float16": 2, "bfloat16": 2, "float32": 4, "float64": 8, "complex64": 8, "complex128": 16,
}  # fmt: skip
# Made now: in a worker, student code may replace what makes it.
_dumps = json.JSONEncoder(separators=(",", ":"), ensure_ascii=True, allow_nan=False).encode
BOOL_BYTES = bytes([0] + [1] * 255)


class DecodeError(Exception):
    """What arrived breaks a rule of the format; the message names the rule."""


class TooLargeError(DecodeError):
    """What arrived is larger than the cap."""


class EncodeError(Exception):
    """A value that the format cannot carry; the message says where it is and what it is."""


@dataclass(frozen=True, slots=True)
class ArenaTensor:
    """A tensor whose bytes lie in the shared arena, `offset` bytes from its start."""

    dtype: str
    shape: tuple[int, ...]
    offset: int


def nbytes(dtype: str, shape: tuple[int, ...]) -> int:
    """Give the number of bytes of a contiguous tensor, in exact integers."""
    count = ITEMSIZE[dtype]
    for size in shape:
        count *= size
    return count


# --- writing ----------------------------------------------------------------------------------


class _RefusedError(Exception):
    """Something in a value cannot be written; `path` leads there, from the inside out."""

    def __init__(self, problem: str) -> None:
        super().__init__(problem)
        self.path: list[str] = []

    def __str__(self) -> str:
        where = "".join(reversed(self.path))
        return f"{where[:200] or 'the value'} {self.args[0]}"


class _Writer:
    def __init__(self) -> None:
        self.segments: list[bytes] = []
        self.nodes = 0

    def write(self, value: Value, depth: int) -> Any:
        self.nodes += 1
        if self.nodes > MAX_NODES:
            raise _RefusedError(f"has more than {MAX_NODES} parts")
        if depth > MAX_DEPTH:
            raise _RefusedError(f"is nested more than {MAX_DEPTH} levels deep")
        kind = type(value)
        if value is None or kind is bool:
            return value
        if kind is int:
            if not -MAX_INT <= value < MAX_INT:
                raise _RefusedError("is an integer of more than 64 bits")
            return value
        if kind is float:
            return ["f", float.hex(value)]
        if kind is str:
            return self._text(value, "is a text")
        if kind is bytes:
            return ["b", self._segment(value)]
        if kind is RawTensor:
            return self._tensor(value)
        if kind is ArenaTensor:
            return ["A", value.dtype, list(value.shape), value.offset]
        if kind is list or kind is tuple:
            return self._sequence("l" if kind is list else "t", value, depth)
        if kind is dict:
            return self._dict(value, depth)
        raise _RefusedError(f"is a {kind.__name__}, which cannot be returned")

    def _text(self, value: str, what: str) -> str:
        if len(value) > MAX_STRING or (
            not value.isascii() and len(value.encode("utf-8", "surrogatepass")) > MAX_STRING
        ):
            raise _RefusedError(f"{what} of more than {MAX_STRING >> 10} KiB")
        return value

    def _sequence(self, tag: str, value: Sequence[Value], depth: int) -> list[Any]:
        flat: list[Any] = [tag]
        try:
            for item in value:
                flat.append(self.write(item, depth + 1))
        except _RefusedError as error:
            error.path.append(f"[{len(flat) - 1}]")
            raise
        return flat

    def _dict(self, value: dict[Any, Value], depth: int) -> list[Any]:
        flat: list[Any] = ["d"]
        for key, item in value.items():
            if type(key) is str:
                self.nodes += 1
                flat.append(self._text(key, "has a key"))
            elif type(key) is int:
                flat.append(self.write(key, depth + 1))
            else:
                raise _RefusedError(f"has a key of type {type(key).__name__}")
            try:
                flat.append(self.write(item, depth + 1))
            except _RefusedError as error:
                error.path.append(f"[{key!r:.60}]")
                raise
        return flat

    def _tensor(self, value: RawTensor) -> list[Any]:
        if value.dtype not in ITEMSIZE:
            raise _RefusedError(f"is a tensor of dtype {value.dtype}, which cannot be returned")
        if len(value.shape) > MAX_NDIM:
            raise _RefusedError(f"is a tensor with more than {MAX_NDIM} dimensions")
        if nbytes(value.dtype, value.shape) != len(value.data):
            raise _RefusedError("is a tensor whose bytes do not match its shape")
        return ["T", value.dtype, list(value.shape), self._segment(value.data)]

    def _segment(self, data: bytes) -> int:
        if len(self.segments) == MAX_SEGMENTS:
            raise _RefusedError(f"holds more than {MAX_SEGMENTS} tensors with those before it")
        self.segments.append(data)
        return len(self.segments) - 1


def encode(value: Value, nonce: bytes, cap: int = 1 << 62) -> bytes:
    """Turn a value into one frame; raise EncodeError where it does not fit the format or the cap."""
    writer = _Writer()
    try:
        tree = writer.write(value, 0)
    except _RefusedError as refused:
        raise EncodeError(str(refused)) from None
    header = _dumps(tree).encode("ascii")
    if len(header) > MAX_HEADER:
        raise EncodeError(f"the value is too long to be written down ({len(header)} bytes of text)")
    lengths = [len(segment) for segment in writer.segments]
    if frame_size(len(header), lengths) > cap:
        raise EncodeError(f"the value is larger than {cap >> 20} MiB")
    prefix = PREFIX.pack(MAGIC, VERSION, nonce, len(header), len(lengths))
    return b"".join([prefix, struct.pack(f"<{len(lengths)}Q", *lengths), header, *writer.segments])


def frame_size(header_length: int, lengths: list[int]) -> int:
    """Give the bytes of a whole frame."""
    return PREFIX.size + 8 * len(lengths) + header_length + sum(lengths)
