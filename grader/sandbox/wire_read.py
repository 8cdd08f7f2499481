"""Reading frames that may be hostile; `wire.py` has the format.

The reader checks every length against its cap before it reads what the length announces, so the
memory it uses is bounded by the caps whatever arrives. Decoding gives a value or `DecodeError`,
nothing else.
"""

from __future__ import annotations

import json
import re
import struct
from typing import Any, NoReturn

from grader.sandbox.api import RawTensor, Value
from grader.sandbox.wire import (
    BOOL_BYTES,
    ITEMSIZE,
    MAGIC,
    MAX_DEPTH,
    MAX_HEADER,
    MAX_INT,
    MAX_NDIM,
    MAX_NODES,
    MAX_SEGMENTS,
    MAX_STRING,
    PREFIX,
    VERSION,
    ArenaTensor,
    DecodeError,
    TooLargeError,
    frame_size,
    nbytes,
)

_FLOAT = re.compile(r"-?0x[01]\.[0-9a-f]{1,13}p[+-][0-9]{1,4}|-?0x0\.0p\+0|-?inf|nan")


class FrameReader:
    """Collects one frame from pieces; ask `wanted`, feed that many bytes or fewer, until `done`.

    It never asks for a byte that a cap forbids. `cap` bounds the whole frame. Without a nonce to
    expect, any is taken; `nonce` then says which.
    """

    def __init__(self, nonce: bytes | None, cap: int) -> None:
        self._expected = nonce
        self.nonce = nonce or b""
        self._cap = cap
        self._buffer = bytearray()
        self._size = PREFIX.size
        self._stage = 0
        self._header_length = 0
        self._lengths: list[int] = []

    @property
    def wanted(self) -> int:
        """Give how many more bytes may be read now."""
        return self._size - len(self._buffer)

    @property
    def started(self) -> bool:
        """Tell whether anything has arrived."""
        return bool(self._buffer)

    @property
    def done(self) -> bool:
        """Tell whether the frame is complete."""
        return self._stage == 2 and not self.wanted

    def feed(self, data: bytes) -> None:
        """Take bytes; raise DecodeError as soon as they cannot begin a valid frame."""
        if len(data) > self.wanted:
            raise DecodeError("more bytes than the frame announced")
        self._buffer += data
        while self._stage < 2 and not self.wanted:
            (self._read_prefix if self._stage == 0 else self._read_lengths)()
            self._stage += 1

    def _read_prefix(self) -> None:
        magic, version, self.nonce, self._header_length, segments = PREFIX.unpack_from(self._buffer)
        if magic != MAGIC or version != VERSION:
            raise DecodeError("not a frame of this version")
        if self._expected is not None and self.nonce != self._expected:
            raise DecodeError("an answer to another call")
        if self._header_length > MAX_HEADER:
            raise TooLargeError(f"a header of more than {MAX_HEADER >> 20} MiB")
        if segments > MAX_SEGMENTS:
            raise TooLargeError(f"more than {MAX_SEGMENTS} tensors")
        self._size += 8 * segments

    def _read_lengths(self) -> None:
        count = (len(self._buffer) - PREFIX.size) // 8
        self._lengths = list(struct.unpack_from(f"<{count}Q", self._buffer, PREFIX.size))
        self._size = frame_size(self._header_length, self._lengths)
        if self._size > self._cap:
            raise TooLargeError(f"larger than {self._cap >> 20} MiB")

    def value(self, *, arena: bool = False) -> Value:
        """Decode the complete frame; raise DecodeError."""
        if not self.done:
            raise DecodeError("an unfinished frame")
        start = PREFIX.size + 8 * len(self._lengths)
        view = memoryview(self._buffer)
        header = bytes(view[start : start + self._header_length])
        start += self._header_length
        segments = []
        for length in self._lengths:
            segments.append(bytes(view[start : start + length]))
            start += length
        return decode_value(header, segments, arena=arena)


def decode(frame: bytes, nonce: bytes, cap: int = 1 << 26, *, arena: bool = False) -> Value:
    """Decode one whole frame; raise DecodeError."""
    reader = FrameReader(nonce, cap)
    rest = memoryview(frame)
    while not reader.done:
        piece = rest[: reader.wanted]
        if not piece:
            raise DecodeError("an unfinished frame")
        reader.feed(bytes(piece))
        rest = rest[len(piece) :]
    if rest:
        raise DecodeError("more bytes than the frame announced")
    return reader.value(arena=arena)


def decode_value(header: bytes, segments: list[bytes], *, arena: bool = False) -> Value:
    """Decode a header and its segments; raise DecodeError."""
    try:
        tree = _loads(header.decode("utf-8"))
    except DecodeError:
        raise
    except (ValueError, RecursionError, MemoryError) as error:
        raise DecodeError(f"not JSON: {type(error).__name__}") from None
    reader = _Reader(segments, arena=arena)
    value = reader.read(tree, 0)
    if reader.used != len(segments):
        raise DecodeError("segments that nothing refers to")
    return value


def _refuse(_: Any) -> NoReturn:
    raise DecodeError("JSON numbers with a point, constants and objects are not part of the format")


def _parse_int(text: str) -> int:
    if len(text) > 20:
        raise DecodeError("an integer of more than 64 bits")
    return int(text)


# Made now: in a worker, student code may replace what makes it.
_loads = json.JSONDecoder(
    parse_constant=_refuse, parse_float=_refuse, parse_int=_parse_int, object_pairs_hook=_refuse
).decode


class _Reader:
    def __init__(self, segments: list[bytes], *, arena: bool) -> None:
        self.segments = segments
        self.arena = arena
        self.used = 0
        self.nodes = 0

    def read(self, tree: Any, depth: int) -> Value:
        self.nodes += 1
        if self.nodes > MAX_NODES:
            raise DecodeError(f"more than {MAX_NODES} parts")
        if depth > MAX_DEPTH:
            raise DecodeError(f"nested more than {MAX_DEPTH} levels deep")
        if tree is None or tree is True or tree is False:
            return tree
        if type(tree) is int:
            return self._int(tree)
        if type(tree) is str:
            return self._text(tree)
        if type(tree) is not list or not tree or type(tree[0]) is not str:
            raise DecodeError("an array without a tag")
        return self._tagged(tree[0], tree, depth)

    def _tagged(self, tag: str, tree: list[Any], depth: int) -> Value:
        if tag == "l":
            return [self.read(item, depth + 1) for item in tree[1:]]
        if tag == "t":
            return tuple([self.read(item, depth + 1) for item in tree[1:]])
        if tag == "d":
            return self._dict(tree, depth)
        if tag == "f" and len(tree) == 2:
            return self._float(tree[1])
        if tag == "b" and len(tree) == 2:
            return self._segment(tree[1])
        if tag == "T" and len(tree) == 4:
            return self._tensor(*tree[1:])
        if tag == "A" and len(tree) == 4 and self.arena:
            dtype, shape = self._facts(tree[1], tree[2])
            if type(tree[3]) is not int or tree[3] < 0:
                raise DecodeError("an offset that is no offset")
            return ArenaTensor(dtype, shape, tree[3])
        raise DecodeError("an unknown tag")

    def _int(self, value: int) -> int:
        if not -MAX_INT <= value < MAX_INT:
            raise DecodeError("an integer of more than 64 bits")
        return value

    def _text(self, value: str) -> str:
        if len(value) > MAX_STRING:
            raise DecodeError(f"a text of more than {MAX_STRING >> 10} KiB")
        if value.isascii():
            return value
        # A lone surrogate decodes here and raises where the report is written.
        raw = value.encode("utf-8", "surrogatepass")
        if len(raw) > MAX_STRING:
            raise DecodeError(f"a text of more than {MAX_STRING >> 10} KiB")
        return raw.decode("utf-8", "replace")

    def _float(self, text: Any) -> float:
        if type(text) is not str or not _FLOAT.fullmatch(text):
            raise DecodeError("a float that is not written in hex")
        try:
            return float.fromhex(text)
        except (ValueError, OverflowError):
            raise DecodeError("a float out of range") from None

    def _dict(self, tree: list[Any], depth: int) -> dict[str | int, Value]:
        if len(tree) % 2 == 0:
            raise DecodeError("a key without a value")
        result: dict[str | int, Value] = {}
        for place in range(1, len(tree), 2):
            key = tree[place]
            if type(key) is str:
                self.nodes += 1
                key = self._text(key)
            elif type(key) is int:
                key = self.read(key, depth + 1)
            else:
                raise DecodeError("a key that is neither text nor integer")
            if key in result:
                raise DecodeError("a key that occurs twice")
            result[key] = self.read(tree[place + 1], depth + 1)
        return result

    def _facts(self, dtype: Any, shape: Any) -> tuple[str, tuple[int, ...]]:
        if type(dtype) is not str or dtype not in ITEMSIZE:
            raise DecodeError("an unknown dtype")
        if type(shape) is not list or len(shape) > MAX_NDIM:
            raise DecodeError(f"a tensor with more than {MAX_NDIM} dimensions")
        for size in shape:
            if type(size) is not int or not 0 <= size < MAX_INT:
                raise DecodeError("a dimension that is no size")
        # An empty tensor has no bytes, whatever its other dimensions: torch computes strides from them.
        if nbytes(dtype, tuple([size or 1 for size in shape])) >= MAX_INT:
            raise DecodeError("dimensions that no tensor has")
        return dtype, tuple(shape)

    def _tensor(self, dtype: Any, shape: Any, number: Any) -> RawTensor:
        name, sizes = self._facts(dtype, shape)
        data = self._segment(number)
        if nbytes(name, sizes) != len(data):
            raise DecodeError("a tensor whose bytes do not match its shape")
        if name == "bool":
            data = data.translate(BOOL_BYTES)
        return RawTensor(name, sizes, data)

    def _segment(self, number: Any) -> bytes:
        if type(number) is not int or number != self.used or number >= len(self.segments):
            raise DecodeError("segments that are not used in order")
        self.used += 1
        return self.segments[number]
